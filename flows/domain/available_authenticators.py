"""A user's proofs, the authenticators left to prove, and those left to enroll."""

from dataclasses import replace
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.enrollments import Enrolled, LinkedAccount, PasskeyCredential, RecoveryCodeSet
from accounts.domain.security_changes import asked_in_recovery
from flows.domain.flow_state import FlowState
from flows.domain.proofs import Proof
from flows.domain.transaction import Intent, Transaction
from identity_providers.domain.provider import Provider
from policies.domain.assurance import Evidence, possible_evidence

ENROLLMENT_ORDER: Final = (
    Authenticator.EMAIL,
    Authenticator.PASSWORD,
    Authenticator.PASSKEY,
    Authenticator.TOTP,
    Authenticator.PHONE,
    Authenticator.SECURITY_QUESTION,
    Authenticator.RECOVERY_CODE,
)

SHOWN_ONLY: Final = frozenset({Authenticator.RECOVERY_CODE, Authenticator.SECURITY_QUESTION})
"""Authenticators created here: possession of them proves nothing yet."""


def evidence(transaction: Transaction) -> tuple[Evidence, ...]:
    """Return every proof that still counts for its subject.

    An enrollment on the strength of a recovery's proof adds no factor to that proof (ADR 0021). An account
    at a provider that is about to be linked proves nothing about the user to whom it will be linked.
    """
    proofs = [_evidence(transaction, proof) for proof in transaction.proofs if _counts(transaction, proof)]
    derived, answer = regains_access(transaction), transaction.upstream_answer
    set_up = [
        Evidence(
            enrollment.authenticator,
            enrollment.proved_at,
            user_verified=is_user_verified(enrollment.data),
            derived=derived,
            multifactor=answer is not None and answer.multifactor,
            provider=enrollment.data.provider if isinstance(enrollment.data, LinkedAccount) else "",
        )
        for enrollment in transaction.pending
        if enrollment.proved_at is not None and enrollment.authenticator not in SHOWN_ONLY
        if transaction.user is None or enrollment.authenticator is not Authenticator.IDENTITY_PROVIDER
    ]
    chosen = [Evidence(Authenticator.PASSWORD, derived=derived)] if transaction.password_hash else []
    return (*proofs, *set_up, *chosen)


def _evidence(transaction: Transaction, proof: Proof) -> Evidence:
    """Return what a proof is worth. An administrator's sign-in at a provider is always one factor."""
    user = transaction.user
    believed = proof.multifactor and not (user is not None and user.is_administrator)
    mailed = proof.authenticator is Authenticator.EMAIL and has_mailbox_of_provider(transaction)
    return replace(proof, multifactor=believed, derived=proof.derived or mailed).evidence()


def has_mailbox_of_provider(transaction: Transaction) -> bool:
    """Return whether the user came by a provider that also has their mailbox: a mail adds nothing."""
    user, answer = transaction.user, transaction.upstream_answer
    if user is None:
        return answer is not None and answer.verified_address == transaction.subject_address != ""
    proofs = (proof for proof in transaction.proofs if proof.controls_mailbox)
    return any(user.enrollment(proof.subject) is not None for proof in proofs)


def regains_access(transaction: Transaction) -> bool:
    """Whether this rests on a mail in place of what was lost."""
    user = transaction.user
    if user is None:
        # The proof of an unverified address starts a new account, as at a sign-up (ADR 0002).
        return False
    return user.regains_access or transaction.intent in (Intent.RECOVER, Intent.UNLOCK)


def in_recovery(state: FlowState) -> FlowState:
    """Return the state with the authenticators alone that a recovery may ask for (ADR 0030)."""
    user = state.transaction.user
    if user is None or not user.enrolled:
        return state
    kept = asked_in_recovery(user.enrolled, joined_at=user.joined_at, undone_at=user.undone_at, now=state.now)
    return state.with_transaction(replace(state.transaction, user=replace(user, enrolled=kept)))


