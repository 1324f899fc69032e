"""Recovery after a forgotten password, by the same mail challenge."""

from dataclasses import replace

from accounts.credentials import throttle
from flows.account_lookup import holder_of, recovery_candidate
from flows.domain.flow_user import FlowUser
from flows.domain.transaction import Intent
from flows.handlers.identify import UNKNOWN, Identified, typed_address, with_identified, without_account
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with


def _recovering(
    submission: StepSubmission, address: str, display: str, holder: FlowUser | None
) -> Identified:
    """Return who recovers. A user who may not reset the password here learns it by mail, not on this page."""
    claimed, user = holder is not None and holder.is_claim, recovery_candidate(holder)
    recovering = submission.state.with_transaction(
        replace(submission.transaction, intent=Intent.RECOVER, user=user)
    )
    allowed = user is not None and recovering.decisions.password.reset_allowed
    return Identified(address, display, user, decoy=not (claimed or allowed))


def _work_typed(submission: StepSubmission) -> Identified | Refused:
    address = typed_address(submission)
    if isinstance(address, Refused):
        return address
    holder = holder_of(address.normal)
    if holder is None and not submission.state.policies.prevents_enumeration(Intent.RECOVER):
        return refused_with(UNKNOWN, address.display)
    return _recovering(submission, address.normal, address.display, holder)


def _work_known(submission: StepSubmission) -> Identified:
    """Begin for the named user; a locked one cannot sign in and can still recover."""
    transaction = submission.transaction
    # The same prompt for every address: a shorter one would reveal an account.
    holder = holder_of(transaction.identifier)
    return _recovering(submission, transaction.identifier, transaction.identifier_display, holder)


def _apply(submission: StepSubmission, found: Identified) -> Applied:
    begun = replace(without_account(submission.transaction), intent=Intent.RECOVER, proofs=(), choice=None)
    return Applied(with_identified(begun, found), mails_to=found.address)


def _instead(submission: StepSubmission, work: None) -> Applied:
    return Applied(replace(submission.transaction, intent=Intent.RECOVER))


RECOVER_INSTEAD: Handler[None] = Handler(_instead, throttle=throttle.Kind.MAIL)
IDENTIFY_RECOVERY = Handler(_apply, work=_work_typed, throttle=throttle.Kind.MAIL)
RECOVER = Handler(_apply, work=_work_known, throttle=throttle.Kind.MAIL)
