"""The engine: submissions in the one order that is safe (ADR 0007). No HttpRequest comes here.

Match the form, count in statements of their own, do slow work without locks, apply (pure), then write in one
atomic block that enters the next step and records events (``flows.commit``). If a write finds its value
spent, all of it rolls back and only the counts stay.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction as database
from django.utils import timezone

from accounts.credentials import challenges
from accounts.domain.events import Target, TargetType
from accounts.domain.messages import Message
from accounts.events.log import Entry, record_refusal
from accounts.hashers import HashingBusy
from accounts.identities import new_public_id
from accounts.models import Session
from applications.domain import DASHBOARD
from enrollment.selectors import recent_edition
from flows import repository
from flows.account_lookup import holder_of
from flows.commit import (
    RolledBack,
    Transition,
    ask_again,
    commit,
    is_unready,
    keeping_form,
    lost_account,
    lost_address,
    lost_value,
    or_stale,
    resync,
    stale_outcome,
    turn_to,
)
from flows.completion.completion_result import AccountTaken, AddressTaken, ValuesRefused, ValueTaken
from flows.domain.answers import Answer, read
from flows.domain.flow_state import FlowState
from flows.domain.next_step import next_step
from flows.domain.requests import AuthorizationRequest
from flows.domain.steps import FormName, Step, StepName
from flows.domain.transaction import (
    LIFETIME,
    PASSWORD_FIRST,
    AccountChange,
    FrontEnd,
    Intent,
    Transaction,
    begin,
)
from flows.flow_states import load_state, state_after
from flows.handlers import HANDLERS
from flows.handlers.identify import close_challenge, without_user
from flows.rate_limits import charge_message, count
from flows.repository import Stale, Stored
from flows.shadow import look_again
from flows.step_submission import (
    OUTDATED,
    Applied,
    ClientContext,
    Handler,
    Kind,
    Outcome,
    Refused,
    StepSubmission,
)
from flows.transaction_rows import flow_user, proofs_of

BUSY = "ssr.busy"
BUSY_SECONDS = 5
CANCELLED = "ssr.cancelled"
STEP_SKIPPED = "system.transaction.step.skip"
_FORMS = frozenset(FormName)


@dataclass(frozen=True, slots=True)
class FlowStart:
    """The start of a transaction: front end, intent, typed address and destination.

    ``session`` is the existing session of a user who adds a proof or changes something; ``request`` is the
    app's request. Second factors from before ``second_factor_since`` do not count. ``form_edition`` is
    that of the page that was answered.
    """

    front_end: FrontEnd
    intent: Intent
    identifier: str = ""
    return_to: str = ""
    application: str = DASHBOARD
    session: Session | None = None
    management: AccountChange | None = None
    request: AuthorizationRequest | None = None
    second_factor_since: datetime | None = None
    form_edition: str = ""


@dataclass(frozen=True, slots=True)
class OpenTransaction:
    """A transaction with its state and current step, built once for a request."""

    stored: Stored
    state: FlowState
    step: Step
    client: ClientContext

    @property
    def outcome(self) -> Outcome:
        """Return the outcome that shows the current step."""
        return Outcome(Kind.SHOWN, self.stored.transaction, self.step)


def open_stored(stored: Stored, client: ClientContext) -> OpenTransaction:
    """Open a stored transaction to show or submit its current step."""
    state = load_state(stored.transaction, client, timezone.now())
    return OpenTransaction(stored, state, next_step(state), client)


def open_new(start: FlowStart, client: ClientContext) -> OpenTransaction:
    """Open a new transaction. Nothing is stored until its first submission is accepted."""
    opened = open_stored(Stored(new_transaction(start, timezone.now())), client)
    policy, now = opened.state.policies.enrollment, opened.state.now
    edition = recent_edition(policy, start.form_edition, now - LIFETIME) if start.form_edition else ""
    if not edition:
        return opened
    return open_stored(Stored(replace(opened.stored.transaction, form_edition=edition)), client)


def store_new(opened: OpenTransaction, secret: str) -> Outcome:
    """Store a new transaction at once, for a client of the IDX API that has nothing but its handle."""
    facts = opened.stored.transaction
    facts = keeping_form(opened.state) if opened.step.name is StepName.ENROLL_PROFILE else facts
    return replace(opened.outcome, transaction=repository.insert(facts, secret))


def submit(opened: OpenTransaction, name: str, data: Mapping[str, Any], secret: str = "") -> Outcome:
    """Submit a form of the current step. ``secret`` opens a new transaction, which is stored with it."""
    state, step, client = opened.state, opened.step, opened.client
    transaction = state.transaction
    if transaction.version and is_unready(step):
        return resync(StepSubmission(state, step, Answer(FormName.SKIP, {}, {}), client))
    form = step.form(name)
    handler = HANDLERS.get((step.name, form.name)) if form is not None else None
    if form is None or handler is None:
        _note_skipped_step(transaction, name, state.now)
        return Outcome(Kind.OUTDATED, transaction, step, messages=(Message(OUTDATED),))
    answer = read(form, data)
    if not isinstance(answer, Answer):
        return Outcome(Kind.REFUSED, transaction, step, violations=answer)
    submission = StepSubmission(state, step, answer, client)
    taken = _take(submission, opened.stored, handler, secret)
    if not isinstance(taken, Refused):
        return taken
    turned = turn_to(submission, taken)
    return _refuse(submission, turned) if isinstance(turned, Refused) else turned


def cancel(stored: Stored) -> None:
    """End a transaction with its challenge at the user's request.

    One that moved on in the meantime stays: another tab continues it.
    """
    transaction = stored.transaction
    if transaction.finished_at is not None or transaction.ended:
        return
    with suppress(Stale), database.atomic():
        if transaction.challenge is not None:
            challenges.close(transaction.challenge.id, timezone.now())
        repository.save(replace(transaction, ended=CANCELLED), transaction)


def new_transaction(start: FlowStart, now: datetime) -> Transaction:
    """Return the facts of a transaction with this start; nothing is stored."""
    begun = begin(
        id=new_public_id(),
        new_user_id=new_public_id(),
        front_end=start.front_end,
        intent=start.intent,
        now=now,
        application=start.application,
        identifier=start.identifier,
        return_to=start.return_to,
    )
    begun = replace(begun, request=start.request, second_factor_since=start.second_factor_since)
    return begun if start.session is None else _in_session(begun, start.session, start.management)


def _in_session(begun: Transaction, session: Session, management: AccountChange | None) -> Transaction:
    """Adopt the signed-in user with the proofs of this session."""
    if session.user is None:
        raise LookupError("a session that anything is begun in has its person")
    user = flow_user(session.user)
    return replace(
        begun,
        user=user,
        user_epoch=user.epoch,
        identifier=user.address,
        identifier_display=user.display,
        session=session.key_hash,
        management=management,
        proofs=proofs_of(session),
    )


def _note_skipped_step(transaction: Transaction, name: str, now: datetime) -> None:
    """Record a form that the step doesn't offer, where there is a row: a page left behind, or an attack."""
    if transaction.version:
        targets = (Target(TargetType.FORM, name),) if name in _FORMS else ()
        entry = Entry(STEP_SKIPPED, transaction_id=transaction.id, targets=targets)
        record_refusal(entry, subject=transaction.id, now=now, context_id=transaction.context_id)


