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
from flows.domain.available_authenticators import counted, enrollable, in_recovery, possible
from flows.domain.flow_state import FlowState
from flows.domain.missing_assurance import assurance_for_enrollment
from flows.domain.prompts import ask, prove_for
from flows.domain.questions import asks_to_join, questions
from flows.domain.steps import Step
from flows.domain.subjects import AddressSubject, SelectSubject
from flows.domain.transaction import Intent, Transaction
from policies.domain.assurance import possible_evidence, satisfying_sets
from policies.domain.facts import Operation

SKIP_OPTIONAL: Final = "optional"
SKIP_GRACE: Final = "grace"
SKIP_EXPIRING: Final = "expiring"
ASKED_TO_STAY, STAYS = "asked-to-stay", "stays"
WANTS_ADDRESS: Final = "ssr.app.wants_address"
CONSENTED: Final = "consented"

RequiredAction = Callable[[FlowState], Step | None]


def required_action(state: FlowState) -> Step | None:
    """Return the first thing that is left to do, or nothing."""
    return next((step for action in _ACTIONS if (step := action(state)) is not None), None)


def _new_password(state: FlowState) -> Step | None:
    """Require a new password of a user without one or with an expired one."""
    transaction = state.transaction
    user = transaction.user
    if user is None or transaction.password_hash:
        return None
    shown = transaction.proved(Authenticator.PASSWORD) is not None
    if user.status is Status.PASSWORD_EXPIRED and user.has_password and not shown:
        # A sign-in by another authenticator has not proved the old password (ASVS 5.0 6.2.3).
        return pages.challenge(Authenticator.PASSWORD, (), state)
    if user.regains_access:
        # The password was taken away: a mail alone chooses no new one, at a sign-in either.
        step = prove_for(Operation.RECOVER, in_recovery(state))
        if step is not None:
            return step
    if user.status is Status.PASSWORD_EXPIRED or _too_old(state):
        return pages.expired_password(state)
    needs_password = state.policies.enrollment.password_page is not PasswordPage.NONE
    if user.status in (Status.STAGED, Status.PROVISIONED) and needs_password:
        return pages.enroll_password(state)
    return None


def _too_old(state: FlowState) -> bool:
    ends = password_ends(state)
    return ends is not None and state.now >= ends


def password_ends(state: FlowState) -> datetime | None:
    """Return when the password that was proved here has to be changed, if ever; others grow old unseen."""
    user, age = state.transaction.user, state.decisions.password.max_age
    if user is None or age is None or state.transaction.proved(Authenticator.PASSWORD) is None:
        return None
    return user.password_changed_at + age if user.password_changed_at is not None else None


def _old_password(state: FlowState) -> Step | None:
    transaction = state.transaction
    ends, warn = password_ends(state), state.decisions.password.warn_before
    if ends is None or warn is None or transaction.password_hash or SKIP_EXPIRING in transaction.skips:
        return None
    return pages.expiring_password(state, ends) if state.now >= ends - warn else None


def _required(state: FlowState) -> Step | None:
    """Set up what the policy requires. What can wait is offered with *Remind me later*."""
    transaction = state.transaction
    setup = state.authenticators
    names = tuple(authenticator for authenticator in enrollable(state) if setup.requires(authenticator))
    names = tuple(authenticator for authenticator in names if _is_missing(transaction, authenticator))
    due = tuple(authenticator for authenticator in names if not _can_wait(state, authenticator))
    if due:
        first = _prove_first(due, state)
        return first or _choose_or_set_up(due, state)
    if not names or SKIP_GRACE in transaction.skips:
        return None
    if transaction.chosen in names:
        first = _prove_first(names, state)
        return first or _choose_or_set_up(names, state, can_skip=True)
    wish = setup.setting(names[0])
    left = max(0, wish.grace_skips - _skipped(transaction, names[0]))
    subject = SelectSubject(required=names, deadline=wish.grace_until, skips_left=left)
    return pages.select_enroll(subject, can_skip=True)


def _prove_first(names: tuple[Authenticator, ...], state: FlowState) -> Step | None:
    """Require the proofs that the settings would require: else a mail alone could add an authenticator."""
    lacking = assurance_for_enrollment(state, list(names))
    return None if lacking.set_up else ask(lacking, state)


def _is_missing(transaction: Transaction, authenticator: Authenticator) -> bool:
    user = transaction.user
    if authenticator is Authenticator.EMAIL:
        # Proved here, or known: a user's own address is theirs already.
        return user is None and transaction.proved(authenticator) is None
    pending = transaction.pending_of(authenticator)
    return not (user is not None and user.has(authenticator)) and (
        pending is None or pending.proved_at is None
    )


def _can_wait(state: FlowState, authenticator: Authenticator) -> bool:
    return state.authenticators.setting(authenticator).can_wait(
        state.now, _skipped(state.transaction, authenticator)
    )


def _skipped(transaction: Transaction, authenticator: Authenticator) -> int:
    user = transaction.user
    return user.put_off(authenticator.value).times if user is not None else 0


