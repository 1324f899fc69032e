"""What a page tells beside its form: where the sign-up stands, what a new password needs, when to resend."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.passwords import Rule, describe
from accounts.translations import say, translated
from flows.domain.pages.common import ABOUT_YOU, CHOOSE, CONFIRM
from flows.domain.steps import Step
from flows.domain.subjects import EmailSubject, PasswordSubject, PhoneSubject, Subject

# What each stage of a sign-up costs, under its label on the colored side.
STAGE_HINTS: Mapping[str, str] = {
    # Translators: sign-up, what the first stage takes
    ABOUT_YOU: _("A few details, two minutes"),
    # Translators: sign-up, what the stage that confirms the address takes
    CONFIRM: _("One code or one click"),
    # Translators: sign-up, what the stage that sets a password takes
    CHOOSE: _("Something only you know"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a sign-up: a bar of the progress line and a row of the colored side."""

    number: int
    label: str
    hint: str
    current: bool
    reached: bool


@dataclass(frozen=True, slots=True)
class RuleView:
    """A line of the checklist; ``check`` is what the script may tick while someone types, or empty."""

    text: str
    check: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """The rules of a new password for the checklist and for the browser's generator.

    The maximum length is no item of the list: it is rarely met, and a violation names it.
    """

    rules: tuple[RuleView, ...]
    passwordrules: str


def guidance_for(subject: Subject) -> Guidance | None:
    """Return the rules of a new password; None for a present one."""
    if not isinstance(subject, PasswordSubject) or subject.rules is None:
        return None
    rules = subject.rules
    made_up = f"minlength: {rules.min_length}; maxlength: {rules.max_length}; allowed: ascii-printable;"
    lines = (rule for rule in describe(rules, subject.personal) if not rule.data_rule.startswith("max:"))
    return Guidance(tuple(rule_view(line) for line in lines), made_up)


def rule_view(rule: Rule) -> RuleView:
    """A rule in the words of the page."""
    return RuleView(say(rule.message.key, rule.message.params), rule.data_rule)


def seconds_until_resend(subject: Subject, now: datetime) -> int:
    """Whole seconds until another mail may be asked for; never less than none."""
    if not isinstance(subject, EmailSubject | PhoneSubject) or subject.resend_at is None:
        return 0
    return max(0, ceil((subject.resend_at - now).total_seconds()))


def minutes_valid(subject: Subject) -> int:
    """How long a code works from its mail on, in whole minutes; the page says it, the server measures it."""
    if not isinstance(subject, EmailSubject | PhoneSubject) or not (subject.expires_at and subject.sent_at):
        return 0
    return round((subject.expires_at - subject.sent_at).total_seconds() / 60)


def stages_of(step: Step) -> tuple[Stage, ...]:
    """The stages of the sign-up that this step belongs to; empty where a flow has no progress."""
    if step.progress is None:
        return ()
    here = step.progress.number
    return tuple(stage_of(number, label, here) for number, label in enumerate(step.progress.labels, start=1))


def stage_of(number: int, label: str, here: int) -> Stage:
    """Return one stage relative to the current one."""
    hint = STAGE_HINTS.get(label, "")
    return Stage(number, translated(label), translated(hint), current=number == here, reached=number <= here)
