"""What is counted before an answer is looked at: committed at once, so that a refusal stays counted."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.domain.challenges import ChallengePurpose
from accounts.selectors.challenges import newest_mailed
from accounts.services import challenges, throttle
from accounts.services.budgets import Charge, Purpose, seconds_left, spend
from flows.commit import seen_by
from flows.domain.next_step import next_step
from flows.domain.steps import FormName
from flows.domain.transaction import Intent
from flows.handlers.email import SPENT
from flows.notifications import needs_sending, recipient
from flows.step_submission import (
    Client,
    Handler,
    Refused,
    StepSubmission,
    charge_of,
    refused_for,
    refused_with,
)
from flows.store import count_try
from policies.services import network_limits

TOO_MANY, TRIES_SPENT = "tooManyRequests", "ssr.tries.spent"
LIMIT_REACHED = "system.operation.rate_limit.violation"

_INTENTS = {
    FormName.RECOVER: Intent.RECOVER,
    FormName.IDENTIFY_RECOVERY: Intent.RECOVER,
    FormName.UNLOCK_ACCOUNT: Intent.UNLOCK,
}
_SHARES = {
    Intent.SIGN_UP: Purpose.SIGN_UP_MAIL,
    Intent.RECOVER: Purpose.RECOVERY_MAIL,
    Intent.UNLOCK: Purpose.RECOVERY_MAIL,
}
_CONTINUED = {
    Intent.SIGN_UP: ChallengePurpose.SIGN_UP,
    Intent.SIGN_IN: ChallengePurpose.SIGN_IN,
    Intent.RECOVER: ChallengePurpose.RECOVERY,
    Intent.UNLOCK: ChallengePurpose.UNLOCK,
}
_THROTTLED = {
    FormName.IDENTIFY: throttle.Kind.IDENTIFY,
    FormName.SELECT_ENROLL_PROFILE: throttle.Kind.IDENTIFY,
    FormName.SELECT_IDENTIFY: throttle.Kind.IDENTIFY,
    FormName.IDENTIFY_RECOVERY: throttle.Kind.MAIL,
    FormName.ENROLL_PROFILE: throttle.Kind.SIGN_UP,
    FormName.CHANGE_ADDRESS: throttle.Kind.MAIL,
    FormName.RESEND: throttle.Kind.MAIL,
    FormName.RECOVER: throttle.Kind.MAIL,
    FormName.LINK: throttle.Kind.LINK,
    FormName.ENROLL_AUTHENTICATOR: throttle.Kind.CODE,
    FormName.RESET_AUTHENTICATOR: throttle.Kind.CODE,
    FormName.REENROLL_AUTHENTICATOR: throttle.Kind.CODE,
    FormName.REENROLL_AUTHENTICATOR_WARNING: throttle.Kind.CODE,
    FormName.CHALLENGE_AUTHENTICATOR: throttle.Kind.PASSWORD,
    FormName.PASSKEY_AUTOFILL: throttle.Kind.PASSWORD,
    FormName.SELECT_AUTHENTICATOR_AUTHENTICATE: throttle.Kind.MAIL,
    FormName.SELECT_AUTHENTICATOR_ENROLL: throttle.Kind.MAIL,
    FormName.AUTHENTICATOR_VERIFICATION_DATA: throttle.Kind.MAIL,
    FormName.AUTHENTICATOR_ENROLLMENT_DATA: throttle.Kind.MAIL,
    FormName.UNLOCK_ACCOUNT: throttle.Kind.MAIL,
    FormName.CHANGE_EMAIL: throttle.Kind.MAIL,
    FormName.STEP_UP: throttle.Kind.IDENTIFY,
}


def count(turn: StepSubmission, handler: Handler[Any]) -> Refused | None:
    """Count first, committed, before anything is compared: what is refused later stays counted."""
    kind = _THROTTLED.get(turn.answer.form)
    if kind is not None:
        slowed = throttled(kind, turn.client)
        if slowed is not None:
            return slowed
    charge = handler.charge(turn)
    if charge is not None and not spend(charge, turn.now):
        return refused_for(seconds_left(charge, turn.now), TOO_MANY, event=LIMIT_REACHED)
    if handler.tries and turn.transaction.version and not count_try(turn.transaction.id):
        return refused_with(TRIES_SPENT, event=LIMIT_REACHED)
    challenge = turn.transaction.challenge
    if not handler.guesses or challenge is None:
        return None
    if challenges.count_attempt(challenge.id, challenge.serial, turn.now):
        return None
    spent = challenge.attempts >= challenge.max_attempts
    return refused_with(SPENT if spent else "ssr.code.expired")


def throttled(kind: throttle.Kind, client: Client) -> Refused | None:
    """Count one try from the client's network; refuse until there is room again."""
    wait = network_limits.count_try(kind, client.ip_address)
    return refused_for(wait, TOO_MANY) if wait else None


def charge_email(turn: StepSubmission, handler: Handler[Any], work: object) -> Refused | StepSubmission:
    """Count the mail or text that the answer asks for; return the turn to go on with.

    Where none is left, the code of a mail that came before may be entered here (ADR 0039).
    """
    address = handler.mails(turn, work) or _sent_next(turn, handler, work)
    denied = _charge_message(address, turn) if address else None
    if denied is None:
        return turn
    return replace(turn, mail_paid=False) if _can_continue(address, turn) else denied


def _can_continue(address: str, turn: StepSubmission) -> bool:
    """Return whether a mail to the address can be continued here. Asking for another mail needs one."""
    purpose = _CONTINUED.get(_intent(turn))
    if purpose is None or turn.answer.form is FormName.RESEND:
        return False
    return newest_mailed(address, purpose, turn.now) is not None


def _charge_message(address: str, turn: StepSubmission) -> Refused | None:
    return _charge_text(address, turn) or charge_mail(address, turn.client, turn.now, _purpose(address, turn))


def _purpose(address: str, turn: StepSubmission) -> Purpose:
    """Return the share that a mail is taken from. A number has one for all texts: each costs money."""
    if "@" not in address:
        return Purpose.MAIL
    return _SHARES.get(_intent(turn), Purpose.MAIL)


def _intent(turn: StepSubmission) -> Intent:
    return _INTENTS.get(turn.answer.form, turn.transaction.intent)


def _charge_text(address: str, turn: StepSubmission) -> Refused | None:
    """Charge a text message to its user too: numbers are many, and each message costs money."""
    if "@" in address:
        return None
    return _charge(charge_of(Purpose.TEXT, turn.transaction.account_address, turn.client), turn.now)


def _sent_next(turn: StepSubmission, handler: Handler[Any], work: object) -> str:
    """Return where the next step will send something before it is shown."""
    facts = handler.foresee(turn, work)
    if facts is turn.transaction:
        return ""
    subject = next_step(facts, seen_by(turn, facts).policies, turn.now).subject
    return recipient(facts, subject) if needs_sending(facts, subject) else ""


def charge_mail(
    address: str, client: Client, now: datetime, purpose: Purpose = Purpose.MAIL
) -> Refused | None:
    """Count one mail to an address, committed at once; refuse for as long as there is none left."""
    return _charge(charge_of(purpose, address, client), now)


def _charge(charge: Charge, now: datetime) -> Refused | None:
    if spend(charge, now):
        return None
    return refused_for(seconds_left(charge, now), "ssr.mail.too_many", event=LIMIT_REACHED)