def _take(
    submission: StepSubmission, stored: Stored, handler: Handler[Any], secret: str
) -> Outcome | Refused:
    denied = count(submission, handler)
    if denied is not None:
        return or_stale(submission, denied) if handler.counts_challenge_attempt else denied
    applied = _apply(submission, handler)
    if not isinstance(applied, Applied):
        return applied
    after = state_after(submission.state, applied.transaction, submission.client)
    transition = charge_message(submission, applied, Transition(after, next_step(after), submission.client))
    if isinstance(transition, Refused):
        return transition
    try:
        done = commit(submission, stored, handler, applied, transition, secret)
    except RolledBack as rolled_back:
        return or_stale(submission, rolled_back.refusal)
    except Stale:
        return stale_outcome(submission)
    except AddressTaken:
        return lost_address(submission, secret)
    except AccountTaken:
        return lost_account(submission)
    except ValueTaken:
        return lost_value(submission, secret)
    except ValuesRefused as refused_values:
        return ask_again(submission, secret, refused_values.violations)
    look_again(done.state, done.step)
    kind = Kind.FINISHED if done.session is not None else Kind.ADVANCED
    return Outcome(
        kind, done.transaction, done.step, session=done.session, code=done.code, redirect=applied.redirect
    )


def _apply(submission: StepSubmission, handler: Handler[Any]) -> Applied | Outcome | Refused:
    """Do the slow work and compute the result. A value that was spent meanwhile may be a second press."""
    try:
        work = handler.work(submission)
    except HashingBusy:
        return Refused(messages=(Message(BUSY),), retry_after=BUSY_SECONDS)
    if isinstance(work, Refused):
        return work
    applied = handler.apply(submission, work)
    return or_stale(submission, applied) if isinstance(applied, Refused) else applied


