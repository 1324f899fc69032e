"""Passwords: an old one to be proved, a new one to be chosen."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction as database

from accounts.credentials import lockout, throttle
from accounts.credentials.breached_passwords import is_breached
from accounts.credentials.lockout import AttemptCounter, AttemptResult
from accounts.credentials.passwords import Verdict, hash_password, verify_password, was_used
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from accounts.domain.passwords import check_password
from accounts.domain.violations import Violation
from accounts.lifecycle.notices import RequestClient, notify_of_lock
from accounts.local_time import time_of_day
from accounts.models import User
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.flow_user import FlowUser
from flows.domain.pages.passwords import personal_words
from flows.domain.proofs import Proof
from flows.domain.transaction import PASSWORD_FIRST, Intent
from flows.step_submission import (
    Applied,
    Handler,
    Refused,
    StepSubmission,
    refused,
    refused_for,
    refused_with,
)
from policies.domain.outcomes import PasswordOutcome

FAILED, WRONG, LOCKED = "errors.E0000004", "incorrectPassword", "errors.E0000119"
SIGN_IN_FAILED = "user.session.start"
TOO_MANY, LIMIT_REACHED = "tooManyRequests", "system.operation.rate_limit.violation"
SAME, USED_BEFORE, TOO_SOON = "ssr.password.same", "ssr.password.used_before", "ssr.password.too_soon"


def _attempts(submission: StepSubmission) -> AttemptCounter:
    address = submission.transaction.account_address
    return AttemptCounter(address, trusted=submission.client.knows(address))


def _refused(submission: StepSubmission, *, locked: bool = False) -> Refused:
    """Refuse the password, in words that don't tell whether there is an account where that is secret."""
    if locked and submission.state.decisions.password.lockout.tell:
        return refused_with(LOCKED, event=SIGN_IN_FAILED)
    secret = (
        submission.state.policies.prevents_enumeration(Intent.SIGN_IN) and not submission.transaction.session
    )
    secret = secret or PASSWORD_FIRST in submission.transaction.skips
    return refused_with(FAILED if secret else WRONG, event=SIGN_IN_FAILED)


def _verify(submission: StepSubmission) -> Verdict | Refused:
    """Count, then compare; an unknown address costs the same work and gets the same words."""
    outcome = submission.state.decisions.password
    wait = 0 if _attempts(submission).trusted else throttle.seconds_in_alarm(submission.client.ip_address)
    if wait:
        return refused_for(wait, TOO_MANY, event=LIMIT_REACHED)
    counted = lockout.count_attempt(_attempts(submission), outcome.lockout, submission.now)
    if not counted.allowed:
        return _refused(submission, locked=True)
    user = submission.transaction.user
    verdict = verify_password(user.password if user else "", submission.answer.text(PASSWORD_PATH))
    if verdict.right:
        return verdict
    if not _attempts(submission).trusted:
        throttle.count_wrong_password(submission.now)
    if counted.just_locked:
        _lock(submission, counted, notify=outcome.lockout.notify)
        return _refused(submission, locked=True)
    return _refused(submission)


def _lock(submission: StepSubmission, counted: AttemptResult, *, notify: bool) -> None:
    """That was the last guess: the user's own browsers lock the account, strangers only themselves out."""
    user, trusted = submission.transaction.user, _attempts(submission).trusted
    id_of_transaction = submission.transaction.id
    with database.atomic():
        if trusted and user is not None:
            lockout.lock_account(user.id, submission.now, transaction_id=id_of_transaction)
        else:
            holder = user.public_id if user is not None else ""
            lockout.record_untrusted_lock(holder, submission.now, transaction_id=id_of_transaction)
        if notify and user is not None:
            request_client = RequestClient(submission.client.description, submission.client.ip_address)
            row = User.objects.get(pk=user.id)
            notify_of_lock(row, request_client, submission.now, trusted=trusted, until=counted.until)


def _prove(submission: StepSubmission, verdict: Verdict) -> Applied | Refused:
    user = submission.transaction.user
    if user is None:
        return _refused(submission)
    proof = Proof(Authenticator.PASSWORD, user.public_id, "", submission.now)
    clear, keep = partial(lockout.clear, _attempts(submission)), partial(_keep_upgraded, user, verdict)
    return Applied(submission.transaction.with_proof(proof), writes=(clear, keep))


def _keep_upgraded(user: FlowUser, verdict: Verdict) -> None:
    """Store the same password under today's parameters, whatever else this sign-in still needs."""
    if verdict.upgraded:
        User.objects.filter(pk=user.id, password=user.password).update(password=verdict.upgraded)


def _choose(submission: StepSubmission) -> str | Refused:
    password = submission.answer.text(PASSWORD_PATH)
    outcome = submission.state.decisions.password
    personal = personal_words(submission.state)
    violations = check_new_password(password, outcome, personal, submission.now)
    if violations:
        return Refused(violations)
    return _comes_again(submission, password) or hash_password(password)


def _comes_again(submission: StepSubmission, password: str) -> Refused | None:
    """Refuse what has just been replaced, as far as the policy or common sense says so."""
    user, outcome = submission.transaction.user, submission.state.decisions.password
    if user is None or not user.has_password:
        return None
    changed_at, young = user.password_changed_at, outcome.min_age
    if (
        submission.transaction.intent is Intent.MANAGE
        and young
        and changed_at
        and submission.now - changed_at < young
    ):
        return refused(PASSWORD_PATH, TOO_SOON, time_of_day(changed_at + young))
    # An administrator knows a temporary password; a history keeps an old one out.
    renewed = user.status is Status.PASSWORD_EXPIRED or outcome.history > 0 or outcome.max_age is not None
    renewed = renewed or submission.transaction.intent is Intent.MANAGE
    if renewed and verify_password(user.password, password).right:
        return refused(PASSWORD_PATH, SAME)
    used = outcome.history > 0 and was_used(user.id, password, outcome.history)
    return refused(PASSWORD_PATH, USED_BEFORE, str(outcome.history)) if used else None


def _keep(submission: StepSubmission, hashed: str) -> Applied:
    return Applied(replace(submission.transaction, password_hash=hashed))


CHALLENGE = Handler(_prove, work=_verify, throttle=throttle.Kind.PASSWORD, counts_transaction_attempt=True)
CHOOSE = Handler(_keep, work=_choose, throttle=throttle.Kind.CODE)


BREACHED = "ssr.password.breached"


def check_new_password(
    raw: str, outcome: PasswordOutcome, personal: Iterable[str], now: datetime
) -> tuple[Violation, ...]:
    """Return why the password is refused. The service for leaks sees only otherwise valid ones."""
    violations = check_password(raw, outcome.rules, personal)
    if not violations and outcome.rules.refuse_breached and is_breached(raw, now):
        return (Violation(PASSWORD_PATH, BREACHED),)
    return violations
