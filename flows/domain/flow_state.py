"""The state from which a step follows: a transaction, today's policies and the time."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address

from accounts.domain.authenticators import Authenticator
from accounts.domain.group_rules import MembershipRule
from applications.domain import DASHBOARD, Application
from enrollment.domain.form import EnrollmentPolicy, domain_allowed
from flows.domain.flow_user import FlowUser
from flows.domain.sign_up_groups import sign_up_groups
from flows.domain.transaction import Intent, Transaction
from identity_providers.domain.provider import Provider
from policies.domain.assurance import Requirement, recent_second_factor
from policies.domain.decide import Decisions, decide
from policies.domain.facts import Facts, Occasion, Operation
from policies.domain.outcomes import AccountManagementOutcome, EnrollmentOutcome
from policies.domain.snapshot import PolicySnapshot

_OCCASIONS = {
    Intent.SIGN_IN: Occasion.SIGN_IN,
    Intent.ACTIVATE: Occasion.SIGN_IN,
    Intent.SIGN_UP: Occasion.SIGN_UP,
    Intent.RECOVER: Occasion.RECOVERY,
    Intent.UNLOCK: Occasion.RECOVERY,
    Intent.MANAGE: Occasion.SETTINGS,
}

_GUARDED = frozenset({Operation.ENROLL, Operation.REMOVE, Operation.CHANGE_EMAIL, Operation.CHANGE_PASSWORD})
"""Operations that change how a user signs in."""

_NO_APP = Application(DASHBOARD, "", None)


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """The origin of a request.

    ``known_device``: the user has signed in from this browser before. ``second_factor_at``: the last
    proof of a further factor in it. ``asked_to_stay_at``: the last prompt to stay signed in here.
    """

    ip_address: IPv4Address | IPv6Address | None = None
    known_device: bool = False
    second_factor_at: datetime | None = None
    asked_to_stay_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies and settings of an application, and the origin of the request.

    ``context_words`` may not be part of a password (NIST SP 800-63B-4 §3.1.1.2). ``sms_available`` and
    ``passkeys`` say whether text messages can be sent and whether this front end can use passkeys.
    ``granted_scopes`` are those that the user has granted to the application. ``identity_providers`` are
    those that the application shows.
    """

    enrollment: EnrollmentPolicy
    security: PolicySnapshot
    context_words: tuple[str, ...] = ()
    application: Application = _NO_APP
    origin: RequestOrigin = RequestOrigin()
    sms_available: bool = False
    passkeys: bool = True
    granted_scopes: frozenset[str] = frozenset()
    group_rules: tuple[MembershipRule, ...] = ()
    identity_providers: tuple[Provider, ...] = ()

    def prevents_enumeration(self, intent: Intent) -> bool:
        """Return whether the existence of accounts is hidden: by the switch, or because sign-up is off."""
        protection = self.security.protection
        if not self.enrollment.sign_up_allowed:
            return True
        match intent:
            case Intent.SIGN_UP:
                return protection.hide_at_sign_up
            case Intent.RECOVER | Intent.UNLOCK:
                return protection.hide_at_recovery or protection.hide_at_sign_up
            case _:
                return protection.hide_at_sign_in or protection.hide_at_sign_up


