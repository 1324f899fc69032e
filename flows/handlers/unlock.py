"""A locked account opens again by a mail to its address."""

from dataclasses import dataclass, replace

from accounts.credentials import throttle
from flows.account_lookup import holder_with_locks, unlock_candidate
from flows.domain.flow_user import FlowUser
from flows.domain.transaction import Intent
from flows.handlers.identify import UNKNOWN, typed_address
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with


@dataclass(frozen=True, slots=True)
class Unlocking:
    """The account to unlock, or none."""

    address: str
    display: str
    user: FlowUser | None
    locked: bool = False


def _instead(submission: StepSubmission, work: None) -> Applied:
    return Applied(replace(submission.transaction, intent=Intent.UNLOCK))


def _work(submission: StepSubmission) -> Unlocking | Refused:
    address = typed_address(submission)
    if isinstance(address, Refused):
        return address
    holder = holder_with_locks(address.normal, submission.now)
    if holder is None and not submission.state.policies.prevents_enumeration(Intent.UNLOCK):
        return refused_with(UNKNOWN, address.display)
    user = unlock_candidate(holder.user if holder is not None else None)
    locked = user is not None and holder is not None and holder.any_lock
    return Unlocking(address.normal, address.display, user, locked)


def _apply(submission: StepSubmission, found: Unlocking) -> Applied:
    user = found.user
    return Applied(
        replace(
            submission.transaction,
            intent=Intent.UNLOCK,
            identifier=found.address,
            identifier_display=found.display,
            user=user,
            user_epoch=user.epoch if user is not None else 0,
            decoy=not found.locked,
        )
    )


UNLOCK_INSTEAD: Handler[None] = Handler(_instead, throttle=throttle.Kind.MAIL)
UNLOCK = Handler(_apply, work=_work, throttle=throttle.Kind.MAIL)
