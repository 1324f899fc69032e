"""The product on one page: look at the facts and prompt for the first missing one.

Every guard is a sentence of the product. No step is stored, so going back, reloading, a second tab, a
deploy and a policy that was edited midway need no code of their own.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import MAY_CHANGE_THEIR_MIND, Status
from enrollment.domain.form import PasswordPage, domain_allowed
from flows.domain import pages
from flows.domain.account_changes import EXPIRED, STEP_UP, manage
from flows.domain.available_authenticators import in_recovery
from flows.domain.missing_assurance import missing
from flows.domain.pages.passwords import PASSWORD
from flows.domain.policies import Policies
from flows.domain.prompts import ask, asks_password, prove_for
from flows.domain.required_actions import app_required_action, duty
from flows.domain.steps import Step
from flows.domain.transaction import PASSWORD_FIRST, Face, Intent, Transaction
from policies.domain.facts import Operation
from policies.domain.session import FirstFactor

DOMAIN_DENIED = "ssr.email.domain_not_allowed"
SIGN_UP_CLOSED = "oie.registration.is.not.enabled"
LINK_USED = "ssr.link.used"
INVITATION_OVER = "idx.expired.activation.token"
NOT_ASSIGNED, NOBODY_TO_ASK = "idx.error.code.user_not_assigned", "idx.error.user.not.assigned.to.app"
DENIED, DENIED_IN_OWN_WORDS = "security.access_denied", "security.access_denied_custom_message"
RESET_NOT_ALLOWED = "oie.selfservice.reset.password.not.allowed"
UNLOCK_NOT_ALLOWED = "oie.selfservice.user.unlock.not.allowed"
RECOVERED, UNLOCKED = "idx.recovery.completed", "oie.selfservice.unlock_user.success.message"


def next_step(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """Return the next step, decided by the facts and today's policies alone."""
    if transaction.ended:
        return pages.ended(transaction.ended, transaction.identifier_display)
    if transaction.finished_at is not None:
        return pages.done()
    if now >= transaction.expires_at or _epoch_passed(transaction):
        return pages.ended(EXPIRED)
    match transaction.intent:
        case Intent.SIGN_IN:
            return _sign_in(transaction, policies, now)
        case Intent.SIGN_UP:
            return _sign_up(transaction, policies, now)
        case Intent.RECOVER:
            return _recover(transaction, policies, now)
        case Intent.ACTIVATE:
            return _activate(transaction, policies, now)
        case Intent.UNLOCK:
            return _unlock(transaction, policies, now)
        case Intent.MANAGE:
            return manage(transaction, policies, now)
        case _:
            assert_never(transaction.intent)


def _epoch_passed(transaction: Transaction) -> bool:
    return transaction.person is not None and transaction.person.epoch != transaction.person_epoch