def _refuse(submission: StepSubmission, refusal: Refused) -> Outcome:
    if refusal.event:
        transaction = submission.transaction
        said = (
            *(violation.code for violation in refusal.violations),
            *(said.key for said in refusal.messages),
        )
        # The log may say more than the page: the user of the address, despite enumeration prevention.
        holder = holder_of(transaction.subject_address)
        turned_away = holder is not None and transaction.decoy
        entry = Entry(
            refusal.event,
            reason=said[0] if said else "",
            user_id=holder.public_id if holder is not None else "",
            transaction_id=transaction.id if transaction.version else "",
            detail={"variant": "turned_away"} if turned_away else {},
        )
        subject = entry.transaction_id or submission.client.ip_address
        record_refusal(entry, subject=subject, now=submission.now, context_id=transaction.context_id)
    return Outcome(
        Kind.REFUSED,
        submission.transaction,
        submission.step,
        violations=refusal.violations,
        messages=refusal.messages,
        retry_after=refusal.retry_after,
    )


def can_restart(transaction: Transaction) -> bool:
    """Return whether the first page may be submitted again: nothing is proved, chosen or signed up yet."""
    begun = transaction.proofs or transaction.pending or transaction.password_hash or transaction.submission
    asks = transaction.intent in (Intent.SIGN_IN, Intent.RECOVER, Intent.UNLOCK)
    return asks and not begun and not transaction.session


def restart(stored: Stored) -> Stored:
    """Forget the user of a transaction in which nothing is proved; its tries and mails stay counted."""
    with suppress(Stale), database.atomic():
        # As an entered code does: the other order could deadlock with one that is entered at the same moment.
        close_challenge(stored.transaction, timezone.now())
        repository.save(without_user(stored.transaction), stored.transaction)
    return _reload(stored.transaction)


def identify(opened: OpenTransaction, data: Mapping[str, Any]) -> Outcome:
    """Answer the first page; where it has a password, verify that as well.

    A refusal leads back to the first page, so that nothing there tells which of the two was wrong.
    """
    named = submit(opened, FormName.IDENTIFY, data)
    if named.kind is not Kind.ADVANCED or PASSWORD_FIRST not in named.transaction.skips:
        return named
    known = open_stored(_reload(named.transaction), opened.client)
    tried = submit(known, FormName.CHALLENGE_AUTHENTICATOR, data)
    if tried.kind is not Kind.REFUSED:
        return tried
    shown = open_stored(restart(_reload(tried.transaction)), opened.client)
    return replace(tried, transaction=shown.stored.transaction, step=shown.step)


def _reload(transaction: Transaction) -> Stored:
    stored = repository.reload(transaction.id)
    if stored is None:
        raise LookupError("a stored transaction is there until it is purged")
    return stored