def counted(state: FlowState) -> tuple[Evidence, ...]:
    """Return the proofs by allowed authenticators; a disallowed one proves nothing (PJ-22)."""
    return tuple(
        proof for proof in evidence(state.transaction) if state.authenticators.allows(proof.authenticator)
    )


def _counts(transaction: Transaction, proof: Proof) -> bool:
    user, subject = transaction.user, proof.subject
    match proof.authenticator:
        case Authenticator.EMAIL if user is not None:
            return bool(user.address) and subject == user.address and not user.known_by_password_alone
        case Authenticator.EMAIL:
            return bool(subject) and subject == transaction.subject_address
        case Authenticator.PASSWORD | Authenticator.ACCESS_CODE:
            return user is not None and subject == user.public_id
        case _:
            # A recovery code is spent by being proved, and its set may be replaced: the proof stays.
            return user is not None and user.enrollment(subject) is not None


def is_user_verified(data: object) -> bool:
    """Whether this is a passkey that knew its user."""
    return isinstance(data, PasskeyCredential) and data.user_verified


def possible(state: FlowState) -> tuple[Evidence, ...]:
    """Return what the user could still prove: what they have, and what the policy lets users use."""
    user = state.transaction.user
    if user is None:
        return ()
    found = [
        _of(enrollment)
        for enrollment in user.enrolled
        if state.authenticators.allows(enrollment.authenticator) and _is_usable(enrollment, state)
    ]
    # An authenticator that the user has just replaced is not prompted for.
    if (
        user.has_password
        and not state.transaction.password_hash
        and state.authenticators.allows(Authenticator.PASSWORD)
    ):
        found.append(possible_evidence(Authenticator.PASSWORD))
    mailed = not user.known_by_password_alone and not has_mailbox_of_provider(state.transaction)
    if mailed and state.authenticators.allows(Authenticator.EMAIL):
        found.append(possible_evidence(Authenticator.EMAIL))
    return tuple(found)


def needs_renewal(transaction: Transaction) -> bool:
    """Return whether proofs have to be recent: in a session, or by the app's request."""
    request = transaction.request
    return bool(transaction.session) or (request is not None and request.fresh_since is not None)


def usable_providers(state: FlowState) -> tuple[Provider, ...]:
    """Return the providers whose sign-in would count now.

    Where a recent proof is required, a sign-in that goes on there from last week is none.
    """
    recent = needs_renewal(state.transaction)
    shown = state.policies.identity_providers
    return tuple(provider for provider in shown if provider.preset.renews or not recent)


def _is_usable(enrolled: Enrolled, state: FlowState) -> bool:
    """Return whether something is left of a set of codes, and the provider of an account is still shown."""
    match enrolled.data:
        case RecoveryCodeSet(digests):
            return bool(digests)
        case LinkedAccount(provider=name):
            return any(provider.public_id == name for provider in usable_providers(state))
        case _:
            return True


def _of(enrolled: Enrolled) -> Evidence:
    return possible_evidence(enrolled.authenticator, user_verified=is_user_verified(enrolled.data))


def enrollable(state: FlowState) -> tuple[Authenticator, ...]:
    """Return what the user may set up here, in the order in which it is offered."""
    return tuple(authenticator for authenticator in ENROLLMENT_ORDER if _can_set_up(state, authenticator))


def _can_set_up(state: FlowState, authenticator: Authenticator) -> bool:
    transaction = state.transaction
    if not state.authenticators.allows(authenticator) or (
        authenticator is Authenticator.PHONE and not state.policies.sms_available
    ):
        return False
    user = transaction.user
    match authenticator:
        case Authenticator.EMAIL:
            return user is None and transaction.proved(authenticator) is None
        case Authenticator.PASSWORD:
            return not transaction.password_hash and not (user is not None and user.has_password)
    if user is not None and user.has(authenticator) and not TRAITS[authenticator].several:
        return False
    pending = transaction.pending_of(authenticator)
    return pending is None or pending.proved_at is None
