"""A locked account opens again by a mail to its address."""

from dataclasses import dataclass, replace

from flows.account_lookup import holder_with_locks, unlock_candidate
from flows.domain.person import Person
from flows.domain.transaction import Intent, Transaction
from flows.handlers.identify import UNKNOWN, typed_address
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with


@dataclass(frozen=True, slots=True)
class Unlocking:
    """The account to unlock, or none."""

    address: str
    display: str
    person: Person | None
    locked: bool = False


def _instead(turn: StepSubmission, work: None) -> Applied:
    return Applied(replace(turn.transaction, intent=Intent.UNLOCK))


def _work(turn: StepSubmission) -> Unlocking | Refused:
    address = typed_address(turn)
    if isinstance(address, Refused):
        return address
    holder = holder_with_locks(address.normal, turn.now)
    if holder is None and not turn.policies.prevents_enumeration(Intent.UNLOCK):
        return refused_with(UNKNOWN, address.display)
    person = unlock_candidate(holder.person if holder is not None else None)
    locked = person is not None and holder is not None and holder.any_lock
    return Unlocking(address.normal, address.display, person, locked)


def _identified(turn: StepSubmission, found: Unlocking) -> Transaction:
    person = found.person
    return replace(
        turn.transaction,
        intent=Intent.UNLOCK,
        identifier=found.address,
        identifier_display=found.display,
        person=person,
        person_epoch=person.epoch if person is not None else 0,
        decoy=not found.locked,
    )


def _apply(turn: StepSubmission, found: Unlocking) -> Applied:
    return Applied(_identified(turn, found))


UNLOCK_INSTEAD: Handler[None] = Handler(_instead)
UNLOCK = Handler(_apply, work=_work, foresee=_identified)
