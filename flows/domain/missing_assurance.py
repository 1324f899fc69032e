"""The missing assurance between a user's proofs and the policies' requirements. Pure.

Every request for a proof follows from a policy: a page, a choice or a stale form can select among the
required proofs and never add one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator, Factor
from accounts.domain.enrollments import Enrolled
from flows.domain.available_authenticators import (
    ENROLLMENT_ORDER,
    SHOWN_ONLY,
    counted,
    enrollable,
    evidence,
    has_mailbox_of_provider,
    possible,
    regains_access,
)
from flows.domain.flow_state import FlowState
from flows.domain.flow_user import FlowUser
from flows.domain.transaction import Intent, Transaction
from policies.domain.assurance import Evidence, Requirement, next_useful, possible_evidence, satisfying_sets
from policies.domain.facts import Operation
from policies.domain.outcomes import AccountManagementOutcome

ORDER: Final = (
    Authenticator.PASSWORD,
    Authenticator.IDENTITY_PROVIDER,
    Authenticator.PASSKEY,
    Authenticator.TOTP,
    Authenticator.PHONE,
    Authenticator.EMAIL,
    Authenticator.RECOVERY_CODE,
    Authenticator.SECURITY_QUESTION,
    Authenticator.ACCESS_CODE,
)
"""The order of prompts for users without a last authenticator."""

LAST_WAY, REQUIRED = "ssr.authenticator.last", "ssr.authenticator.required"


@dataclass(frozen=True, slots=True)
class MissingAssurance:
    """What to ask next: prove one of ``prove``, else set up one of ``set_up``; with neither nothing helps."""

    prove: tuple[Authenticator, ...] = ()
    set_up: tuple[Authenticator, ...] = ()


def missing(state: FlowState) -> MissingAssurance | None:
    """Return the missing assurance of the user, or None when the requirement is met.

    Proofs come before enrollments, and without any proof nothing is enrolled.
    """
    transaction = state.transaction
    proofs, requirement = counted(state), state.requirement
    if requirement.is_met_by(proofs, state.now):
        return None
    holds = [
        candidate for candidate in possible(state) if not _is_given(candidate, proofs, requirement, state.now)
    ]
    useful = next_useful(requirement, proofs, holds, state.now)
    if useful:
        return MissingAssurance(prove=in_order(transaction, useful))
    new = [
        possible_evidence(authenticator, user_verified=authenticator is Authenticator.PASSKEY)
        for authenticator in enrollable(state)
        if authenticator not in SHOWN_ONLY
    ]
    on_the_way = [
        (mine, _union(satisfying_sets(requirement, proofs, [*mine, *others], state.now)))
        for mine, others in _apart(holds, new)
    ]
    first = frozenset(
        candidate.authenticator
        for mine, found in on_the_way
        for candidate in mine
        if candidate.authenticator in found
    )
    if first:
        return MissingAssurance(prove=in_order(transaction, first))
    found = _union(names for _, names in on_the_way)
    return assurance_for_enrollment(
        state, [authenticator for authenticator in ENROLLMENT_ORDER if authenticator in found]
    )


def _union(sets: Iterable[frozenset[Authenticator]]) -> frozenset[Authenticator]:
    return frozenset[Authenticator]().union(*sets)


def _apart(holds: list[Evidence], new: list[Evidence]) -> Iterator[tuple[list[Evidence], list[Evidence]]]:
    """Tell a passkey that does not know its user from a new one that will: each without the other."""
    weak = [
        candidate
        for candidate in holds
        if candidate.authenticator is Authenticator.PASSKEY and not candidate.user_verified
    ]
    if weak:
        yield holds, [candidate for candidate in new if candidate.authenticator is not Authenticator.PASSKEY]
    yield [candidate for candidate in holds if candidate not in weak], new


def _is_given(
    candidate: Evidence, proofs: Iterable[Evidence], requirement: Requirement, now: datetime
) -> bool:
    """Return whether a sufficiently recent proof exists: no factor is required twice.

    A passkey used without user verification may still be used again.
    """
    return any(
        proof.authenticator is candidate.authenticator
        and not proof.derived
        and (proof.user_verified or not candidate.user_verified)
        and requirement.counts(proof, now)
        for proof in proofs
    )


def assurance_for_enrollment(state: FlowState, candidates: list[Authenticator]) -> MissingAssurance:
    """What an account management policy wants to be proved before something new is set up."""
    if state.transaction.intent is Intent.SIGN_UP:
        return MissingAssurance(set_up=tuple(candidates))
    allowed = []
    for authenticator in candidates:
        outcome = state.account_management(Operation.ENROLL, authenticator)
        if not outcome.allowed:
            continue
        required = proof_for(Operation.ENROLL, state, outcome)
        if required is None:
            allowed.append(authenticator)
        elif required:
            return MissingAssurance(prove=required)
    return MissingAssurance(set_up=tuple(allowed))


def proof_for(
    operation: Operation, state: FlowState, outcome: AccountManagementOutcome
) -> tuple[Authenticator, ...] | None:
    """Return what to prove before an operation on the account; nothing when enough is proved.

    An empty answer means that the user has nothing that would do.
    """
    transaction = state.transaction
    proofs, everything = evidence(transaction), possible(state)
    first = operation is Operation.ENROLL and _adds_the_second_factor(transaction, outcome)
    if first:
        everything = _with_mailed_code(transaction.user, everything)
    requirement = _required_proofs(state, outcome, everything, first=first)
    if requirement.is_met_by(proofs, state.now):
        return None
    holds = [
        candidate for candidate in everything if not _is_given(candidate, proofs, requirement, state.now)
    ]
    return in_order(transaction, next_useful(requirement, proofs, holds, state.now))


def _has_only_password_and_address(user: FlowUser | None) -> bool:
    """Return whether the user has enrolled nothing that adds a factor to password and address."""
    return user is None or all(
        TRAITS[enrollment.authenticator].factor is Factor.KNOWLEDGE
        and enrollment.authenticator is not Authenticator.ACCESS_CODE
        for enrollment in user.enrolled
    )


def _adds_the_second_factor(transaction: Transaction, outcome: AccountManagementOutcome) -> bool:
    """Return whether an enrollment would be the first factor beside a password or a linked account.

    A mail proves nothing more where the provider has the mailbox.
    """
    user = transaction.user
    asks_for_two = outcome.if_enrolled and outcome.factors > 1
    if not asks_for_two or user is None or has_mailbox_of_provider(transaction):
        return False
    knows = user.has_password or user.has(Authenticator.IDENTITY_PROVIDER)
    return knows and _has_only_password_and_address(user)


def _with_mailed_code(user: FlowUser | None, everything: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Add the mailed code, even where users may not sign in with it: it still proves the owner."""
    known = any(candidate.authenticator is Authenticator.EMAIL for candidate in everything)
    if known or user is None or user.known_by_password_alone:
        return everything
    return (*everything, possible_evidence(Authenticator.EMAIL))


