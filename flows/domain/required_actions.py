"""Required actions after sufficient proofs: enroll, renew, answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from accounts.domain.messages import Message
from enrollment.domain.form import PasswordPage
from flows.domain import pages
from flows.domain.available_authenticators import can_set_up, counted, in_recovery, possible
from flows.domain.missing_assurance import before_setting_up
from flows.domain.policies import Policies
from flows.domain.prompts import ask, prove_for
from flows.domain.questions import asks_to_join, questions
from flows.domain.steps import Step
from flows.domain.subjects import AddressSubject, SelectSubject
from flows.domain.transaction import Intent, Transaction
from policies.domain.assurance import possible_evidence, ways
from policies.domain.authenticator_enrollment import EnrollmentOutcome
from policies.domain.facts import Operation

SKIP_OPTIONAL: Final = "optional"
SKIP_GRACE: Final = "grace"
SKIP_EXPIRING: Final = "expiring"
ASKED_TO_STAY, STAYS = "asked-to-stay", "stays"
WANTS_ADDRESS: Final = "ssr.app.wants_address"
CONSENTED: Final = "consented"

Duty = Callable[[Transaction, Policies, datetime], Step | None]


def duty(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Return the first thing that is left to do, or nothing."""
    return next((step for one in _DUTIES if (step := one(transaction, policies, now)) is not None), None)