@dataclass(frozen=True)
class FlowState:
    """A transaction with the decisions about it. Built once per request, and again behind the lock.

    ``decided`` are decisions of an earlier state of the same request; they are used while policies and
    facts are the same.
    """

    transaction: Transaction
    policies: Policies
    now: datetime
    decided: Decisions | None = field(default=None, compare=False, repr=False)

    def with_transaction(self, transaction: Transaction) -> "FlowState":
        """Return the state of other facts under the same policies at the same time."""
        return replace(self, transaction=transaction, decided=self.__dict__.get("decisions", self.decided))

    @cached_property
    def decisions(self) -> Decisions:
        """Return the decisions of the five kinds of policy."""
        policies = self.policies
        decisions = decide(policies.security, self._facts, policies.application.authentication_policy_id)
        # Equal for the same policies and the same facts alone: then nothing is evaluated again.
        return self.decided if self.decided is not None and self.decided == decisions else decisions

    @cached_property
    def _facts(self) -> Facts:
        """Return the facts for the policies. A sign-up counts with the groups that it will join."""
        user, origin = self.transaction.user, self.policies.origin
        return Facts(
            at=self.now,
            occasion=_OCCASIONS[self.transaction.intent],
            user_id=user.id if user is not None else None,
            group_ids=self._group_ids,
            ip_address=origin.ip_address,
            new_device=not origin.known_device,
            identity_providers=_providers_used(self.transaction),
        )

    @property
    def _group_ids(self) -> frozenset[int]:
        """Return the groups of the user, with those that they join when the transaction ends."""
        user = self.transaction.user
        if user is None:
            return self._sign_up_groups if self.transaction.submission is not None else frozenset()
        return user.group_ids.union(self.policies.enrollment.group_ids if self.joins_groups else ())

    @property
    def may_use_application(self) -> bool:
        """Return whether the user may use the application, with the groups that they join here."""
        user = self.transaction.user
        if user is not None:
            return self.joins_groups or self._uses_application(user)
        if self.transaction.submission is None:
            return True
        return self.policies.application.allows_sign_up(self._sign_up_groups)

    @cached_property
    def _sign_up_groups(self) -> frozenset[int]:
        return sign_up_groups(self.transaction, self.policies.enrollment, self.policies.group_rules)

    @cached_property
    def joins_groups(self) -> bool:
        """Return whether the user has to join the application's groups to use it, and may do so.

        New users may sign up for the application, and its policy lets existing users join, too.
        """
        user, policy = self.transaction.user, self.policies.enrollment
        if user is None or not (policy.sign_up_allowed and policy.join_later):
            return False
        return not self._uses_application(user) and domain_allowed(policy, user.address.rpartition("@")[2])

    def _uses_application(self, user: FlowUser) -> bool:
        return self.policies.application.usable_by(user.group_ids, user.application_keys)

    @cached_property
    def authenticators(self) -> EnrollmentOutcome:
        """Return the required, optional and disabled authenticators, as far as this front end has them."""
        outcome = self.decisions.enrollment
        return outcome if self.policies.passkeys else outcome.without(Authenticator.PASSKEY)

    def account_management(
        self, operation: Operation, authenticator: Authenticator | None = None
    ) -> AccountManagementOutcome:
        """Return the outcome for an operation. Changes of an administrator's sign-in have a stricter one."""
        outcome, user = self.decisions.account_management(operation, authenticator), self.transaction.user
        guarded = operation in _GUARDED and user is not None and user.is_administrator
        return outcome.for_administrator() if guarded else outcome

    @cached_property
    def requirement(self) -> Requirement:
        """Return the required proofs, with what the client's request or a page requires besides."""
        return self.decisions.requirement(
            remembered_at=self.policies.origin.second_factor_at,
            requested=_requested(self.transaction, self.now),
            in_session=bool(self.transaction.session),
        )


def _providers_used(transaction: Transaction) -> frozenset[str]:
    """Return the public ids of the identity providers that the user has signed in with."""
    user, answer = transaction.user, transaction.upstream_answer
    if user is None:
        return frozenset({answer.provider}) if answer is not None else frozenset()
    proofs = (proof for proof in transaction.proofs if proof.provider)
    # An account that was unlinked meanwhile counts no more.
    return frozenset(proof.provider for proof in proofs if user.enrollment(proof.subject) is not None)


def _requested(transaction: Transaction, now: datetime) -> Requirement | None:
    """Return what is required besides the policy: by the client's request, or by a page it leads to."""
    request, since = transaction.request, transaction.second_factor_since
    if request is not None:
        age = now - request.fresh_since if request.fresh_since is not None else None
        return Requirement(factors=max(1, request.factors), password_age=age, other_age=age)
    return recent_second_factor(now - since) if since is not None else None
