"""``manage.py policies draft session Employees --file entry.yaml``: drafts, beside their pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.management.base import CommandError

from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed, Violation
from accounts.management.subcommands import EXIT_REFUSED, Result, Subcommand, argument
from applications.management.commands.policies import POLICY
from applications.services.apps import author
from applications.services.policies import effect_of
from configuration.document_command import read_content
from configuration.drafts import (
    Seen,
    begin_draft,
    changes_meanwhile,
    discard_draft,
    draft_changes,
    draft_of,
    publish_draft,
    seen_now,
    write_draft,
)
from configuration.entry_file import entry_in_file
from configuration.management.policy_arguments import ANY_KIND, change_texts, policy_named
from configuration.report import violation_lines
from configuration.schema import joined, moved
from configuration.yaml_text import Unreadable, line_numbers
from enrollment.domain.effect import impact_sentences
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.services import questions_of_write
from policies.domain.impact import SIGNS_IN
from policies.services.policy_changes import Author

FILE: Final = argument(
    "--file",
    metavar="FILE",
    help="the entry of the policy, or a document with it, as YAML or JSON; - reads standard input",
)
SEEN: Final = argument(
    "--if-seen", metavar="SEEN", help="publish only what show-draft printed as “seen”: refuse later changes"
)
YES: Final = argument(
    "--yes", action="store_true", help="publish although people lose access or get more questions"
)


def _drafted(options: dict[str, Any], now: datetime) -> Result:
    """Begin the draft of a policy, or go on with it, and make it what the file says."""
    policy, by = policy_named(options), author(None, now)
    if options["file"] is None:
        begin_draft(policy, by)
    else:
        _write_from_file(policy, read_content(options["file"]), by)
    return _facts(options, policy)


def _write_from_file(policy: Any, content: bytes, by: Author) -> None:
    """Raise CommandError with the line and path of everything that is wrong."""
    path = ""
    try:
        found = entry_in_file(policy, content)
        path = found.path
        try:
            write_draft(policy, found.entry, by)
        except ValidationFailed as failure:
            raise moved(failure, lambda inner: joined(path, inner)) from failure
    except (Unreadable, ValidationFailed) as failure:
        wrong = [failure.violation] if isinstance(failure, Unreadable) else failure.violations
        lines = "\n".join(violation_lines(wrong, line_numbers(content)))
        raise CommandError(lines, returncode=EXIT_REFUSED) from failure


def _shown(options: dict[str, Any], now: datetime) -> Result:
    policy = policy_named(options)
    facts, seen = _facts(options, policy), seen_now(policy, _draft(policy))
    try:
        effect = _effect(policy, seen, author(None, now))
    except ValidationFailed as failure:
        effect = " ".join(Message.of(violation).english for violation in failure.violations)
    return {**facts, "effect": effect}


def _facts(options: Mapping[str, Any], policy: Any) -> dict[str, Any]:
    """Return what the page of a draft shows: its differences, and what publishing would take back."""
    draft = _draft(policy)
    return {
        "kind": options["kind"],
        "name": policy.name,
        "changes": change_texts(draft_changes(draft)),
        "changed_meanwhile": change_texts(changes_meanwhile(draft)),
        "seen": _token(seen_now(policy, draft)),
    }


def _draft(policy: Any) -> Any:
    """Return the draft of a policy. Raises ValidationFailed without one."""
    draft = draft_of(policy)
    if draft is None:
        raise ValidationFailed([Violation("", "ssr.policy.no_draft")])
    return draft


def _token(seen: Seen) -> str:
    return f"{seen.policy}-{seen.draft}"


def _seen(token: str) -> Seen:
    """Return what a token says; one that says nothing is none that publishing accepts."""
    number, _dash, digest = token.partition("-")
    return Seen(int(number[:9]) if number.isdecimal() else 0, digest)


def _effect(policy: Any, seen: Seen, by: Author) -> str:
    """Return who would lose access or get more questions by publishing, tried and taken back, or nothing.

    Raises ValidationFailed as publishing does.
    """

    def write() -> None:
        publish_draft(policy, seen, by)

    if isinstance(policy, ProfileEnrollmentPolicy):
        asked = questions_of_write(write, policy, by.now)
        return "" if asked is None else next(impact_sentences(asked)).english
    if policy.kind not in SIGNS_IN:
        return ""
    effect = effect_of(write, by.now)
    return effect.describe().english if effect.needs_confirmation else ""


def _published(options: dict[str, Any], now: datetime) -> Result:
    """Make the policy what its draft is, as the page does. Raises CommandError where that needs --yes."""
    policy, by = policy_named(options), author(None, now)
    draft = _draft(policy)
    seen = seen_now(policy, draft) if options["if_seen"] is None else _seen(options["if_seen"])
    changes = change_texts(draft_changes(draft))
    effect = "" if options["yes"] else _effect(policy, seen, by)
    if effect:
        raise CommandError(f"{effect} To publish anyway, add --yes.", returncode=EXIT_REFUSED)
    publish_draft(policy, seen, by)
    return {"kind": options["kind"], "name": policy.name, "changes": changes}


def _discarded(options: dict[str, Any], now: datetime) -> Result:
    policy = policy_named(options)
    _draft(policy)
    discard_draft(policy, author(None, now))
    return {"kind": options["kind"], "name": policy.name}


_ONE: Final = (ANY_KIND, POLICY)
DRAFTS: Final[Mapping[str, Subcommand]] = {
    "draft": Subcommand("begin the draft of a policy, or write it from a file", _drafted, (*_ONE, FILE)),
    "show-draft": Subcommand(
        "show what publishing a draft would change, and for whom", _shown, _ONE, writes=False
    ),
    "publish": Subcommand("make a policy what its draft is", _published, (*_ONE, SEEN, YES)),
    "discard": Subcommand("delete the draft of a policy", _discarded, _ONE),
}
