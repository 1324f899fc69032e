"""The users who would lose access by a change of the policies, counted before it is saved."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.messages import Message
from policies.domain.assurance import Evidence, Requirement, possible_evidence
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.domain.outcomes import EnrollmentOutcome
from policies.domain.rules import Kind
from policies.domain.snapshot import PolicySnapshot

SIGNS_IN: Final = frozenset({Kind.SESSION, Kind.AUTHENTICATION, Kind.ENROLLMENT})
"""Kinds of policy that decide about access; the others revoke none."""

MAX_SHOWN: Final = 10
"""So many people are named; more would be a list to scroll and not to read."""


@dataclass(frozen=True, slots=True)
class UserCohort:
    """A group of users that no policy can tell apart, with its size.

    ``evidence``: the evidence that they could give today. ``group_ids``: those of their groups named by a
    policy. ``user_id`` is set for a user named by a rule. ``addresses``: examples to show.
    """

    evidence: frozenset[Evidence]
    group_ids: frozenset[int] = frozenset()
    user_id: int | None = None
    count: int = 1
    addresses: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class SignInCircumstances:
    """When and from where they are imagined to sign in: without more, now, from nowhere special."""

    at: datetime
    ip_address: IPv4Address | IPv6Address | None = None
    new_device: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """How many users could sign in before and not after, and the addresses of the first of them.

    ``complete``: everybody was looked at.
    """

    people: int = 0
    complete: bool = True
    addresses: tuple[str, ...] = field(default=(), compare=False)

    @property
    def needs_confirmation(self) -> bool:
        """Whether an administrator should look at it before it is done."""
        return bool(self.people) or not self.complete

    def describe(self) -> Message:
        """Return the sentence for the administrator."""
        if not self.complete:
            key = "ssr.policy.effect_at_least" if self.people else "ssr.policy.effect_unknown"
            return Message(key, (str(self.people),))
        if self.people > 1:
            return Message("ssr.policy.effect", (str(self.people),))
        return Message("ssr.policy.effect_one" if self.people else "ssr.policy.effect_none")


@dataclass(frozen=True, slots=True)
class Change:
    """The policies before and after, and the authentication policies of the apps that count.

    ``policy_ids_after``: of the same apps, where they get other ones.
    """

    before: PolicySnapshot
    after: PolicySnapshot
    policy_ids: tuple[int | None, ...] = (None,)
    policy_ids_after: tuple[int | None, ...] | None = None

    def locks_out(self, cohort: UserCohort, circumstances: SignInCircumstances) -> bool:
        """Whether they could come into some app before and cannot after."""
        return any(
            can_sign_in(self.before, cohort, circumstances, before)
            and not can_sign_in(self.after, cohort, circumstances, after)
            for before, after in zip(self.policy_ids, self.policy_ids_after or self.policy_ids, strict=True)
        )


def can_sign_in(
    snapshot: PolicySnapshot, cohort: UserCohort, circumstances: SignInCircumstances, policy_id: int | None
) -> bool:
    """Return whether a user's evidence, with permitted enrollments, satisfies the app's policy.

    Every device was new once: requirements for new devices count here.
    """
    facts = Facts(
        at=circumstances.at,
        user_id=cohort.user_id,
        group_ids=cohort.group_ids,
        ip_address=circumstances.ip_address,
        new_device=circumstances.new_device,
    )
    decisions = decide(snapshot, facts, policy_id)
    if not decisions.allowed:
        return False
    requirement, proofs = decisions.requirement(), decisions.accepted(cohort.evidence)
    if not any(_begins(requirement, proof, facts.at) for proof in proofs):
        return False
    return requirement.is_met_by((*proofs, *_possible(decisions.enrollment)), facts.at)


def _begins(requirement: Requirement, proof: Evidence, now: datetime) -> bool:
    """Return whether a sign-in can begin with it: enrollment requires a first proof."""
    return requirement.counts(proof, now) and not TRAITS[proof.authenticator].after_password


def _possible(enrollment: EnrollmentOutcome) -> Iterator[Evidence]:
    for authenticator in Authenticator:
        if TRAITS[authenticator].self_service and enrollment.allows(authenticator):
            yield possible_evidence(authenticator, user_verified=True)


def effect_of(
    change: Change,
    cohorts: Iterable[UserCohort],
    circumstances: SignInCircumstances,
    in_time: Callable[[], bool],
) -> Effect:
    """Count the users who lose access by the change, until the deadline."""
    lost, seen, addresses = 0, dict[UserCohort, bool](), list[str]()
    for cohort in cohorts:
        if not in_time():
            return Effect(lost, complete=False, addresses=tuple(addresses))
        key = UserCohort(cohort.evidence, cohort.group_ids, cohort.user_id)
        if key not in seen:
            seen[key] = change.locks_out(cohort, circumstances)
        if seen[key]:
            lost += cohort.count
            addresses += cohort.addresses[: MAX_SHOWN - len(addresses)]
    return Effect(lost, addresses=tuple(addresses))