def _required_proofs(
    state: FlowState, outcome: AccountManagementOutcome, holds: Iterable[Evidence], *, first: bool
) -> Requirement:
    """Return the outcome's requirement, as far as it applies to this user.

    A second factor is required of users with an authenticator beyond password and address. Where theirs are
    all of one class, one of them has to be proved, and a mail alone is not enough; the same holds for
    recovery, where any one of them suffices, since the other may be lost. ``first`` marks the enrollment of
    the first second factor, which requires the mailed code and the password (ADR 0031).
    """
    transaction = state.transaction
    requirement = outcome.requirement()
    if regains_access(transaction):
        # The password is what was lost: knowing it would make the recovery needless.
        requirement = replace(requirement, excluded=requirement.excluded | {Authenticator.PASSWORD})
    if not outcome.if_enrolled or requirement.factors == 1:
        return requirement
    user, able = transaction.user, (*evidence(transaction), *holds)
    if user is None or _has_only_password_and_address(user):
        # An administrator's code was handed over in user: its holder need not read the mail as well.
        handed = any(
            proof.authenticator is Authenticator.ACCESS_CODE and requirement.counts(proof, state.now)
            for proof in evidence(transaction)
        )
        both = first and not handed and requirement.is_met_by(able, state.now)
        return requirement if both else replace(requirement, factors=1)
    if not regains_access(transaction):
        for stricter in (_without_mail(requirement, user), requirement):
            if stricter.is_met_by(able, state.now):
                return stricter
    return replace(requirement, factors=1, excluded=requirement.excluded | {Authenticator.EMAIL})


def _without_mail(requirement: Requirement, user: FlowUser) -> Requirement:
    """Return the requirement for a user with an app, a passkey or a phone, without the mailbox.

    Otherwise a stolen password and mailbox could add a passkey or remove the app. Recovery codes are for a
    lost phone, and a change of settings uses none up.
    """
    on_paper = {
        Authenticator.SECURITY_QUESTION,
        Authenticator.RECOVERY_CODE,
        Authenticator.ACCESS_CODE,
        Authenticator.IDENTITY_PROVIDER,
    }
    if all(enrollment.authenticator in on_paper for enrollment in user.enrolled):
        return requirement
    return replace(requirement, excluded=requirement.excluded | {Authenticator.EMAIL})


def reason_to_keep(enrollment: Enrolled, state: FlowState) -> str:
    """Return why an authenticator must stay: a policy requires it, or sign-in needs it. Else empty."""
    user, setup = state.transaction.user, state.authenticators
    if user is None:
        return LAST_WAY
    left = tuple(other for other in user.enrolled if other.public_id != enrollment.public_id)
    after = replace(state.transaction, user=replace(user, enrolled=left), intent=Intent.SIGN_IN, session="")
    another = any(other.authenticator is enrollment.authenticator for other in left)
    if setup.requires(enrollment.authenticator) and not another:
        return REQUIRED
    signing_in = state.with_transaction(after)
    return "" if signing_in.requirement.is_met_by(possible(signing_in), state.now) else LAST_WAY


def in_order(transaction: Transaction, found: Iterable[Authenticator]) -> tuple[Authenticator, ...]:
    """Sort what can be asked: what this user used last first, then the usual order."""
    user, names = transaction.user, frozenset(found)
    liked: list[str] = []
    if user is not None:
        begun = any(proof.here for proof in transaction.proofs)
        liked = [] if begun else [user.last_authenticator]
        liked += [
            enrollment.authenticator for enrollment in user.enrolled if enrollment.last_used_at is not None
        ]
    first = [Authenticator(name) for name in dict.fromkeys(liked) if name in names]
    return (
        *first,
        *(authenticator for authenticator in ORDER if authenticator in names and authenticator not in first),
    )
