"""Recovery after a forgotten password, by the same mail challenge."""

from dataclasses import dataclass, replace

from accounts.credentials import throttle
from flows.account_lookup import holder_of, recovery_candidate
from flows.domain.flow_user import FlowUser
from flows.domain.transaction import Intent
from flows.handlers.identify import UNKNOWN, typed_address
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with


@dataclass(frozen=True, slots=True)
class Recovering:
    """The subject of a recovery: a user, an unknown address, or an unverified account."""

    address: str
    display: str
    user: FlowUser | None
    claimed: bool
    allowed: bool = True


def _recovering(
    submission: StepSubmission, address: str, display: str, holder: FlowUser | None
) -> Recovering:
    claimed, user = holder is not None and holder.is_claim, recovery_candidate(holder)
    recovering = submission.state.with_transaction(
        replace(submission.transaction, intent=Intent.RECOVER, user=user)
    )
    allowed = recovering.decisions.password.reset_allowed
    return Recovering(address, display, user, claimed, allowed)


def _work_typed(submission: StepSubmission) -> Recovering | Refused:
    address = typed_address(submission)
    if isinstance(address, Refused):
        return address
    holder = holder_of(address.normal)
    if holder is None and not submission.state.policies.prevents_enumeration(Intent.RECOVER):
        return refused_with(UNKNOWN, address.display)
    return _recovering(submission, address.normal, address.display, holder)


def _work_known(submission: StepSubmission) -> Recovering:
    """Begin for the named user; a locked one cannot sign in and can still recover."""
    transaction = submission.transaction
    # The same prompt for every address: a shorter one would reveal an account.
    holder = holder_of(transaction.identifier)
    return _recovering(submission, transaction.identifier, transaction.identifier_display, holder)


def _apply(submission: StepSubmission, found: Recovering) -> Applied:
    user = found.user
    return Applied(
        replace(
            submission.transaction,
            intent=Intent.RECOVER,
            identifier=found.address,
            identifier_display=found.display,
            user=user,
            user_epoch=user.epoch if user is not None else 0,
            proofs=(),
            choice=None,
            # A user who may not reset the password here learns it by mail, not on this page.
            decoy=not (found.claimed or (user is not None and found.allowed)),
        ),
        mails_to=found.address,
    )


def _instead(submission: StepSubmission, work: None) -> Applied:
    return Applied(replace(submission.transaction, intent=Intent.RECOVER))


RECOVER_INSTEAD: Handler[None] = Handler(_instead, throttle=throttle.Kind.MAIL)
IDENTIFY_RECOVERY = Handler(_apply, work=_work_typed, throttle=throttle.Kind.MAIL)
RECOVER = Handler(_apply, work=_work_known, throttle=throttle.Kind.MAIL)
