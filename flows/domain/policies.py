"""Everything administrators decide, asked about one transaction."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address

from accounts.domain.authenticators import Authenticator
from applications.domain import DASHBOARD, Application
from enrollment.domain.form import EnrollmentPolicy, domain_allowed
from flows.domain.person import Person
from flows.domain.requests import AuthorizationRequest
from flows.domain.transaction import Intent, Transaction
from policies.domain.account_management import AccountManagementOutcome
from policies.domain.assurance import Requirement
from policies.domain.authentication import AuthenticationOutcome
from policies.domain.authenticator_enrollment import EnrollmentOutcome
from policies.domain.facts import Facts, Occasion, Operation
from policies.domain.password import PasswordOutcome
from policies.domain.session import SessionOutcome
from policies.domain.snapshot import PolicySnapshot

_OCCASIONS = {
    Intent.SIGN_IN: Occasion.SIGN_IN,
    Intent.ACTIVATE: Occasion.SIGN_IN,
    Intent.SIGN_UP: Occasion.SIGN_UP,
    Intent.RECOVER: Occasion.RECOVERY,
    Intent.UNLOCK: Occasion.RECOVERY,
    Intent.MANAGE: Occasion.SETTINGS,
}


_NO_APP = Application(DASHBOARD, "", None)


@dataclass(frozen=True, slots=True)
class Where:
    """The origin of a request.

    ``known_device``: the user has signed in from this browser before. ``second_factor_at``: the last
    proof of a further factor in it. ``asked_to_stay_at``: the last prompt to stay signed in here.
    """

    ip_address: IPv4Address | IPv6Address | None = None
    known_device: bool = False
    second_factor_at: datetime | None = None
    asked_to_stay_at: datetime | None = None


def _wished(request: AuthorizationRequest, now: datetime) -> Requirement:
    """Return what the app asks for besides its policy: proofs of today, more factors."""
    age = now - request.fresh_since if request.fresh_since is not None else None
    return Requirement(factors=max(1, request.factors), password_age=age, other_age=age)


@dataclass(frozen=True, slots=True)
class Policies:
    """What administrators decide, as it is today, and the app it is decided for.

    ``context_words`` are words a password may not hold because of where it is used (NIST SP 800-63B-4
    §3.1.1.2). ``texts`` says whether text messages can be sent at all, ``passkeys`` whether the page that
    draws the forms can use any. ``agreed`` is what the person lets
    the app learn: names of scopes.
    """

    enrollment: EnrollmentPolicy
    security: PolicySnapshot
    context_words: tuple[str, ...] = ()
    application: Application = _NO_APP
    where: Where = Where()
    texts: bool = False
    passkeys: bool = True
    agreed: frozenset[str] = frozenset()

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

    def facts(
        self,
        transaction: Transaction,
        now: datetime,
        operation: Operation | None = None,
        authenticator: Authenticator | None = None,
    ) -> Facts:
        """Return the facts for the policies. A sign-up counts with the groups that it will join."""
        person = transaction.person
        return Facts(
            at=now,
            occasion=_OCCASIONS[transaction.intent],
            person_id=person.id if person is not None else None,
            group_ids=self._groups(transaction),
            ip_address=self.where.ip_address,
            new_device=not self.where.known_device,
            operation=operation,
            authenticator=authenticator,
        )

    def _groups(self, transaction: Transaction) -> frozenset[int]:
        """Return the groups of the user, with those that they join when the transaction ends."""
        person, submission = transaction.person, transaction.submission
        if person is None:
            return frozenset(submission.group_ids) if submission is not None else frozenset()
        joined = self.enrollment.group_ids if self.joins(transaction) else ()
        return person.group_ids.union(joined)

    def may_use(self, transaction: Transaction) -> bool:
        """Return whether the user may use the app, with the groups that they join here."""
        person, submission = transaction.person, transaction.submission
        if person is not None:
            return self.joins(transaction) or self._uses(person)
        return submission is None or self.application.open_to_newcomers(frozenset(submission.group_ids))

    def joins(self, transaction: Transaction) -> bool:
        """Return whether the user has to join the app's groups to use it, and may do so.

        Strangers may sign up for the app, and the policy lets users who have an account join, too.
        """
        person, policy = transaction.person, self.enrollment
        if person is None or not (policy.sign_up_allowed and policy.join_later) or self._uses(person):
            return False
        return domain_allowed(policy, person.address.rpartition("@")[2])

    def _uses(self, person: Person) -> bool:
        return self.application.usable_by(person.group_ids, person.application_keys)

    def session(self, transaction: Transaction, now: datetime) -> SessionOutcome:
        """Return what the global session policies say."""
        return self.security.session_for(self.facts(transaction, now))

    def authentication(self, transaction: Transaction, now: datetime) -> AuthenticationOutcome:
        """Return what the app's authentication policy says."""
        facts = self.facts(transaction, now)
        return self.security.authentication_for(facts, self.application.authentication_policy_id)

    def requirement(self, transaction: Transaction, now: datetime) -> Requirement:
        """Return the required proofs of session and app, the stricter of both (SI-14).

        An existing session meets the app's requirement alone: a change of the global session policies
        touches new sessions only (SE-6).
        """
        app = self.authentication(transaction, now).requirement()
        if transaction.request is not None:
            app = app.stricter(_wished(transaction.request, now))
        if transaction.session:
            return app
        return self.session(transaction, now).requirement(now, self.where.second_factor_at).stricter(app)

    def setup(self, transaction: Transaction, now: datetime) -> EnrollmentOutcome:
        """Return which authenticators people must, may and may not have and use here."""
        outcome = self.security.enrollment_for(self.facts(transaction, now))
        return outcome if self.passkeys else outcome.without(Authenticator.PASSKEY)

    def password(self, transaction: Transaction, now: datetime) -> PasswordOutcome:
        """Return the rules of passwords."""
        return self.security.password_for(self.facts(transaction, now))

    def management(
        self,
        transaction: Transaction,
        now: datetime,
        operation: Operation,
        authenticator: Authenticator | None = None,
    ) -> AccountManagementOutcome:
        """Return what proof an operation on the account takes."""
        facts = self.facts(transaction, now, operation, authenticator)
        return self.security.account_management_for(facts)
