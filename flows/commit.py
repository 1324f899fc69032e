"""The atomic block of one submission: write, enter the next step, perhaps complete, record events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction as database

from accounts.credentials import recovery_codes, totp
from accounts.credentials.budgets import Purpose, clear
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Data, PendingEnrollment
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.events.log import Entry, open_context, record
from accounts.identities import new_public_id, new_secret
from accounts.models import User
from accounts.profile.profiles import taken_values
from accounts.sessions.lifetime import OpenedSession
from enrollment.domain.form import EMAIL_PATH, PROFILE_PREFIX
from enrollment.domain.form_pages import page_at, page_with, pages_for
from flows import repository
from flows.completion.completion import finish
from flows.completion.completion_result import Completion
from flows.domain.account_changes import EXPIRED
from flows.domain.flow_state import FlowState
from flows.domain.next_step import next_step
from flows.domain.questions import ASKED_MORE, ASKED_TO_JOIN, LEFT_OPEN
from flows.domain.steps import Step, StepName
from flows.domain.subjects import EmailSubject, PhoneSubject, RecoveryCodesSubject, TotpSubject
from flows.domain.transaction import FrontEnd, Transaction
from flows.flow_states import reload_state, state_after
from flows.handlers.enroll_profile import EMAIL_LABEL, TAKEN, draft_with
from flows.notifications import after_sending, needs_sending, open_challenge, send_challenge, sent_event
from flows.repository import Stale, Stored
from flows.step_submission import (
    OUTDATED,
    Applied,
    ClientContext,
    Handler,
    Kind,
    Outcome,
    Refused,
    StepSubmission,
    refused,
)


class RolledBack(Exception):
    """A write was refused inside the atomic block: nothing of it may stay."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__()
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that a transaction is about to enter.

    ``sends`` is false when no more email may be sent and the code of an earlier one continues here.
    """

    state: FlowState
    step: Step
    client: ClientContext
    sends: bool = True


@dataclass(frozen=True, slots=True)
class Entered:
    """A step that can be shown: its challenge is sent, its secret generated."""

    state: FlowState
    step: Step
    events: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Committed:
    """The result of the block. ``code`` is redeemed for tokens by an application of the IDX API."""

    transaction: Transaction
    state: FlowState
    step: Step
    session: OpenedSession | None = None
    code: str = ""


def commit(
    submission: StepSubmission,
    stored: Stored,
    handler: Handler[object],
    applied: Applied,
    transition: Transition,
    secret: str,
) -> Committed:
    """Run the block. Raises RolledBack, Stale or what completion raises, with nothing written.

    ``secret`` is given for a transaction that is not stored yet.
    """
    client, now = submission.client, submission.now
    with database.atomic():
        for write in applied.writes:
            refusal = write()
            if refusal is not None:
                raise RolledBack(refusal)
        _forgive(submission, handler)
        entered = enter(transition)
        if entered.step.name is StepName.DONE:
            entered = _decide_again(transition)
        context_id = _context_id(submission, stored)
        facts = replace(entered.state.transaction, context_id=context_id)
        state = entered.state.with_transaction(facts)
        saved = repository.insert(facts, secret) if secret else repository.save(facts, submission.transaction)
        events, session, code = (*applied.events, *entered.events), None, ""
        if saved.finished_at is not None:
            completion = Completion(state, _row_of(facts, stored), entered.step, client)
            finished = finish(completion)
            events, session = (*events, *finished.events), finished.session
            code = _open_answer(saved, session)
        record(events, now=now, context_id=context_id)
    return Committed(saved, state, entered.step, session, code)


def _open_answer(finished: Transaction, session: OpenedSession | None) -> str:
    """Let the client's request be answered: by the browser with this session, or for the code returned."""
    if finished.request is None or session is None:
        return ""
    code = new_secret() if finished.front_end is FrontEnd.IDX else ""
    repository.open_answer(finished.id, session.row.sid, code)
    return code


def _forgive(submission: StepSubmission, handler: Handler[object]) -> None:
    """Clear the attempts before a right code: only wrong ones in a row are held back (SU-38).

    The answer to a question does not: it is right every time, and would buy guesses at the codes.
    """
    budget = handler.attempt_budget(submission)
    repeats = submission.step.name is StepName.CHALLENGE_SECURITY_QUESTION
    if budget is not None and budget.purpose is Purpose.FACTOR and not repeats:
        clear(budget)


def _row_of(facts: Transaction, stored: Stored) -> User | None:
    """Return the user's row: a user identified by this very submission was not read before."""
    if facts.user is None or stored.user is not None:
        return stored.user
    return User.objects.get(pk=facts.user.id)


def enter(transition: Transition) -> Entered:
    """Prepare the step so that it can be shown: open and send its challenge, generate its secret."""
    state, step = transition.state, transition.step
    if step.name is StepName.ENROLL_PROFILE:
        state = state.with_transaction(keeping_form(state))
    generated = _generated(state.transaction, step)
    if generated is not None:
        state = state.with_transaction(generated)
        return Entered(state, step.redrawn(state))
    if not needs_sending(state.transaction, step.subject):
        return Entered(state, step)
    assert isinstance(step.subject, EmailSubject | PhoneSubject)  # noqa: S101 - what can wait is one of these
    lifetime = state.policies.security.protection.challenge_lifetime
    facts = open_challenge(state.transaction, step.subject, state.now, lifetime, mailed=transition.sends)
    if facts.submission is not None and step.name is StepName.ENROLL_EMAIL:
        # Once required in a sign-up, verification stays required when the rule is relaxed later.
        facts = replace(facts, submission=replace(facts.submission, verification_required=True))
    events: tuple[Entry, ...] = ()
    if transition.sends:
        facts = after_sending(facts)
        send_challenge(facts, transition.client, state.now)
        events = (sent_event(facts),)
    state = state.with_transaction(facts)
    return Entered(state, step.redrawn(state), events)


