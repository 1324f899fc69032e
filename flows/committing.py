"""The atomic block of one answer: consume, apply, enter the next step, perhaps finish, write events."""

from dataclasses import dataclass, replace

from django.db import transaction as database

from accounts.configuration import forget
from accounts.events import Entry, open_context, record
from accounts.selectors.brand import current_brand
from accounts.services.sessions import OpenedSession
from enrollment.selectors import enrollment_policy
from flows import store
from flows.domain.next_step import next_step
from flows.domain.steps import EmailSubject, Step, StepName
from flows.domain.transaction import Policies, Transaction
from flows.finishing import finish
from flows.mails import open_challenge
from flows.store import Stored
from flows.turn import Handler, Refused, Turn
from policies.selectors import current_policies


class RolledBack(Exception):
    """A handler refused inside the block: nothing of it may stay."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__()
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Committed:
    """What the block made."""

    transaction: Transaction
    step: Step
    session: OpenedSession | None = None


def read_policies(*, fresh: bool = False) -> Policies:
    """Return everything administrators decide, for people who come from no app.

    ``fresh`` looks at the rows' version now, where a second's delay would decide on yesterday's rows.
    """
    if fresh:
        forget()
    return Policies(enrollment_policy(), current_policies(), (current_brand().name,))


def commit(turn: Turn, stored: Stored, handler: Handler[object], work: object, secret: str) -> Committed:
    """Run the block. Raises RolledBack, Stale, AddressTaken or ValueTaken, with nothing written.

    ``secret`` is given for a transaction that is not stored yet.
    """
    with database.atomic():
        applied = handler.apply(turn, work)
        if isinstance(applied, Refused):
            raise RolledBack(applied)
        facts, step, entered = enter(turn, applied.transaction)
        facts = replace(facts, context_id=_context_id(turn, stored))
        if step.name is StepName.DONE:
            facts, step, entered = _decide_again(turn, facts)
        saved = store.insert(facts, secret) if secret else store.save(facts)
        events, session = (*applied.events, *entered), None
        if saved.finished_at is not None:
            finished = finish(facts, stored.person, turn.policies, turn.client, turn.now)
            events, session = (*events, *finished.events), finished.session
        record(events, now=turn.now, context_id=facts.context_id)
    return Committed(saved, step, session)


def enter(turn: Turn, facts: Transaction) -> tuple[Transaction, Step, tuple[Entry, ...]]:
    """Make what the next step needs before it can be shown: an e-mail step needs its challenge and mail."""
    step = next_step(facts, turn.policies, turn.now)
    if not isinstance(step.subject, EmailSubject) or step.subject.serial:
        return facts, step, ()
    lifetime = turn.policies.security.protection.challenge_lifetime
    entered, events = open_challenge(facts, step.subject.purpose, turn.client, turn.now, lifetime)
    if entered.submission is not None:
        # Asked for it once, a sign-up is not freed by a rule that is lowered later.
        entered = replace(entered, submission=replace(entered.submission, verification_required=True))
    return entered, next_step(entered, turn.policies, turn.now), events


def _decide_again(turn: Turn, facts: Transaction) -> tuple[Transaction, Step, tuple[Entry, ...]]:
    """Nothing seems to be missing: look at today's policies once more before that is final."""
    facts, step, entered = enter(replace(turn, policies=read_policies(fresh=True)), facts)
    if step.name is not StepName.DONE:
        return facts, step, entered
    return replace(facts, finished_at=turn.now), step, entered


def _context_id(turn: Turn, stored: Stored) -> int:
    """Return the personal side of this transaction's events; another network or browser gets its own."""
    client, held = turn.client, stored.context
    if held is not None and (held.ip_address or "", held.client) == (client.ip_address, client.description):
        return held.pk
    return open_context(now=turn.now, ip_address=client.ip_address, client=client.description).pk
