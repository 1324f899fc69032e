"""A locked account opens again by a mail to its address."""

from dataclasses import dataclass, replace

from flows.domain.person import Person
from flows.domain.transaction import Intent, Transaction
from flows.handlers.identify import UNKNOWN, typed_address
from flows.people import holder_with_locks, who_may_unlock
from flows.turn import Applied, Handler, Refused, Turn, refused_with


@dataclass(frozen=True, slots=True)
class Unlocking:
    """The account to unlock, or none."""

    address: str
    display: str
    person: Person | None
    locked: bool = False


def _instead(turn: Turn, work: None) -> Applied:
    return Applied(replace(turn.transaction, intent=Intent.UNLOCK))


def _work(turn: Turn) -> Unlocking | Refused:
    address = typed_address(turn)
    if isinstance(address, Refused):
        return address
    holder = holder_with_locks(address.normal, turn.now)
    if holder is None and not turn.policies.hides(Intent.UNLOCK):
        return refused_with(UNKNOWN, address.display)
    person = who_may_unlock(holder.person if holder is not None else None)
    locked = person is not None and holder is not None and holder.any_lock
    return Unlocking(address.normal, address.display, person, locked)


def _identified(turn: Turn, found: Unlocking) -> Transaction:
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


def _apply(turn: Turn, found: Unlocking) -> Applied:
    return Applied(_identified(turn, found))


UNLOCK_INSTEAD: Handler[None] = Handler(_instead)
UNLOCK = Handler(_apply, work=_work, foresee=_identified)
