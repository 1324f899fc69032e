"""Prompts for a user who changes the own account from inside a session."""

from dataclasses import replace

from accounts.domain.authenticators import Authenticator
from enrollment.domain.form import domain_allowed
from flows.domain import pages
from flows.domain.flow_state import FlowState
from flows.domain.missing_assurance import reason_to_keep
from flows.domain.prompts import NOT_ALLOWED, prove_for
from flows.domain.steps import Step, StepName
from flows.domain.transaction import AccountChange
from policies.domain.facts import Operation
from policies.domain.outcomes import Need

EXPIRED = "idx.session.expired"
NEW_DOMAIN_DENIED = "ssr.email.new_domain_not_allowed"
LEAVING_BEGUN = "ssr.leaving.begun"
STEP_UP = "step-up"
"""The mark of an attempt that goes on from a session: its first button was pressed."""


def manage(state: FlowState) -> Step:
    """A change to one's own account: prove enough, say what, and it is done at the end."""
    transaction = state.transaction
    change, user = transaction.management, transaction.user
    if change is None or user is None:
        return pages.ended(EXPIRED)
    if STEP_UP not in transaction.skips:
        return pages.step_up()
    step = prove_for(change.operation, state, about=change.authenticator)
    if step is not None:
        return step
    match change.operation:
        case Operation.ENROLL if change.authenticator is not None:
            return _add(change.authenticator, state)
        case Operation.REMOVE:
            return _remove(change.enrollment, state)
        case Operation.CHANGE_PASSWORD:
            return _change_password(state)
        case Operation.CHANGE_EMAIL:
            return _change_email(state)
        case Operation.EXPORT_DATA:
            return pages.done()  # the proofs were all: the page that began this hands the data out
        case Operation.DELETE_ACCOUNT:
            confirmed = Operation.DELETE_ACCOUNT in transaction.skips
            return pages.finished(LEAVING_BEGUN) if confirmed else pages.delete_account()
        case _:
            return pages.ended(EXPIRED)


def can_export(state: FlowState) -> bool:
    """Return whether the proofs of a session are enough, and fresh enough, to hand the user's data out."""
    transaction = replace(state.transaction, management=AccountChange(Operation.EXPORT_DATA)).with_skip(
        STEP_UP
    )
    return manage(state.with_transaction(transaction)).name is StepName.DONE


def _change_email(state: FlowState) -> Step:
    """Prove the new address, as long as its domain is accepted."""
    transaction = state.transaction
    if not transaction.new_address:
        return pages.change_email()
    domain = refused_domain(state)
    if domain:
        return pages.ended(NEW_DOMAIN_DENIED, domain)
    proved = transaction.proved(Authenticator.EMAIL) is not None
    return pages.done() if proved else pages.confirm_email_change(state)


def refused_domain(state: FlowState) -> str:
    """Return the domain of the new address, if the profile enrollment policy refuses it.

    The domain of the present address is not asked about: an administrator may have added it.
    """
    _, _, domain = state.transaction.new_address.rpartition("@")
    user = state.transaction.user
    stays = user is not None and user.address.endswith(f"@{domain}")
    return "" if stays or domain_allowed(state.policies.enrollment, domain) else domain


def _remove(enrollment: str, state: FlowState) -> Step:
    """Remove an enrollment that no policy requires and without which sign-in is still possible."""
    user = state.transaction.user
    enrolled = user.enrollment(enrollment) if user is not None else None
    if user is None or enrolled is None:
        return pages.ended(EXPIRED)
    if Operation.REMOVE in state.transaction.skips:
        return pages.done()
    refusal = reason_to_keep(enrolled, state)
    return pages.ended(refusal) if refusal else pages.remove(enrolled.authenticator, enrolled.label)


def _add(authenticator: Authenticator, state: FlowState) -> Step:
    """Set up one authenticator that the policy lets users have."""
    transaction = state.transaction
    pending = transaction.pending_of(authenticator)
    if pending is not None and pending.proved_at is not None:
        return pages.done()
    user = transaction.user
    if authenticator is Authenticator.PASSWORD and (
        transaction.password_hash or (user and user.has_password)
    ):
        return _change_password(state)
    if authenticator is Authenticator.EMAIL:
        return pages.ended(NOT_ALLOWED)
    if state.authenticators.setting(authenticator).need is Need.NOT_ALLOWED:
        return pages.ended(NOT_ALLOWED)
    if user is not None and user.replaces(authenticator):
        # What takes the place of another removes it: that needs what removing needs.
        step = prove_for(Operation.REMOVE, state, about=authenticator)
        if step is not None:
            return step
    return pages.set_up(authenticator, (), state)


def _change_password(state: FlowState) -> Step:
    """Require a fresh proof of the present password, if there is one (ASVS 5.0 6.2.3)."""
    transaction = state.transaction
    if transaction.password_hash:
        return pages.done()
    user = transaction.user
    # What the session brought along stands before it, and is not enough.
    known = any(proof.here and proof.authenticator is Authenticator.PASSWORD for proof in transaction.proofs)
    if user is not None and user.has_password and not known:
        return pages.challenge(Authenticator.PASSWORD, (), state)
    return pages.reset_password(state)