def keeping_form(state: FlowState) -> Transaction:
    """Return the facts with the edition of the form that the state shows."""
    return replace(state.transaction, form_edition=state.policies.enrollment.edition)


def is_unready(step: Step) -> bool:
    """Return whether the step's secret or codes are not generated yet: the rules changed under a page."""
    match step.subject:
        case TotpSubject(enrolling=True, secret="") | RecoveryCodesSubject(enrolling=True, public_id=""):
            return True
        case _:
            return False


def _generated(facts: Transaction, step: Step) -> Transaction | None:
    """Return the facts with the secret or the codes that the step is about to show, if it shows any."""
    if not is_unready(step):
        return None
    public_id = new_public_id()
    if isinstance(step.subject, TotpSubject):
        authenticator, data = Authenticator.TOTP, totp.new_secret(public_id)
        return facts.with_pending(_pending(public_id, authenticator, data))
    codes = recovery_codes.generate(public_id).data
    return facts.with_pending(_pending(public_id, Authenticator.RECOVERY_CODE, codes))


def _pending(public_id: str, authenticator: Authenticator, data: Data) -> PendingEnrollment:
    return PendingEnrollment(public_id, authenticator, authenticator.label, data)


def _decide_again(transition: Transition) -> Entered:
    """Decide by today's policies, read behind the lock, whether the transaction is complete.

    An equal state has an equal step, so only a changed one is decided anew.
    """
    state = transition.state
    current = reload_state(state, transition.client)
    entered = Entered(current, transition.step)
    if current != state:
        entered = enter(replace(transition, state=current, step=next_step(current)))
    if entered.step.name is not StepName.DONE:
        return entered
    finished = replace(state.transaction, finished_at=state.now, ended=entered.step.outcome)
    return replace(entered, state=current.with_transaction(finished))


def _context_id(submission: StepSubmission, stored: Stored) -> int:
    """Return the personal part of this transaction's events; another network or browser has its own."""
    client, context = submission.client, stored.context
    if context is not None and (context.ip_address or "", context.client) == (
        client.ip_address,
        client.description,
    ):
        return context.pk
    return open_context(now=submission.now, ip_address=client.ip_address, client=client.description).pk


TAKEN_AT_FINISH = "ssr.address.taken_at_finish"
LINKED_MEANWHILE = "ssr.identity_provider.linked_meanwhile"


def stale_outcome(submission: StepSubmission) -> Outcome:
    """Another tab was quicker: show where the transaction is now."""
    stored = repository.reload(submission.transaction.id)
    transaction = stored.transaction if stored is not None else replace(submission.transaction, ended=EXPIRED)
    step = next_step(submission.state.with_transaction(transaction))
    return Outcome(Kind.OUTDATED, transaction, step, messages=(Message(OUTDATED),))


def resync(submission: StepSubmission) -> Outcome:
    """The rules changed under a page: make what its new step needs, and show that, whatever was posted."""
    moved = _move(submission, submission.transaction)
    return replace(moved, kind=Kind.OUTDATED, messages=(Message(OUTDATED),))


def or_stale(submission: StepSubmission, refusal: Refused) -> Outcome | Refused:
    """A spent code may only mean that the button was pressed twice: then show where the first press led."""
    stored = repository.reload(submission.transaction.id)
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
    if not facts.address_verified:
        return _move(submission, replace(facts, submission=replace(profile, verification_required=True)))
    return _move(submission, replace(facts, ended=TAKEN_AT_FINISH, identifier_display=profile.display))


def lost_account(submission: StepSubmission) -> Outcome:
    """Handle an account at a provider that another user has linked meanwhile: the transaction ends."""
    account = submission.transaction.pending_of(Authenticator.IDENTITY_PROVIDER)
    label = account.label if account is not None else ""
    return _move(
        submission, replace(submission.transaction, ended=LINKED_MEANWHILE, identifier_display=label)
    )


def lost_value(submission: StepSubmission, secret: str) -> Outcome | Refused:
    """Handle a unique value taken first by another user: the form returns with every other value."""
    profile = submission.transaction.submission
    values = profile.values if profile is not None else draft_with(submission)
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
    again = replace(again, form_page=_page_with(submission, again, violations))
    return replace(_move(submission, again), kind=Kind.REFUSED, violations=violations)


def turn_to(submission: StepSubmission, refusal: Refused) -> Outcome | Refused:
    """Show the page of the form that a refusal is about, with all answers, if it is another one."""
    if submission.step.name is not StepName.ENROLL_PROFILE or not refusal.violations:
        return refusal
    facts = replace(submission.transaction, draft=draft_with(submission))
    number = _page_with(submission, facts, refusal.violations)
    if number == submission.step.page or not facts.version:
        return refusal
    moved = _move(submission, replace(facts, form_page=number))
    refused = replace(moved, kind=Kind.REFUSED, violations=refusal.violations, messages=refusal.messages)
    return refused if moved.kind is Kind.ADVANCED else moved


def _page_with(submission: StepSubmission, facts: Transaction, violations: tuple[Violation, ...]) -> int:
    """Return the number of the first page that has a refused field, or else of the present one."""
    pages = pages_for(submission.state.policies.enrollment, facts.draft)
    found = page_with(pages, {violation.field for violation in violations})
    return found.number if found is not None else page_at(pages, facts.form_page).number


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
            saved = repository.save(entered.state.transaction, submission.transaction)
            record(entered.events, now=submission.now, context_id=saved.context_id)
    except Stale:
        return stale_outcome(submission)
    return Outcome(Kind.ADVANCED, saved, entered.step)
