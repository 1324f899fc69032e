"""Conflicts with another tab, another user of the same address or value, or an administrator."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction as database

from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.events.log import record
from accounts.profile.profiles import taken_values
from enrollment.domain.form import EMAIL_PATH, PROFILE_PREFIX
from flows import store
from flows.commit import Transition, enter
from flows.domain.account_changes import EXPIRED
from flows.domain.next_step import next_step
from flows.domain.questions import ASKED_MORE, ASKED_TO_JOIN, LEFT_OPEN
from flows.domain.transaction import Transaction
from flows.flow_states import state_after
from flows.handlers.enroll_profile import EMAIL_LABEL, TAKEN
from flows.outcomes import Kind, Outcome
from flows.step_submission import Refused, StepSubmission, refused
from flows.store import Stale

OUTDATED = "ssr.form.outdated"
TAKEN_AT_FINISH = "ssr.address.taken_at_finish"


def stale_outcome(submission: StepSubmission) -> Outcome:
    """Another tab was quicker: show where the transaction is now."""
    stored = store.reload(submission.transaction.id)
    transaction = stored.transaction if stored is not None else replace(submission.transaction, ended=EXPIRED)
    step = next_step(submission.state.with_transaction(transaction))
    return Outcome(Kind.OUTDATED, transaction, step, messages=(Message(OUTDATED),))


def resync(submission: StepSubmission) -> Outcome:
    """The rules changed under a page: make what its new step needs, and show that, whatever was posted."""
    moved = _move(submission, submission.transaction)
    return replace(moved, kind=Kind.OUTDATED, messages=(Message(OUTDATED),))


def or_stale(submission: StepSubmission, refusal: Refused) -> Outcome | Refused:
    """A spent code may only mean that the button was pressed twice: then show where the first press led."""
    stored = store.reload(submission.transaction.id)
    moved_on = stored is not None and stored.transaction.version > submission.transaction.version
    return stale_outcome(submission) if moved_on else refusal


def lost_address(submission: StepSubmission, secret: str) -> Outcome | Refused:
    """Handle an address taken first by another user: with a proof report it, without one ask for it."""
    profile = submission.transaction.submission
    facts = submission.transaction
    if facts.new_address:
        # Between proof and completion another user took the address: nothing has changed here.
        return _move(
            submission, replace(facts, ended=TAKEN_AT_FINISH, identifier_display=facts.new_address_display)
        )
    if secret or profile is None:
        return refused(EMAIL_PATH, TAKEN, EMAIL_LABEL)
    if facts.proved(Authenticator.EMAIL) is None:
        return _move(submission, replace(facts, submission=replace(profile, verification_required=True)))
    return _move(submission, replace(facts, ended=TAKEN_AT_FINISH, identifier_display=profile.display))


def lost_value(submission: StepSubmission, secret: str) -> Outcome | Refused:
    """Handle a unique value taken first by another user: the form returns with every other value."""
    profile = submission.transaction.submission
    values = profile.values if profile is not None else submission.answer.profile
    return ask_again(submission, secret, _taken(submission.transaction.updates or values))


def ask_again(
    submission: StepSubmission, secret: str, violations: tuple[Violation, ...]
) -> Outcome | Refused:
    """Show the form or the questions again, with what is wrong now and everything else as it was."""
    if submission.transaction.updates:
        return _ask_questions_again(submission, violations)
    profile = submission.transaction.submission
    if secret or profile is None:
        return Refused(violations)
    # The address stays as it is: a proof of it still counts, so it is neither asked nor mailed again.
    again = replace(
        submission.transaction,
        submission=None,
        identifier=profile.address,
        identifier_display=profile.display,
        password_hash="",
        draft=dict(profile.values),
    )
    return replace(_move(submission, again), kind=Kind.REFUSED, violations=violations)


def _ask_questions_again(submission: StepSubmission, violations: tuple[Violation, ...]) -> Outcome:
    facts = submission.transaction
    again = replace(
        facts,
        updates={},
        draft=dict(facts.updates),
        skips=facts.skips - {ASKED_MORE, ASKED_TO_JOIN, LEFT_OPEN},
    )
    return replace(_move(submission, again), kind=Kind.REFUSED, violations=violations)


def _taken(values: Mapping[str, Any]) -> tuple[Violation, ...]:
    return tuple(Violation(f"{PROFILE_PREFIX}{key}", TAKEN, (label,)) for key, label in taken_values(values))


def _move(submission: StepSubmission, facts: Transaction) -> Outcome:
    state = state_after(submission.state, facts, submission.client)
    try:
        with database.atomic():
            entered = enter(Transition(state, next_step(state), submission.client))
            saved = store.save(entered.state.transaction, submission.transaction)
            record(entered.events, now=submission.now, context_id=saved.context_id)
    except Stale:
        return stale_outcome(submission)
    return Outcome(Kind.ADVANCED, saved, entered.step)
