"""Every policy as it is now, as one value that a flow can decide with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policies.domain import defaults
from policies.domain.account_management import AccountManagementOutcome
from policies.domain.authentication import AuthenticationOutcome
from policies.domain.authenticator_enrollment import EnrollmentOutcome
from policies.domain.facts import Facts
from policies.domain.password import PasswordOutcome
from policies.domain.protection import Protection
from policies.domain.rules import Policy, Rule, evaluate
from policies.domain.session import Prompt, SessionOutcome


@dataclass(frozen=True)
class PolicySnapshot:
    """The policies of every kind in their order, each default last. Without arguments: out of the box."""

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

    def session_for(self, facts: Facts) -> SessionOutcome:
        """Return whether a session is granted, and for how long."""
        return evaluate(self.session_policies, facts).outcome

    def authentication_for(self, facts: Facts, policy_id: int | None) -> AuthenticationOutcome:
        """Return how sure the app with this policy wants to be; nothing means the default policy."""
        return evaluate(self.authentication_policies, facts, policy_id).outcome

    def enrollment_for(self, facts: Facts) -> EnrollmentOutcome:
        """Return the required, optional and disabled authenticators."""
        return evaluate(self.enrollment_policies, facts).outcome

    def password_for(self, facts: Facts) -> PasswordOutcome:
        """Return the password policy's outcome."""
        return evaluate(self.password_policies, facts).outcome

    def account_management_for(self, facts: Facts) -> AccountManagementOutcome:
        """Return the proofs required for the operation of the facts."""
        return evaluate(self.account_management_policies, facts).outcome

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """Every group that any policy or rule looks at: of a person's groups only these are needed."""
        named = {group_id for policy in self._policies() for group_id in policy.group_ids}
        asked = (condition.mentioned_groups() for rule in self._rules() for condition in rule.conditions)
        return frozenset(named).union(*asked)

    @cached_property
    def person_ids(self) -> frozenset[int]:
        """Return the users named by any rule."""
        asked = (condition.mentioned_people() for rule in self._rules() for condition in rule.conditions)
        return frozenset[int]().union(*asked)

    @cached_property
    def looks_at_devices(self) -> bool:
        """Whether it matters to any rule if the person's device was seen before."""
        asked = any(condition.looks_at_device for rule in self._rules() for condition in rule.conditions)
        return asked or any(_remembers(rule.outcome) for rule in self._rules())

    @cached_property
    def lets_wait(self) -> bool:
        """Whether something required may be put off a number of times, so that times have to be counted."""
        rules = (rule for policy in self.enrollment_policies for rule in policy.rules)
        return any(wish.grace_skips for rule in rules for wish in rule.outcome.wishes.values())

    def _policies(self) -> Iterator[Policy[Any]]:
        yield from self.session_policies
        yield from self.authentication_policies
        yield from self.enrollment_policies
        yield from self.password_policies
        yield from self.account_management_policies

    def _rules(self) -> Iterator[Rule[Any]]:
        return (rule for policy in self._policies() if policy.active for rule in policy.rules if rule.active)


def _remembers(outcome: object) -> bool:
    return (
        isinstance(outcome, SessionOutcome) and outcome.further_factor and outcome.prompt is not Prompt.ALWAYS
    )