def _new_password(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Require a new password of a user without one or with an expired one."""
    person = transaction.person
    if person is None or transaction.password_hash:
        return None
    shown = transaction.proved(Authenticator.PASSWORD) is not None
    if person.status is Status.PASSWORD_EXPIRED and person.has_password and not shown:
        # A sign-in by another authenticator has not proved the old password (ASVS 5.0 6.2.3).
        return pages.challenge(Authenticator.PASSWORD, (), transaction, policies, now)
    if person.regains_access:
        # The password was taken away: a mail alone chooses no new one, at a sign-in either.
        step = prove_for(Operation.RECOVER, in_recovery(transaction, now), policies, now)
        if step is not None:
            return step
    if person.status is Status.PASSWORD_EXPIRED or _too_old(transaction, policies, now):
        return pages.expired_password(transaction, policies, now)
    wanted = policies.enrollment.password_page is not PasswordPage.NONE
    if person.status in (Status.STAGED, Status.PROVISIONED) and wanted:
        return pages.enroll_password(transaction, policies, now)
    return None


def _too_old(transaction: Transaction, policies: Policies, now: datetime) -> bool:
    ends = password_ends(transaction, policies, now)
    return ends is not None and now >= ends


def password_ends(transaction: Transaction, policies: Policies, now: datetime) -> datetime | None:
    """Return when the password that was proved here has to be changed, if ever; others grow old unseen."""
    person, age = transaction.person, policies.password(transaction, now).max_age
    if person is None or age is None or transaction.proved(Authenticator.PASSWORD) is None:
        return None
    return person.password_changed_at + age if person.password_changed_at is not None else None


def _old_password(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    ends, warn = password_ends(transaction, policies, now), policies.password(transaction, now).warn_before
    if ends is None or warn is None or transaction.password_hash or SKIP_EXPIRING in transaction.skips:
        return None
    return pages.expiring_password(transaction, policies, now, ends) if now >= ends - warn else None


def _required(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Set up what the policy requires. What can wait is offered with *Remind me later*."""
    setup = policies.setup(transaction, now)
    names = tuple(one for one in can_set_up(transaction, policies, setup) if setup.requires(one))
    names = tuple(one for one in names if _is_missing(transaction, one))
    due = tuple(one for one in names if not _can_wait(transaction, setup, one, now))
    if due:
        first = _prove_first(due, transaction, policies, now)
        return first or _choose_or_set_up(due, transaction, policies, now)
    if not names or SKIP_GRACE in transaction.skips:
        return None
    if transaction.chosen in names:
        first = _prove_first(names, transaction, policies, now)
        return first or _choose_or_set_up(names, transaction, policies, now, can_skip=True)
    wish = setup.wish(names[0])
    left = max(0, wish.grace_skips - _skipped(transaction, names[0]))
    subject = SelectSubject(required=names, deadline=wish.grace_until, skips_left=left)
    return pages.select_enroll(subject, can_skip=True)


def _prove_first(
    names: tuple[Authenticator, ...], transaction: Transaction, policies: Policies, now: datetime
) -> Step | None:
    """Require the proofs that the settings would require: else a mail alone could add an authenticator."""
    lacking = before_setting_up(transaction, policies, list(names), now)
    return None if lacking.set_up else ask(lacking, transaction, policies, now)


def _is_missing(transaction: Transaction, one: Authenticator) -> bool:
    person = transaction.person
    if one is Authenticator.EMAIL:
        # Proved here, or known: a person's own address is theirs already.
        return person is None and transaction.proved(one) is None
    pending = transaction.pending_of(one)
    return not (person is not None and person.has(one)) and (pending is None or pending.proved_at is None)


def _can_wait(transaction: Transaction, setup: EnrollmentOutcome, one: Authenticator, now: datetime) -> bool:
    return setup.wish(one).can_wait(now, _skipped(transaction, one))


def _skipped(transaction: Transaction, one: Authenticator) -> int:
    person = transaction.person
    return person.put_off(one.value).times if person is not None else 0


def _choose_or_set_up(
    names: tuple[Authenticator, ...],
    transaction: Transaction,
    policies: Policies,
    now: datetime,
    *,
    can_skip: bool = False,
) -> Step:
    chosen = transaction.chosen
    if len(names) > 1 and chosen not in names:
        return pages.select_enroll(SelectSubject(required=names), can_skip=can_skip)
    one = chosen if chosen in names and chosen is not None else names[0]
    return pages.set_up(one, names, transaction, policies, now, can_skip=can_skip)


def _optional(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Offer at sign-up what people may set up; *Skip* ends the offer."""
    setup = policies.setup(transaction, now)
    signing_up = transaction.intent in (Intent.SIGN_UP, Intent.ACTIVATE)
    if not setup.offer or not signing_up or SKIP_OPTIONAL in transaction.skips:
        return None
    names = tuple(
        one
        for one in can_set_up(transaction, policies, setup)
        if _is_missing(transaction, one) and one is not Authenticator.EMAIL
    )
    if not names:
        return None
    chosen = transaction.chosen
    if chosen in names and chosen is not None:
        return pages.set_up(chosen, names, transaction, policies, now, can_skip=True)
    return pages.select_enroll(SelectSubject(optional=names), can_skip=True)


def _able_to_return(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Set up one thing more where the next sign-in would otherwise be impossible."""
    setup, requirement = policies.setup(transaction, now), policies.requirement(transaction, now)
    has = [
        one
        for one in (*possible(transaction, setup), *counted(transaction, setup))
        if _lasts(one.authenticator)
    ]
    if transaction.person is None or requirement.met_by(has, now):
        return None
    new = [possible_evidence(one, user_verified=True) for one in can_set_up(transaction, policies, setup)]
    found = frozenset[Authenticator]().union(*ways(requirement, has, new, now))
    names = tuple(one for one in can_set_up(transaction, policies, setup) if one in found)
    if not names:
        return None
    lacking = before_setting_up(transaction, policies, list(names), now)
    if lacking.prove:
        return ask(lacking, transaction, policies, now)
    return _choose_or_set_up(names, transaction, policies, now)


def _lasts(authenticator: Authenticator) -> bool:
    return authenticator is not Authenticator.ACCESS_CODE


def _stay(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Ask whether to stay signed in, where both policies let people, and not again too soon."""
    if transaction.session or ASKED_TO_STAY in transaction.skips or transaction.person is None:
        return None
    outcome, asked_at = policies.authentication(transaction, now), policies.where.asked_to_stay_at
    lately = asked_at is not None and now - asked_at < outcome.ask_again
    asks = outcome.keep_me_signed_in and policies.session(transaction, now).persistent
    return pages.keep_me_signed_in() if asks and not lately else None


def _confirm_address(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """An app that gets proved addresses only waits for the proof of one that is merely claimed."""
    person = transaction.person
    wanted = policies.application.verified_addresses_only or (
        policies.joins(transaction) and policies.enrollment.verification_required
    )
    if person is None or person.email_verified or not wanted:
        return None
    if transaction.proved(Authenticator.EMAIL) is not None:
        return None
    step = pages.challenge(Authenticator.EMAIL, (), transaction, policies, now)
    return replace(step, messages=(Message(WANTS_ADDRESS, (policies.application.label,)),))


def _questions(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Ask for absent values of the app's form, a few at a time.

    A user who may join the app's groups is asked for consent to that, even without an absent value.
    """
    asked, joins = questions(transaction, policies, now), asks_to_join(transaction, policies, now)
    return pages.profile_update(asked, transaction, policies, joins=joins) if asked or joins else None


def _consent(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Ask for consent where the app is a third party's or requests it."""
    request = transaction.request
    if request is None or CONSENTED in transaction.skips:
        return None
    if not (policies.application.consent_required or request.consent_asked):
        return None
    if not request.consent_asked and policies.agreed.issuperset(request.scopes):
        return None
    return pages.consent(policies.application.label, request.scopes)


def app_required_action(transaction: Transaction, policies: Policies, now: datetime) -> Step | None:
    """Return the required action of an app for a user with a sufficient session."""
    if transaction.request is None:
        return None
    if _confirm_address(transaction, policies, now) is not None:
        # A mail is sent by an answer, never by looking at a page.
        address = transaction.person.display if transaction.person is not None else ""
        return pages.step_up(AddressSubject(address, policies.application.label))
    return next((step for one in _APP_DUTIES if (step := one(transaction, policies, now)) is not None), None)


_APP_DUTIES: tuple[Duty, ...] = (_questions, _consent)
_DUTIES: tuple[Duty, ...] = (
    _confirm_address,
    _new_password,
    _required,
    _optional,
    _able_to_return,
    _old_password,
    *_APP_DUTIES,
    _stay,
)