def _choose_or_set_up(names: tuple[Authenticator, ...], state: FlowState, *, can_skip: bool = False) -> Step:
    chosen = state.transaction.chosen
    if len(names) > 1 and chosen not in names:
        return pages.select_enroll(SelectSubject(required=names), can_skip=can_skip)
    authenticator = chosen if chosen in names and chosen is not None else names[0]
    return pages.set_up(authenticator, names, state, can_skip=can_skip)


def _optional(state: FlowState) -> Step | None:
    """Offer at sign-up what users may set up; *Skip* ends the offer."""
    transaction = state.transaction
    setup = state.authenticators
    signing_up = transaction.intent in (Intent.SIGN_UP, Intent.ACTIVATE)
    if not setup.offer or not signing_up or SKIP_OPTIONAL in transaction.skips:
        return None
    names = tuple(
        authenticator
        for authenticator in enrollable(state)
        if _is_missing(transaction, authenticator) and authenticator is not Authenticator.EMAIL
    )
    if not names:
        return None
    chosen = transaction.chosen
    if chosen in names and chosen is not None:
        return pages.set_up(chosen, names, state, can_skip=True)
    return pages.select_enroll(SelectSubject(optional=names), can_skip=True)


def _able_to_return(state: FlowState) -> Step | None:
    """Set up one thing more where the next sign-in would otherwise be impossible."""
    transaction = state.transaction
    requirement = state.requirement
    has = [candidate for candidate in (*possible(state), *counted(state)) if _lasts(candidate.authenticator)]
    if transaction.user is None or requirement.is_met_by(has, state.now):
        return None
    new = [possible_evidence(authenticator, user_verified=True) for authenticator in enrollable(state)]
    found = frozenset[Authenticator]().union(*satisfying_sets(requirement, has, new, state.now))
    names = tuple(authenticator for authenticator in enrollable(state) if authenticator in found)
    if not names:
        return None
    lacking = assurance_for_enrollment(state, list(names))
    if lacking.prove:
        return ask(lacking, state)
    return _choose_or_set_up(names, state)


def _lasts(authenticator: Authenticator) -> bool:
    return authenticator is not Authenticator.ACCESS_CODE


def _stay(state: FlowState) -> Step | None:
    """Ask whether to stay signed in, where both policies let users, and not again too soon."""
    transaction = state.transaction
    if transaction.session or ASKED_TO_STAY in transaction.skips or transaction.user is None:
        return None
    outcome, asked_at = state.decisions.authentication, state.policies.origin.asked_to_stay_at
    lately = asked_at is not None and state.now - asked_at < outcome.ask_again
    asks = outcome.keep_me_signed_in and state.decisions.session.persistent
    return pages.keep_me_signed_in() if asks and not lately else None


def _confirm_address(state: FlowState) -> Step | None:
    """An app that gets proved addresses only waits for the proof of one that is merely claimed."""
    transaction = state.transaction
    user = transaction.user
    required = state.policies.application.verified_addresses_only or (
        state.joins_groups and state.policies.enrollment.verification_required
    )
    if user is None or user.email_verified or not required:
        return None
    return None if transaction.proved(Authenticator.EMAIL) is not None else _verify_address(state)


def _verify_address(state: FlowState) -> Step:
    step = pages.challenge(Authenticator.EMAIL, (), state)
    message = Message(WANTS_ADDRESS, (state.policies.application.label,))
    return replace(step, messages=(message,), draw=_verify_address)


def _questions(state: FlowState) -> Step | None:
    """Ask for absent values of the app's form, a few at a time.

    A user who may join the app's groups has to agree to that, even without an absent value.
    """
    items, joins = questions(state), asks_to_join(state)
    return pages.profile_update(items, state, joins=joins) if items or joins else None


def _consent(state: FlowState) -> Step | None:
    """Ask for consent where the app is a third party's or requests it."""
    request = state.transaction.request
    if request is None or CONSENTED in state.transaction.skips:
        return None
    if not (state.policies.application.consent_required or request.consent_asked):
        return None
    if not request.consent_asked and state.policies.granted_scopes.issuperset(request.scopes):
        return None
    return pages.consent(state.policies.application.label, request.scopes)


def application_action(state: FlowState) -> Step | None:
    """Return the required action of an app for a user with a sufficient session."""
    transaction = state.transaction
    if transaction.request is None:
        return None
    if _confirm_address(state) is not None:
        # A mail is sent by an answer, never by looking at a page.
        address = transaction.user.display if transaction.user is not None else ""
        return pages.step_up(AddressSubject(address, state.policies.application.label))
    return next((step for action in _APPLICATION_ACTIONS if (step := action(state)) is not None), None)


_APPLICATION_ACTIONS: tuple[RequiredAction, ...] = (_questions, _consent)
_ACTIONS: tuple[RequiredAction, ...] = (
    _confirm_address,
    _new_password,
    _required,
    _optional,
    _able_to_return,
    _old_password,
    *_APPLICATION_ACTIONS,
    _stay,
)
