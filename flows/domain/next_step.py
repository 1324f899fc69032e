"""The product on one page: look at the facts, ask what is missing.

Every guard is a sentence of the product. There is no stored step, so going back, reloading, a second tab, a
deploy and a policy that was edited midway need no code of their own.
"""

from datetime import datetime

from accounts.domain.lifecycle import Status
from enrollment.domain.form import PasswordPage
from flows.domain import pages
from flows.domain.steps import Step
from flows.domain.transaction import Authenticator, Intent, Person, Policies, Transaction

EXPIRED = "idx.session.expired"
SIGN_UP_CLOSED = "oie.registration.is.not.enabled"
LINK_USED = "ssr.link.used"
INVITATION_OVER = "idx.expired.activation.token"


def next_step(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """Return what the person is asked next, decided by the facts and today's policies alone."""
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


def _epoch_passed(transaction: Transaction) -> bool:
    return transaction.person is not None and transaction.person.epoch != transaction.person_epoch


def _sign_in(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    if not transaction.identifier:
        return pages.identify(transaction, policies)
    if asks_password(transaction.person, policies):
        if not transaction.proved(Authenticator.PASSWORD):
            return pages.challenge_password(transaction)
    elif not transaction.proved(Authenticator.EMAIL):
        return pages.challenge_email(transaction, now)
    return _set_up(transaction, policies)


def asks_password(person: Person | None, policies: Policies) -> bool:
    """Whether this person, or nobody, is asked for a password; else for a code by mail.

    Where nobody may learn who is here all are asked alike, by what people are made to choose at sign-up:
    whoever has no password finds the way in by the mail for a forgotten one.
    """
    claimed = person is not None and person.known_by_password_alone
    if policies.hides_people and not claimed:
        return policies.enrollment.password_page is not PasswordPage.NONE
    return person is None or person.has_password


def _set_up(transaction: Transaction, policies: Policies) -> Step:
    """Whoever was added without a password, or with one that must change, chooses one now."""
    if transaction.password_hash or transaction.person is None:
        return pages.done()
    if transaction.person.status is Status.PASSWORD_EXPIRED:
        return pages.change_password(transaction, policies)
    wanted = policies.enrollment.password_page is not PasswordPage.NONE
    if transaction.person.status is Status.PROVISIONED and wanted:
        return pages.enroll_password(transaction, policies)
    return pages.done()


def _activate(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    """An invitation opens the account it was mailed for, once, while nobody has been in it."""
    invitation, person = transaction.challenge, transaction.person
    if invitation is None or person is None or not invitation.usable(now):
        used = invitation is not None and invitation.used_at is not None
        return pages.ended(LINK_USED if used else INVITATION_OVER)
    if person.status is not Status.PROVISIONED or not transaction.proved(Authenticator.EMAIL):
        return pages.ended(INVITATION_OVER)
    return _set_up(transaction, policies)


def _sign_up(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    if not policies.enrollment.sign_up_allowed:
        return pages.ended(SIGN_UP_CLOSED)
    submission = transaction.submission
    if submission is None:
        return pages.enroll_profile(transaction, policies)
    # Raising the rule asks everybody who is still on the way; lowering it frees nobody who was asked.
    must_prove = submission.verification_required or policies.enrollment.verification_required
    if must_prove and not transaction.proved(Authenticator.EMAIL):
        return pages.enroll_email(transaction, now)
    if submission.password_page is not PasswordPage.NONE and not transaction.password_hash:
        return pages.enroll_password(transaction, policies)
    return pages.done()


def _recover(transaction: Transaction, policies: Policies, now: datetime) -> Step:
    if not transaction.identifier:
        return pages.identify_recovery(transaction, policies)
    if transaction.submission is None and not transaction.proved(Authenticator.EMAIL):
        return pages.challenge_email(transaction, now)
    if transaction.person is None:
        # Somebody proved an address that was only claimed: it is theirs to sign up with (ADR 0002).
        return _sign_up(transaction, policies, now)
    if not transaction.password_hash:
        return pages.reset_password(transaction, policies)
    return pages.done()
