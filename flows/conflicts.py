"""Conflicts with another tab, another user of the same address or value, or an administrator."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction as database

from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.events import record
from accounts.selectors.unique_values import taken_values
from enrollment.domain.form import EMAIL_PATH, PROFILE_PREFIX
from flows import store
from flows.commit import enter
from flows.domain.account_changes import EXPIRED
from flows.domain.next_step import next_step
from flows.domain.questions import ASKED_MORE, ASKED_TO_JOIN, LEFT_OPEN
from flows.domain.transaction import Transaction
from flows.handlers.enroll_profile import EMAIL_LABEL, TAKEN
from flows.outcomes import Kind, Outcome
from flows.step_submission import Refused, StepSubmission, refused
from flows.store import Stale

OUTDATED = "ssr.form.outdated"
TAKEN_AT_FINISH = "ssr.address.taken_at_finish"


def overtaken(turn: StepSubmission) -> Outcome:
    """Another tab was quicker: show where the transaction is now."""
    stored = store.reload(turn.transaction.id)
    transaction = stored.transaction if stored is not None else replace(turn.transaction, ended=EXPIRED)
    step = next_step(transaction, turn.policies, turn.now)
    return Outcome(Kind.OUTDATED, transaction, step, messages=(Message(OUTDATED),))


def caught_up(turn: StepSubmission) -> Outcome:
    """The rules changed under a page: make what its new step needs, and show that, whatever was posted."""
    moved = _move(turn, turn.transaction)
    return replace(moved, kind=Kind.OUTDATED, messages=(Message(OUTDATED),))


def or_overtaken(turn: StepSubmission, refusal: Refused) -> Outcome | Refused:
    """A spent code may only mean that the button was pressed twice: then show where the first press led."""
    stored = store.reload(turn.transaction.id)
    moved_on = stored is not None and stored.transaction.version > turn.transaction.version
    return overtaken(turn) if moved_on else refusal


def lost_address(turn: StepSubmission, secret: str) -> Outcome | Refused:
    """Handle an address taken first by another user: with a proof report it, without one ask for it."""
    submission = turn.transaction.submission
    facts = turn.transaction
    if facts.new_address:
        # Between proof and completion another user took the address: nothing has changed here.
        return _move(
            turn, replace(facts, ended=TAKEN_AT_FINISH, identifier_display=facts.new_address_display)
        )
    if secret or submission is None:
        return refused(EMAIL_PATH, TAKEN, EMAIL_LABEL)
    if facts.proved(Authenticator.EMAIL) is None:
        return _move(turn, replace(facts, submission=replace(submission, verification_required=True)))
    return _move(turn, replace(facts, ended=TAKEN_AT_FINISH, identifier_display=submission.display))


def lost_value(turn: StepSubmission, secret: str) -> Outcome | Refused:
    """Handle a unique value taken first by another user: the form returns with every other value."""
    submission = turn.transaction.submission
    values = submission.values if submission is not None else turn.answer.profile
    return ask_again(turn, secret, _taken(turn.transaction.updates or values))


def ask_again(turn: StepSubmission, secret: str, violations: tuple[Violation, ...]) -> Outcome | Refused:
    """Show the form or the questions again, with what is wrong now and everything else as it was."""
    if turn.transaction.updates:
        return _ask_questions_again(turn, violations)
    submission = turn.transaction.submission
    if secret or submission is None:
        return Refused(violations)
    # The address stays as it is: a proof of it still counts, so it is neither asked nor mailed again.
    again = replace(
        turn.transaction,
        submission=None,
        identifier=submission.address,
        identifier_display=submission.display,
        password_hash="",
        draft=dict(submission.values),
    )
    return replace(_move(turn, again), kind=Kind.REFUSED, violations=violations)


def _ask_questions_again(turn: StepSubmission, violations: tuple[Violation, ...]) -> Outcome:
    facts = turn.transaction
    again = replace(
        facts,
        updates={},
        draft=dict(facts.updates),
        skips=facts.skips - {ASKED_MORE, ASKED_TO_JOIN, LEFT_OPEN},
    )
    return replace(_move(turn, again), kind=Kind.REFUSED, violations=violations)


def _taken(values: Mapping[str, Any]) -> tuple[Violation, ...]:
    return tuple(Violation(f"{PROFILE_PREFIX}{key}", TAKEN, (label,)) for key, label in taken_values(values))


def _move(turn: StepSubmission, facts: Transaction) -> Outcome:
    try:
        with database.atomic():
            entered, step, events = enter(turn, facts)
            saved = store.save(entered)
            record(events, now=turn.now, context_id=saved.context_id)
    except Stale:
        return overtaken(turn)
    return Outcome(Kind.ADVANCED, saved, step)
