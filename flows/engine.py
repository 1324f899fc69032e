"""One transaction's answers, in the one order that is safe (ADR 0007). No HttpRequest comes here.

Name check, then budgets in statements of their own, then slow work without a lock, then one atomic block
that consumes, applies, enters the next step and writes events (``flows.commit``). If any statement of it
touches no row, all of it rolls back and only the counts stay.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction as database
from django.utils import timezone

from accounts.domain.events import Target, TargetType
from accounts.domain.messages import Message
from accounts.events import Entry, record_refusal
from accounts.hashers import HashingBusy
from accounts.identities import new_public_id
from accounts.models import Session
from accounts.services import challenges
from applications.domain import DASHBOARD
from flows import conflicts, store
from flows.account_lookup import holder_of
from flows.commit import RolledBack, commit, is_unready, read_policies
from flows.completion_result import AddressTaken, ValuesRefused, ValueTaken
from flows.conflicts import OUTDATED
from flows.domain.answers import Answer, read
from flows.domain.next_step import next_step
from flows.domain.requests import AuthorizationRequest
from flows.domain.steps import FormName
from flows.domain.transaction import Face, Intent, Management, Transaction, begin
from flows.handlers import HANDLERS
from flows.outcomes import Kind, Outcome
from flows.rate_limits import charge_email, count
from flows.rows import person_of, proofs_of
from flows.step_submission import Client, Handler, Refused, StepSubmission
from flows.store import Stale, Stored

BUSY = "ssr.busy"
BUSY_SECONDS = 5
CANCELLED = "ssr.cancelled"
STEP_SKIPPED = "system.transaction.step.skip"
_FORMS = frozenset(FormName)


@dataclass(frozen=True, slots=True)
class FlowStart:
    """The start of a transaction: front end, intent, typed address and destination.

    ``session`` is the existing session of a user who adds a proof or changes something; ``request`` is the
    app's request.
    """

    face: Face
    intent: Intent
    identifier: str = ""
    return_to: str = ""
    application: str = DASHBOARD
    session: Session | None = None
    management: Management | None = None
    request: AuthorizationRequest | None = None


def start(door: FlowStart, client: Client | None = None) -> Outcome:
    """Show the first step of an attempt. Nothing is stored until something is answered."""
    now = timezone.now()
    transaction = new_transaction(door, now)
    step = next_step(transaction, read_policies(transaction, client), now)
    return Outcome(Kind.SHOWN, transaction, step)


def open_stored(door: FlowStart, secret: str, client: Client | None = None) -> Outcome:
    """Store an attempt at once: the JSON face has nothing but its handle to come back with."""
    outcome = start(door, client)
    return replace(outcome, transaction=store.insert(outcome.transaction, secret))


def current(stored: Stored, client: Client | None = None) -> Outcome:
    """Show where a transaction stands; a poll is this."""
    policies = read_policies(stored.transaction, client)
    step = next_step(stored.transaction, policies, timezone.now())
    return Outcome(Kind.SHOWN, stored.transaction, step)


def answer_first(door: FlowStart, secret: str, form: str, data: Mapping[str, Any], client: Client) -> Outcome:
    """Answer the first step of an attempt; the transaction is stored when the answer is taken."""
    return _answer(Stored(new_transaction(door, timezone.now())), form, data, client, secret)


def answer(stored: Stored, form: str, data: Mapping[str, Any], client: Client) -> Outcome:
    """Answer the current step of a stored transaction."""
    return _answer(stored, form, data, client, "")


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
        store.save(replace(transaction, ended=CANCELLED))


def new_transaction(door: FlowStart, now: datetime) -> Transaction:
    """Return the facts of an attempt that comes in by this door; nothing is stored."""
    begun = begin(
        id=new_public_id(),
        new_person_id=new_public_id(),
        face=door.face,
        intent=door.intent,
        now=now,
        application=door.application,
        identifier=door.identifier,
        return_to=door.return_to,
    )
    begun = replace(begun, request=door.request)
    return begun if door.session is None else _in_session(begun, door.session, door.management)


def _in_session(begun: Transaction, session: Session, management: Management | None) -> Transaction:
    """Adopt the signed-in user with the proofs of this session."""
    if session.person is None:
        raise LookupError("a session that anything is begun in has its person")
    # A session that was found by its cookie was read together with what its person has set up.
    person = person_of(session.person, getattr(session, "enrolled", None))
    return replace(
        begun,
        person=person,
        person_epoch=person.epoch,
        identifier=person.address,
        identifier_display=person.display,
        session=session.key_hash,
        management=management,
        proofs=proofs_of(session),
    )


def _answer(stored: Stored, name: str, data: Mapping[str, Any], client: Client, secret: str) -> Outcome:
    now, transaction = timezone.now(), stored.transaction
    policies = read_policies(transaction, client)
    step = next_step(transaction, policies, now)
    if transaction.version and is_unready(step):
        unasked = Answer(FormName.SKIP, {}, {})
        return conflicts.caught_up(StepSubmission(transaction, step, unasked, policies, client, now))
    form = step.form(name)
    if form is None or (step.name, form.name) not in HANDLERS:
        _note_skipped_step(transaction, name, now)
        return Outcome(Kind.OUTDATED, transaction, step, messages=(Message(OUTDATED),))
    read_form = read(form, data)
    if not isinstance(read_form, Answer):
        return Outcome(Kind.REFUSED, transaction, step, violations=read_form)
    turn = StepSubmission(transaction, step, read_form, policies, client, now)
    taken = _take(turn, stored, HANDLERS[step.name, form.name], secret)
    return _refuse(turn, taken) if isinstance(taken, Refused) else taken


def _note_skipped_step(transaction: Transaction, name: str, now: datetime) -> None:
    """Record a form that the step doesn't offer, where there is a row: a page left behind, or an attack."""
    if transaction.version:
        targets = (Target(TargetType.FORM, name),) if name in _FORMS else ()
        entry = Entry(STEP_SKIPPED, transaction_id=transaction.id, targets=targets)
        record_refusal(entry, subject=transaction.id, now=now, context_id=transaction.context_id)


