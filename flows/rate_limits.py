"""What is counted before an answer is looked at: committed at once, so that a refusal stays counted."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.credentials import challenges, throttle
from accounts.credentials.budgets import (
    Charge,
    Purpose,
    seconds_left,
    spend,
)
from accounts.credentials.challenges import newest_mailed
from accounts.domain.challenges import ChallengePurpose
from flows.commit import Transition
from flows.domain.steps import FormName
from flows.domain.transaction import Intent
from flows.handlers.email import SPENT
from flows.notifications import needs_sending, recipient
from flows.repository import count_try
from flows.step_submission import (
    Applied,
    ClientContext,
    Handler,
    Refused,
    StepSubmission,
    charge_of,
    refused_for,
    refused_with,
)
from policies.services import zones

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


def count(submission: StepSubmission, handler: Handler[Any]) -> Refused | None:
    """Count first, committed, before anything is compared: what is refused later stays counted."""
    slowed = None
    if handler.throttle is not None and handler.is_throttled(submission):
        slowed = throttled(handler.throttle, submission.client)
    if slowed is not None:
        return slowed
    budget = handler.attempt_budget(submission)
    if budget is not None and not spend(budget, submission.now):
        return refused_for(seconds_left(budget, submission.now), TOO_MANY, event=LIMIT_REACHED)
    if (
        handler.counts_transaction_attempt
        and submission.transaction.version
        and not count_try(submission.transaction.id)
    ):
        return refused_with(TRIES_SPENT, event=LIMIT_REACHED)
    challenge = submission.transaction.challenge
    if not handler.counts_challenge_attempt or challenge is None:
        return None
    if challenges.count_attempt(challenge.id, challenge.serial, submission.now):
        return None
    spent = challenge.attempts >= challenge.max_attempts
    return refused_with(SPENT if spent else "ssr.code.expired")


def throttled(kind: throttle.Kind, client: ClientContext) -> Refused | None:
    """Count one try from the client's network; refuse until there is room again."""
    wait = zones.count_try(kind, client.ip_address)
    return refused_for(wait, TOO_MANY) if wait else None


def charge_message(
    submission: StepSubmission, applied: Applied, transition: Transition
) -> Transition | Refused:
    """Count the email or text that the submission causes, if it causes one.

    Where none is left, the code of an email that came before may be entered here (ADR 0039).
    """
    facts, subject = transition.state.transaction, transition.step.subject
    sent_next = recipient(facts, subject) if needs_sending(facts, subject) else ""
    address = applied.mails_to or sent_next
    denied = _charge_message(address, submission) if address else None
    if denied is None:
        return transition
    return replace(transition, sends=False) if _can_continue(address, submission) else denied


def _can_continue(address: str, submission: StepSubmission) -> bool:
    """Return whether a mail to the address can be continued here. Asking for another mail needs one."""
    purpose = _CONTINUED.get(_intent(submission))
    if purpose is None or submission.answer.form is FormName.RESEND:
        return False
    return newest_mailed(address, purpose, submission.now) is not None


def _charge_message(address: str, submission: StepSubmission) -> Refused | None:
    return _charge_text(address, submission) or charge_mail(
        address, submission.client, submission.now, _purpose(address, submission)
    )


def _purpose(address: str, submission: StepSubmission) -> Purpose:
    """Return the share that a mail is taken from. A number has one for all texts: each costs money."""
    if "@" not in address:
        return Purpose.MAIL
    return _SHARES.get(_intent(submission), Purpose.MAIL)


def _intent(submission: StepSubmission) -> Intent:
    return _INTENTS.get(submission.answer.form, submission.transaction.intent)


def _charge_text(address: str, submission: StepSubmission) -> Refused | None:
    """Charge a text message to its user too: numbers are many, and each message costs money."""
    if "@" in address:
        return None
    return _charge(
        charge_of(Purpose.TEXT, submission.transaction.account_address, submission.client), submission.now
    )


def charge_mail(
    address: str, client: ClientContext, now: datetime, purpose: Purpose = Purpose.MAIL
) -> Refused | None:
    """Count one mail to an address, committed at once; refuse for as long as there is none left."""
    return _charge(charge_of(purpose, address, client), now)


def _charge(charge: Charge, now: datetime) -> Refused | None:
    if spend(charge, now):
        return None
    return refused_for(seconds_left(charge, now), "ssr.mail.too_many", event=LIMIT_REACHED)
