"""A locked account opens again by a mail to its address."""

from dataclasses import replace

from accounts.credentials import throttle
from flows.account_lookup import holder_with_locks, unlock_candidate
from flows.domain.transaction import Intent
from flows.handlers.identify import UNKNOWN, Identified, typed_address, with_identified
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with


def _instead(submission: StepSubmission, work: None) -> Applied:
    return Applied(replace(submission.transaction, intent=Intent.UNLOCK))


def _work(submission: StepSubmission) -> Identified | Refused:
    address = typed_address(submission)
    if isinstance(address, Refused):
        return address
    holder = holder_with_locks(address.normal, submission.now)
    if holder is None and not submission.state.policies.prevents_enumeration(Intent.UNLOCK):
        return refused_with(UNKNOWN, address.display)
    user = unlock_candidate(holder.user if holder is not None else None)
    locked = user is not None and holder is not None and holder.any_lock
    return Identified(address.normal, address.display, user, decoy=not locked)


def _apply(submission: StepSubmission, found: Identified) -> Applied:
    return Applied(with_identified(replace(submission.transaction, intent=Intent.UNLOCK), found))


UNLOCK_INSTEAD: Handler[None] = Handler(_instead, throttle=throttle.Kind.MAIL)
UNLOCK = Handler(_apply, work=_work, throttle=throttle.Kind.MAIL)
