"""``manage.py policies undo session Employees 3``: the versions of policies, beside what else policies do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from accounts.domain.events import ActorType
from accounts.management.subcommands import Result, Subcommand, argument
from applications.management.commands.policies import POLICY
from applications.management.commands.policies import Command as PoliciesCommand
from applications.services.apps import author
from configuration.history import MAX_LISTED, VersionSummary, restoring_changes, version_numbered, versions_of
from configuration.keeper import newest_number
from configuration.management.draft_actions import DRAFTS
from configuration.management.policy_arguments import ANY_KIND, change_texts, policy_named
from configuration.management.shadow_trials import SHADOW
from configuration.restoration import Restoration, restore

NUMBER: Final = argument("number", type=int, help="number of the version, as history lists it")


class Command(PoliciesCommand):
    """List, show, enable and disable policies, restore versions of them, edit and try drafts."""

    help = "List, show, enable and disable policies, restore versions of them, edit and try drafts."

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
            **DRAFTS,
            "shadow": SHADOW,
        }


def _listed(options: dict[str, Any], _now: datetime) -> Result:
    return [_facts(summary) for summary in versions_of(policy_named(options), limit=MAX_LISTED)]


def _facts(summary: VersionSummary) -> dict[str, Any]:
    version = summary.version
    return {
        "version": version.number,
        "time": version.created_at.isoformat(timespec="seconds"),
        "author": _author(summary),
        "current": "current" if summary.is_current else "",
        "changes": change_texts(summary.changes),
    }


def _author(summary: VersionSummary) -> str:
    if summary.is_start:
        return "unknown"
    return summary.author if summary.version.actor_type == ActorType.USER.value else "server"


def _shown(options: dict[str, Any], _now: datetime) -> Result:
    version = version_numbered(policy_named(options), options["number"])
    return {
        "version": version.number,
        "time": version.created_at.isoformat(timespec="seconds"),
        "policy": version.entry,
    }


def _undone(options: dict[str, Any], now: datetime) -> Result:
    row = policy_named(options)
    version, newest = version_numbered(row, options["number"]), newest_number(row.public_id)
    changes = restoring_changes(row, version)
    restore(row, Restoration(version, newest), author(None, now))
    return {
        "kind": options["kind"],
        "name": row.name,
        "version": version.number,
        "changes": change_texts(changes),
    }
