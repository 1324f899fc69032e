"""From missing assurance to the page that prompts for it."""

from dataclasses import replace
from datetime import datetime

from accounts.domain.authenticators import Authenticator
from enrollment.domain.form import PasswordPage
from flows.domain import pages
from flows.domain.available_authenticators import can_set_up, counted, possible
from flows.domain.missing_assurance import MissingAssurance, proof_for
from flows.domain.policies import Policies
from flows.domain.steps import Step
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import Intent, Transaction
from policies.domain.assurance import Evidence, possible_evidence, ways
from policies.domain.facts import Operation

UNSATISFIABLE = "oie.assurance.unsatisfiable"
NOT_ALLOWED = "ssr.settings.not_allowed"


def asks_password(transaction: Transaction, policies: Policies) -> bool:
    """Return whether the first prompt is for a password, else for a code by mail.

    With enumeration prevention all visitors get the same prompt, by the choice that sign-up makes: a user
    without a password signs in by the mail for a forgotten one.
    """
    person = transaction.person
    claimed = person is not None and person.known_by_password_alone
    if policies.prevents_enumeration(Intent.SIGN_IN) and not claimed:
        return policies.enrollment.password_page is not PasswordPage.NONE
    return person is None or person.has_password


def ask(lacking: MissingAssurance, transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """Ask for one of the proofs that would help, else let the person set up what would."""
    if lacking.prove:
        one = _picked(transaction, lacking.prove)
        user_verifying = _must_know_its_user(one, transaction, policies, now)
        return pages.challenge(one, lacking.prove, transaction, policies, now, user_verifying=user_verifying)
    if not lacking.set_up:
        return pages.ended(UNSATISFIABLE, policies.application.label)
    if len(lacking.set_up) > 1 and transaction.chosen not in lacking.set_up:
        return pages.select_enroll(SelectSubject(required=lacking.set_up), can_skip=False)
    one = _picked(transaction, lacking.set_up)
    user_verifying = _must_know_its_user(one, transaction, policies, now)
    return pages.set_up(one, lacking.set_up, transaction, policies, now, user_verifying=user_verifying)


def _must_know_its_user(
    asked: Authenticator, transaction: Transaction, policies: Policies, now: datetime
) -> bool:
    """Whether the page insists that the passkey knows its user: without that it would not do."""
    if asked is not Authenticator.PASSKEY:
        return False
    requirement, setup = policies.requirement(transaction, now), policies.setup(transaction, now)
    new = (possible_evidence(one) for one in can_set_up(transaction, policies, setup))
    others = (*possible(transaction, setup), *new)

    def helps(*, knows: bool) -> bool:
        tried = [_knowing(one, knows=knows) for one in others]
        found = ways(requirement, counted(transaction, setup), tried, now)
        return any(Authenticator.PASSKEY in way for way in found)

    return helps(knows=True) and not helps(knows=False)


def _knowing(one: Evidence, *, knows: bool) -> Evidence:
    return replace(one, user_verified=knows) if one.authenticator is Authenticator.PASSKEY else one


def _picked(transaction: Transaction, names: tuple[Authenticator, ...]) -> Authenticator:
    """Return what the person chose here, if it is one of those that count; else the first."""
    chosen = transaction.chosen
    return chosen if chosen in names and chosen is not None else names[0]


def prove_for(
    operation: Operation,
    transaction: Transaction,
    policies: Policies,
    now: datetime,
    *,
    about: Authenticator | None = None,
    refusal: str = NOT_ALLOWED,
) -> Step | None:
    """Ask for what an account management policy wants before the operation; nothing when that is proved."""
    outcome = policies.management(transaction, now, operation, about)
    if not outcome.allowed:
        return pages.ended(refusal)
    names = proof_for(operation, transaction, policies, outcome, now)
    if names is None:
        return None
    if not names:
        return pages.ended(refusal)
    return pages.challenge(_picked(transaction, names), names, transaction, policies, now)
