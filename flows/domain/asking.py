"""From what is missing to the page that asks for it."""

from datetime import datetime

from accounts.domain.authenticators import Authenticator
from enrollment.domain.form import PasswordPage
from flows.domain import pages
from flows.domain.access import Missing, proof_for
from flows.domain.policies import Policies
from flows.domain.steps import Step
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import Intent, Transaction
from policies.domain.facts import Operation

UNSATISFIABLE = "oie.assurance.unsatisfiable"
NOT_ALLOWED = "ssr.settings.not_allowed"


def asks_password(transaction: Transaction, policies: Policies) -> bool:
    """Whether the first thing asked of this person, or of nobody, is a password; else a code by mail.

    Where nobody may learn who is here all are asked alike, by what people are made to choose at sign-up:
    whoever has no password finds the way in by the mail for a forgotten one.
    """
    person = transaction.person
    claimed = person is not None and person.known_by_password_alone
    if policies.hides(Intent.SIGN_IN) and not claimed:
        return policies.enrollment.password_page is not PasswordPage.NONE
    return person is None or person.has_password


def ask(lacking: Missing, transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """Ask for one of the proofs that would help, else let the person set up what would."""
    user_verifying = policies.requirement(transaction, now).user_verifying
    if lacking.prove:
        one = _picked(transaction, lacking.prove)
        return pages.challenge(one, lacking.prove, transaction, policies, now, user_verifying=user_verifying)
    if not lacking.set_up:
        return pages.ended(UNSATISFIABLE, policies.application.label)
    if len(lacking.set_up) > 1 and transaction.chosen not in lacking.set_up:
        return pages.select_enroll(SelectSubject(required=lacking.set_up), can_skip=False)
    one = _picked(transaction, lacking.set_up)
    return pages.set_up(one, lacking.set_up, transaction, policies, now, user_verifying=user_verifying)


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
    names = proof_for(transaction, policies, outcome, now)
    if names is None:
        return None
    if not names:
        return pages.ended(refusal)
    return pages.challenge(_picked(transaction, names), names, transaction, policies, now)
