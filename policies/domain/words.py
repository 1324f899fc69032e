"""Outcomes in sentences, for administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from accounts.domain.authenticators import Authenticator
from accounts.domain.messages.entry import format_text
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.passwords import PasswordRules
from policies.domain.outcomes import (
    AccountManagementOutcome,
    AuthenticationOutcome,
    EnrollmentOutcome,
    FirstFactor,
    Need,
    PasswordOutcome,
    Prompt,
    SessionOutcome,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. The edge translates ``text``; ``params`` are names and numbers and stay as they are."""

    text: str
    params: tuple[str, ...] = ()

    @property
    def english(self) -> str:
        """The sentence with its places filled."""
        return format_text(self.text, self.params)

    def __str__(self) -> str:
        return self.english


def describe_outcome(outcome: object) -> tuple[Sentence, ...]:
    """Return what an outcome means."""
    match outcome:
        case SessionOutcome():
            return tuple(_session(outcome))
        case AuthenticationOutcome():
            return tuple(_authentication(outcome))
        case EnrollmentOutcome():
            return tuple(_enrollment(outcome))
        case PasswordOutcome():
            return tuple(_password(outcome))
        case AccountManagementOutcome():
            return tuple(_account_management(outcome))
        case _:
            raise TypeError(type(outcome))


def duration_text(time: timedelta) -> str:
    """Return a length of time as the largest units that it fills: ``2 h``, ``15 min``, ``30 d``, ``26 h``."""
    minutes = int(time.total_seconds() // 60)
    for size, unit in ((24 * 60, "d"), (60, "h")):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} min"


def _session(outcome: SessionOutcome) -> Iterator[Sentence]:
    if not outcome.allowed:
        yield Sentence(_("Sign-in is denied."))
        return
    knows = outcome.first_factor is FirstFactor.PASSWORD
    yield Sentence(
        _("Sign-in starts with a password.") if knows else _("Sign-in starts with any authenticator.")
    )
    if outcome.further_factor:
        yield _prompt(outcome)
    yield Sentence(
        _("Sessions end after {0} of inactivity, or after {1} in total."),
        (duration_text(outcome.idle), duration_text(outcome.absolute)),
    )
    if outcome.persistent:
        yield Sentence(_("Sessions continue after the browser closes."))


def _prompt(outcome: SessionOutcome) -> Sentence:
    match outcome.prompt:
        case Prompt.ALWAYS:
            return Sentence(_("A second factor is required at every sign-in."))
        case Prompt.NEW_DEVICE:
            return Sentence(_("A second factor is required on a new device."))
        case Prompt.AFTER:
            params = (duration_text(outcome.further_after),)
            return Sentence(_("A second factor is required again after {0} on the same device."), params)


def _authentication(outcome: AuthenticationOutcome) -> Iterator[Sentence]:
    if not outcome.allowed:
        yield Sentence(_("Access is denied."))
        return
    requirement = outcome.requirement
    sentences = {
        _("One factor is required."): requirement.factors == 1,
        _("Two different factors are required."): requirement.factors > 1,
        _("A password is required."): requirement.password,
        _("An identity provider is required."): requirement.identity_provider,
        _("A knowledge factor is required."): requirement.knowledge,
        _("A possession factor is required."): requirement.possession,
        _("The possession factor must be phishing-resistant."): requirement.phishing_resistant,
        _("The possession factor must be device-bound."): requirement.device_bound,
        _("The possession factor must verify the user (PIN or biometric)."): requirement.user_verifying,
        _("People can choose to stay signed in."): outcome.keep_me_signed_in,
    }
    yield from (Sentence(text) for text, is_asked in sentences.items() if is_asked)
    if requirement.excluded:
        yield Sentence(_("Not accepted: {0}."), (_labels(requirement.excluded),))
    again = {
        _("The password is required again after {0}."): requirement.password_age,
        _("Other factors are verified again after {0}."): requirement.other_age,
    }
    yield from (Sentence(text, (duration_text(age),)) for text, age in again.items() if age is not None)


def _enrollment(outcome: EnrollmentOutcome) -> Iterator[Sentence]:
    for need, text in (
        (Need.REQUIRED, _("Required: {0}.")),
        (Need.OPTIONAL, _("Optional: {0}.")),
    ):
        chosen = frozenset(
            authenticator for authenticator in Authenticator if outcome.setting(authenticator).need is need
        )
        if chosen:
            yield Sentence(text, (_labels(chosen),))
    if outcome.offer:
        yield Sentence(_("Sign-up offers the optional authenticators."))
    if outcome.nudge:
        yield Sentence(_("The dashboard suggests a passkey."))


def _labels(authenticators: frozenset[Authenticator]) -> str:
    return ", ".join(
        authenticator.label for authenticator in Authenticator if authenticator in authenticators
    )


def _password(outcome: PasswordOutcome) -> Iterator[Sentence]:
    rules = outcome.rules
    yield Sentence(_("Passwords need at least {0} characters."), (str(rules.min_length),))
    yield from _forbidden_passwords(rules)
    if outcome.history:
        yield Sentence(_("The last {0} passwords can’t be reused."), (str(outcome.history),))
    if outcome.max_age is not None:
        yield Sentence(_("Passwords expire after {0}."), (duration_text(outcome.max_age),))
    if outcome.min_age is not None:
        yield Sentence(_("Passwords can’t be changed again within {0}."), (duration_text(outcome.min_age),))
    yield _lockout(outcome)
    if not outcome.reset_allowed:
        yield Sentence(_("People can’t reset their password themselves."))
    if not outcome.unlock_allowed:
        yield Sentence(_("People can’t unlock their account themselves."))


def _forbidden_passwords(rules: PasswordRules) -> Iterator[Sentence]:
    classes = (rules.min_lower, rules.min_upper, rules.min_number, rules.min_symbol)
    if any(classes):
        text = _(
            "Passwords need at least {0} lowercase letters, {1} uppercase letters, {2} digits and "
            "{3} symbols."
        )
        yield Sentence(text, tuple(map(str, classes)))
    if rules.refuse_common:
        yield Sentence(_("Common passwords are rejected."))
    if rules.refuse_personal:
        yield Sentence(_("Parts of the name and email address are rejected."))
    if rules.refuse_breached:
        yield Sentence(_("Breached passwords are rejected."))


def _lockout(outcome: PasswordOutcome) -> Sentence:
    lockout = outcome.lockout
    if not lockout.attempts:
        return Sentence(_("Wrong passwords never lock an account."))
    if lockout.unlock_after is None:
        text = _("{0} wrong passwords lock the account until it’s unlocked.")
        return Sentence(text, (str(lockout.attempts),))
    params = (str(lockout.attempts), duration_text(lockout.unlock_after))
    return Sentence(_("{0} wrong passwords lock the account for {1}."), params)


def _account_management(outcome: AccountManagementOutcome) -> Iterator[Sentence]:
    if not outcome.allowed:
        yield Sentence(_("People can’t do this themselves."))
        return
    if outcome.factors == 1:
        yield Sentence(_("One factor is required."))
    elif outcome.if_enrolled:
        yield Sentence(_("Two different factors are required if the user has two."))
    else:
        yield Sentence(_("Two different factors are required."))
    if outcome.phishing_resistant:
        yield Sentence(_("The authenticator must be phishing-resistant."))
    yield Sentence(_("A verification is valid for {0}."), (duration_text(outcome.proof_age),))
    if not outcome.ends_sessions:
        yield Sentence(_("Sessions in other browsers continue."))
