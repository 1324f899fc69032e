"""``manage.py policies undo session Employees 3``: the versions of policies, beside what else policies do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from accounts.domain.events import ActorType
from accounts.management.subcommands import Result, Subcommand, argument, not_found
from applications.management.commands.policies import POLICY
from applications.management.commands.policies import Command as PoliciesCommand
from applications.services.apps import author
from configuration.change_texts import ChangeSentence
from configuration.history import MAX_LISTED, VersionSummary, restoring_changes, version_numbered, versions_of
from configuration.keeper import newest_number
from configuration.management.shadow_trials import SHADOW
from configuration.restoration import Restoration, restore
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import Policy

PROFILE_ENROLLMENT: Final = "profile_enrollment"
_KINDS: Final = [*(kind.value for kind in Kind), PROFILE_ENROLLMENT]
ANY_KIND: Final = argument("kind", choices=_KINDS, metavar="kind", help=", ".join(_KINDS))
NUMBER: Final = argument("number", type=int, help="number of the version, as history lists it")


class Command(PoliciesCommand):
    """List, show, enable and disable policies, list their versions and restore one."""

    help = "List, show, enable and disable policies, list their versions and restore one."

    def subcommands(self) -> Mapping[str, Subcommand]:
        return {
            **super().subcommands(),
            "history": Subcommand(
                "list the versions of a policy, newest first", _listed, (ANY_KIND, POLICY), writes=False
            ),
            "show-version": Subcommand(
                "show one version of a policy", _shown, (ANY_KIND, POLICY, NUMBER), writes=False
            ),
            "undo": Subcommand("restore a version of a policy", _undone, (ANY_KIND, POLICY, NUMBER)),
            "shadow": SHADOW,
        }


def _policy(options: Mapping[str, Any]) -> Any:
    """Return the policy that is named. Raises CommandError."""
    kind, name = options["kind"], options["policy"]
    if kind == PROFILE_ENROLLMENT:
        row: Any = ProfileEnrollmentPolicy.objects.filter(name=name).first()
    else:
        row = Policy.objects.filter(kind=kind, name=name).first()
    if row is None:
        raise not_found("ssr.policy.unknown", name)
    return row


def _listed(options: dict[str, Any], _now: datetime) -> Result:
    return [_facts(summary) for summary in versions_of(_policy(options), limit=MAX_LISTED)]


def _facts(summary: VersionSummary) -> dict[str, Any]:
    version = summary.version
    return {
        "version": version.number,
        "time": version.created_at.isoformat(timespec="seconds"),
        "author": _author(summary),
        "current": "current" if summary.is_current else "",
        "changes": _sentences(summary.changes),
    }


def _author(summary: VersionSummary) -> str:
    if summary.is_start:
        return "unknown"
    return summary.author if summary.version.actor_type == ActorType.USER.value else "server"


def _sentences(changes: tuple[ChangeSentence, ...]) -> list[str]:
    return [" ".join((change.text, "; ".join(change.details))).strip() for change in changes]


def _shown(options: dict[str, Any], _now: datetime) -> Result:
    version = version_numbered(_policy(options), options["number"])
    return {
        "version": version.number,
        "time": version.created_at.isoformat(timespec="seconds"),
        "policy": version.entry,
    }


def _undone(options: dict[str, Any], now: datetime) -> Result:
    row = _policy(options)
    version, newest = version_numbered(row, options["number"]), newest_number(row.public_id)
    changes = restoring_changes(row, version)
    restore(row, Restoration(version, newest), author(None, now))
    return {
        "kind": options["kind"],
        "name": row.name,
        "version": version.number,
        "changes": _sentences(changes),
    }
