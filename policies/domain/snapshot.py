"""Every policy as it is now, as one value that a flow can decide with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any

from policies.domain import defaults
from policies.domain.outcomes import (
    AccountManagementOutcome,
    AuthenticationOutcome,
    EnrollmentOutcome,
    PasswordOutcome,
    Prompt,
    SessionOutcome,
)
from policies.domain.protection import Protection
from policies.domain.rules import Kind, Policy, PolicyIndex
from policies.domain.shadow import Shadow


@dataclass(frozen=True)
class PolicySnapshot:
    """The policies of every kind in their order, each default last. Without arguments: out of the box.

    ``shadow``: the draft that is tried beside them. It decides nothing, so snapshots are equal without it.
    """

    session_policies: tuple[Policy[SessionOutcome], ...] = (defaults.default_policy(defaults.SESSION),)
    authentication_policies: tuple[Policy[AuthenticationOutcome], ...] = (
        defaults.default_policy(defaults.AUTHENTICATION),
    )
    enrollment_policies: tuple[Policy[EnrollmentOutcome], ...] = (
        defaults.default_policy(defaults.ENROLLMENT),
    )
    password_policies: tuple[Policy[PasswordOutcome], ...] = (defaults.default_policy(defaults.PASSWORD),)
    account_management_policies: tuple[Policy[AccountManagementOutcome], ...] = (
        defaults.default_policy(defaults.ACCOUNT_MANAGEMENT),
    )
    protection: Protection = field(default_factory=Protection)
    shadow: Shadow | None = field(default=None, compare=False)

    @cached_property
    def session_index(self) -> PolicyIndex[SessionOutcome]:
        """Return the session policies by the groups that they are for."""
        return PolicyIndex(self.session_policies)

    @cached_property
    def authentication_index(self) -> PolicyIndex[AuthenticationOutcome]:
        """Return the authentication policies by the groups that they are for."""
        return PolicyIndex(self.authentication_policies)

    @cached_property
    def enrollment_index(self) -> PolicyIndex[EnrollmentOutcome]:
        """Return the enrollment policies by the groups that they are for."""
        return PolicyIndex(self.enrollment_policies)

    @cached_property
    def password_index(self) -> PolicyIndex[PasswordOutcome]:
        """Return the password policies by the groups that they are for."""
        return PolicyIndex(self.password_policies)

    @cached_property
    def account_management_index(self) -> PolicyIndex[AccountManagementOutcome]:
        """Return the account management policies by the groups that they are for."""
        return PolicyIndex(self.account_management_policies)

    @cached_property
    def by_id(self) -> Mapping[int, Policy[Any]]:
        """Return every policy by its id."""
        return {policy.id: policy for policy in self._policies()}

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """Every group that any policy or rule looks at: of a user's groups only these are needed."""
        tried = self.shadow.policy.referenced_groups if self.shadow is not None else ()
        return frozenset[int](tried).union(*(policy.referenced_groups for policy in self._policies()))

    @cached_property
    def user_ids(self) -> frozenset[int]:
        """Return the users named by any rule."""
        return frozenset[int]().union(*(policy.referenced_users for policy in self._policies()))

    @cached_property
    def uses_devices(self) -> bool:
        """Whether it matters to any rule if the user's device was seen before."""
        if any(policy.uses_device for policy in self._policies()):
            return True
        return any(
            _remembers(rule.outcome) for policy in self.session_policies for rule in policy.active_rules
        )

    @cached_property
    def allows_postponement(self) -> bool:
        """Whether something required may be put off a number of times, so that times have to be counted."""
        rules = (rule for policy in self.enrollment_policies for rule in policy.rules)
        return any(setting.grace_skips for rule in rules for setting in rule.outcome.settings.values())

    @cached_property
    def shadowed(self) -> "PolicySnapshot":
        """Return the policies with the draft of the shadow in the place of its policy."""
        shadow = self.shadow
        if shadow is None:
            return self
        policies = tuple(
            shadow.policy if policy.id == shadow.policy.id else policy for policy in self.of_kind(shadow.kind)
        )
        fields: dict[str, Any] = {f"{shadow.kind.value}_policies": policies}
        return replace(self, shadow=None, **fields)

    def of_kind(self, kind: Kind) -> tuple[Policy[Any], ...]:
        """Return the policies of one kind in their order."""
        match kind:
            case Kind.SESSION:
                return self.session_policies
            case Kind.AUTHENTICATION:
                return self.authentication_policies
            case Kind.ENROLLMENT:
                return self.enrollment_policies
            case Kind.PASSWORD:
                return self.password_policies
            case Kind.ACCOUNT_MANAGEMENT:
                return self.account_management_policies

    def _policies(self) -> Iterator[Policy[Any]]:
        return chain.from_iterable(self.of_kind(kind) for kind in Kind)


def _remembers(outcome: SessionOutcome) -> bool:
    return outcome.further_factor and outcome.prompt is not Prompt.ALWAYS
