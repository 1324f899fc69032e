"""Recovery after a forgotten password, by the same mail challenge."""

from dataclasses import dataclass, replace

from flows.account_lookup import holder_of, recovery_candidate
from flows.domain.person import Person
from flows.domain.transaction import Intent
from flows.handlers.identify import UNKNOWN, typed_address
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with


@dataclass(frozen=True, slots=True)
class Recovering:
    """The subject of a recovery: a user, an unknown address, or an unverified account."""

    address: str
    display: str
    person: Person | None
    claimed: bool
    allowed: bool = True


def _recovering(turn: StepSubmission, address: str, display: str, holder: Person | None) -> Recovering:
    claimed, person = holder is not None and holder.is_claim, recovery_candidate(holder)
    facts = replace(turn.transaction, intent=Intent.RECOVER, person=person)
    allowed = turn.policies.password(facts, turn.now).reset_allowed
    return Recovering(address, display, person, claimed, allowed)


def _work_typed(turn: StepSubmission) -> Recovering | Refused:
    address = typed_address(turn)
    if isinstance(address, Refused):
        return address
    holder = holder_of(address.normal)
    if holder is None and not turn.policies.prevents_enumeration(Intent.RECOVER):
        return refused_with(UNKNOWN, address.display)
    return _recovering(turn, address.normal, address.display, holder)


def _work_known(turn: StepSubmission) -> Recovering:
    """Begin for the named user; a locked one cannot sign in and can still recover."""
    transaction = turn.transaction
    # The same prompt for every address: a shorter one would reveal an account.
    holder = holder_of(transaction.identifier)
    return _recovering(turn, transaction.identifier, transaction.identifier_display, holder)


def _mails(turn: StepSubmission, found: Recovering) -> str:
    return found.address


def _apply(turn: StepSubmission, found: Recovering) -> Applied:
    person = found.person
    return Applied(
        replace(
            turn.transaction,
            intent=Intent.RECOVER,
            identifier=found.address,
            identifier_display=found.display,
            person=person,
            person_epoch=person.epoch if person is not None else 0,
            proofs=(),
            choice=None,
            # A user who may not reset the password here learns it by mail, not on this page.
            decoy=not (found.claimed or (person is not None and found.allowed)),
        )
    )


def _instead(turn: StepSubmission, work: None) -> Applied:
    return Applied(replace(turn.transaction, intent=Intent.RECOVER))


RECOVER_INSTEAD: Handler[None] = Handler(_instead)
IDENTIFY_RECOVERY = Handler(_apply, work=_work_typed, mails=_mails)
RECOVER = Handler(_apply, work=_work_known, mails=_mails)