def _sign_in(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    if not transaction.identifier and transaction.person is None:
        return _identify(transaction, policies, now)
    if PASSWORD_FIRST in transaction.skips and not transaction.proofs:
        return pages.challenge(Authenticator.PASSWORD, (), transaction, policies, now)
    if transaction.person is None or _asked_like_everybody(transaction, policies):
        return _first_factor_of_anybody(transaction, policies, now)
    return _come_in(transaction, policies, now)


def _identify(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    passkeys = policies.setup(transaction, now).allows(Authenticator.PASSKEY)
    rules = policies.password(transaction, now)
    first = policies.session(transaction, now).first_factor
    together = transaction.face is Face.IDX and first is FirstFactor.PASSWORD
    return pages.identify(
        transaction,
        policies,
        passkeys=passkeys,
        unlock=rules.unlock_allowed,
        beside=(PASSWORD,) if together else (),
        recover=together and rules.reset_allowed,
    )


def _asked_like_everybody(transaction: Transaction, policies: Policies) -> bool:
    """Prompt for the same first factor at every address, existing or not, with enumeration prevention."""
    return policies.prevents_enumeration(Intent.SIGN_IN) and not transaction.proofs


def _first_factor_of_anybody(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    by_password = asks_password(transaction, policies)
    usual = Authenticator.PASSWORD if by_password else Authenticator.EMAIL
    # Authenticators that the policy allows for every user.
    anybody = policies.setup(replace(transaction, person=None), now)
    both = not by_password or anybody.allows(Authenticator.EMAIL)
    names = (Authenticator.PASSWORD, Authenticator.EMAIL) if both else ()
    chosen = transaction.chosen
    one = chosen if chosen in names and chosen is not None else usual
    return pages.challenge(one, names, transaction, policies, now)


def _come_in(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """Prove enough for a session and for the app; then what is still to be set up."""
    lacking = missing(transaction, policies, policies.requirement(transaction, now), now)
    if lacking is None or transaction.proofs or transaction.password_hash:
        denied = _denied(transaction, policies, now)
        if denied is not None:
            return denied
    if transaction.session and STEP_UP not in transaction.skips:
        if lacking is not None:
            return pages.step_up()
        return app_required_action(transaction, policies, now) or pages.done()
    if lacking is not None and not lacking.prove and not transaction.proofs:
        # The state of an account is revealed after a proof only, not to a visitor who typed its address.
        return _first_factor_of_anybody(transaction, policies, now)
    if lacking is not None:
        return ask(lacking, transaction, policies, now)
    return duty(transaction, policies, now) or pages.done()


def _denied(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Deny after the first proof, with the administrator's message."""
    if transaction.person is not None and transaction.person.status in MAY_CHANGE_THEIR_MIND:
        return pages.leaving(transaction)
    if not policies.may_use(transaction):
        app = policies.application
        return pages.ended(NOT_ASSIGNED if app.contact else NOBODY_TO_ASK, app.label, app.contact)
    outcome = policies.authentication(transaction, now)
    if outcome.allowed and policies.session(transaction, now).allowed:
        return None
    if not outcome.allowed and outcome.deny_text:
        return pages.ended(DENIED_IN_OWN_WORDS, outcome.deny_text)
    return pages.ended(DENIED)


def _activate(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """Open the account by its invitation, before its first sign-in or for a recovery it began."""
    invitation, person = transaction.challenge, transaction.person
    if (
        invitation is None
        or person is None
        or (invitation.purpose == "activation" and not invitation.usable(now))
    ):
        used = invitation is not None and invitation.used_at is not None
        return pages.ended(LINK_USED if used else INVITATION_OVER)
    opens = person.status in (Status.PROVISIONED, Status.RECOVERY)
    if not opens or transaction.proved(Authenticator.EMAIL) is None:
        return pages.ended(INVITATION_OVER)
    if person.status is Status.RECOVERY:
        return _regain(transaction, policies, now)
    wanted = policies.enrollment.password_page is not PasswordPage.NONE
    if wanted and not transaction.password_hash:
        return pages.enroll_password(transaction, policies, now)
    return _come_in(transaction, policies, now)


def _sign_up(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    if not policies.enrollment.sign_up_allowed:
        return pages.ended(SIGN_UP_CLOSED)
    submission = transaction.submission
    if submission is None:
        return pages.enroll_profile(transaction, policies, policies.password(transaction, now))
    if not domain_allowed(policies.enrollment, submission.address.rpartition("@")[2]):
        return pages.ended(DOMAIN_DENIED, submission.display.rpartition("@")[2])
    setup = policies.setup(transaction, now)
    # A stricter rule applies to transactions in progress; a laxer one releases none of them.
    must_prove = submission.verification_required or policies.enrollment.verification_required
    must_prove = must_prove or setup.requires(Authenticator.EMAIL)
    proved = not must_prove or transaction.proved(Authenticator.EMAIL) is not None
    # Where the address is no way to sign in, its proof is what finishes the registration.
    comes_last = not setup.allows(Authenticator.EMAIL)
    if not proved and not comes_last:
        return pages.enroll_email(transaction, now)
    if submission.password_page is not PasswordPage.NONE and not transaction.password_hash:
        return pages.enroll_password(transaction, policies, now)
    step = _set_up_enough(transaction, policies, now)
    if step is not None:
        return step
    return pages.done() if proved else pages.enroll_email(transaction, now, last=True)


def _set_up_enough(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """What must be set up comes first, then what may be, then what the app wants besides."""
    step = duty(transaction, policies, now)
    if step is not None:
        return step
    denied = _denied(transaction, policies, now)
    if denied is not None:
        return denied
    lacking = missing(transaction, policies, policies.requirement(transaction, now), now)
    return ask(lacking, transaction, policies, now) if lacking is not None else None


def _recover(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    if not transaction.identifier:
        return pages.identify_recovery(transaction, policies)
    if transaction.submission is None and transaction.proved(Authenticator.EMAIL) is None:
        return pages.challenge(Authenticator.EMAIL, (), transaction, policies, now)
    if transaction.person is None:
        # A proof of an unverified address: its holder may sign up with it (ADR 0002).
        return _sign_up(transaction, policies, now)
    if not policies.password(transaction, now).reset_allowed:
        return pages.ended(RESET_NOT_ALLOWED)
    return _regain(transaction, policies, now)


def _regain(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """A mail alone gives back only what nothing else protects; then a new password, then the policies."""
    transaction = in_recovery(transaction, now)
    step = prove_for(Operation.RECOVER, transaction, policies, now, refusal=RESET_NOT_ALLOWED)
    if step is not None:
        return step
    if not transaction.password_hash:
        return pages.reset_password(transaction, policies, now)
    lacking = missing(transaction, policies, policies.requirement(transaction, now), now)
    if _denied(transaction, policies, now) is not None:
        return pages.finished(RECOVERED)
    if lacking is None:
        return app_required_action(transaction, policies, now) or pages.done()
    # An enrollment on the strength of the mail adds no factor: the next sign-in prompts for the rest.
    return ask(lacking, transaction, policies, now) if lacking.prove else pages.finished(RECOVERED)


def _unlock(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    if not transaction.identifier:
        return pages.identify_unlock(transaction)
    if transaction.proved(Authenticator.EMAIL) is None or transaction.person is None:
        return pages.challenge(Authenticator.EMAIL, (), transaction, policies, now)
    if not policies.password(transaction, now).unlock_allowed:
        return pages.ended(UNLOCK_NOT_ALLOWED)
    regained = in_recovery(transaction, now)
    step = prove_for(Operation.UNLOCK, regained, policies, now, refusal=UNLOCK_NOT_ALLOWED)
    return step or pages.finished(UNLOCKED)