def _take(turn: StepSubmission, stored: Stored, handler: Handler[Any], secret: str) -> Outcome | Refused:
    denied = count(turn, handler)
    if denied is not None:
        return conflicts.or_overtaken(turn, denied) if handler.guesses else denied
    try:
        work = handler.work(turn)
    except HashingBusy:
        return Refused(messages=(Message(BUSY),), retry_after=BUSY_SECONDS)
    if isinstance(work, Refused):
        return work
    paid = charge_email(turn, handler, work)
    if isinstance(paid, Refused):
        return paid
    turn = paid
    try:
        done = commit(turn, stored, handler, work, secret)
    except RolledBack as rolled_back:
        return conflicts.or_overtaken(turn, rolled_back.refusal)
    except Stale:
        return conflicts.overtaken(turn)
    except AddressTaken:
        return conflicts.lost_address(turn, secret)
    except ValueTaken:
        return conflicts.lost_value(turn, secret)
    except ValuesRefused as refused_values:
        return conflicts.ask_again(turn, secret, refused_values.violations)
    kind = Kind.FINISHED if done.session is not None else Kind.ADVANCED
    return Outcome(kind, done.transaction, done.step, session=done.session, code=done.code)


def _refuse(turn: StepSubmission, refusal: Refused) -> Outcome:
    if refusal.event:
        transaction = turn.transaction
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
        subject = entry.transaction_id or turn.client.ip_address
        record_refusal(entry, subject=subject, now=turn.now, context_id=transaction.context_id)
    return Outcome(
        Kind.REFUSED,
        turn.transaction,
        turn.step,
        violations=refusal.violations,
        messages=refusal.messages,
        retry_after=refusal.retry_after,
    )
