"""The product on one page: look at the facts and prompt for the first missing one.

Every guard is a sentence of the product. No step is stored, so going back, reloading, a second tab, a
deploy and a policy that was edited midway need no code of their own.
"""

from dataclasses import replace
from typing import assert_never

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import LinkedAccount
from accounts.domain.lifecycle import CAN_CANCEL_DELETION, Status
from enrollment.domain.form import DOMAIN_DENIED, PasswordPage, domain_allowed
from flows.domain import pages
from flows.domain.account_changes import EXPIRED, STEP_UP, manage
from flows.domain.available_authenticators import in_recovery
from flows.domain.flow_state import FlowState
from flows.domain.missing_assurance import missing
from flows.domain.pages.passwords import PASSWORD
from flows.domain.prompts import ask, prompts_for_password, prove_for
from flows.domain.required_actions import application_action, required_action
from flows.domain.steps import Step
from flows.domain.transaction import PASSWORD_FIRST, FrontEnd, Intent, Transaction
from policies.domain.facts import Operation
from policies.domain.outcomes import FirstFactor

SIGN_UP_CLOSED = "oie.registration.is.not.enabled"
LINK_USED = "ssr.link.used"
INVITATION_OVER = "idx.expired.activation.token"
NOT_ASSIGNED, NOBODY_TO_ASK = "idx.error.code.user_not_assigned", "idx.error.user.not.assigned.to.app"
PROVIDER_CHANGED = "ssr.identity_provider.changed"
DENIED, DENIED_IN_OWN_WORDS = "security.access_denied", "security.access_denied_custom_message"
RESET_NOT_ALLOWED = "oie.selfservice.reset.password.not.allowed"
UNLOCK_NOT_ALLOWED = "oie.selfservice.user.unlock.not.allowed"
RECOVERED, UNLOCKED = "idx.recovery.completed", "oie.selfservice.unlock_user.success.message"


def next_step(state: FlowState) -> Step:
    """Return the next step, decided by the facts and today's policies alone."""
    transaction = state.transaction
    over = _over(state)
    if over is not None:
        return over
    match transaction.intent:
        case Intent.SIGN_IN:
            return _sign_in(state)
        case Intent.SIGN_UP:
            return _sign_up(state)
        case Intent.RECOVER:
            return _recover(state)
        case Intent.ACTIVATE:
            return _activate(state)
        case Intent.UNLOCK:
            return _unlock(state)
        case Intent.MANAGE:
            return manage(state)
        case _:
            assert_never(transaction.intent)


def _over(state: FlowState) -> Step | None:
    """Return the end of a transaction that is over, for any reason."""
    transaction = state.transaction
    if transaction.ended:
        return pages.ended(transaction.ended, transaction.identifier_display)
    if transaction.finished_at is not None:
        return pages.done()
    if state.now >= transaction.expires_at or _epoch_passed(transaction):
        return pages.ended(EXPIRED)
    return None if _providers_are_as_they_were(state) else pages.ended(PROVIDER_CHANGED)


def _providers_are_as_they_were(state: FlowState) -> bool:
    """Return whether the provider that a user came by is still shown, and trusted for what it verified."""
    transaction, known = state.transaction, state.policies.identity_providers
    shown = {provider.public_id: provider for provider in known}
    waiting = [one.data.provider for one in transaction.pending if isinstance(one.data, LinkedAccount)]
    answer = transaction.upstream_answer
    if answer is None or transaction.user is not None:
        return all(name in shown for name in waiting)
    domain = answer.verified_address.rpartition("@")[2]
    trusted = answer.provider in shown and domain in (*shown[answer.provider].trusted_domains, "")
    return trusted and all(name in shown for name in waiting)


def _epoch_passed(transaction: Transaction) -> bool:
    return transaction.user is not None and transaction.user.epoch != transaction.user_epoch


def _sign_in(state: FlowState) -> Step:
    transaction = state.transaction
    if not transaction.identifier and transaction.user is None:
        return _identify(state)
    if PASSWORD_FIRST in transaction.skips and not transaction.proofs:
        return pages.challenge(Authenticator.PASSWORD, (), state)
    if transaction.user is None or _hides_user(state):
        return _first_factor(state)
    return _continue_sign_in(state)


def _identify(state: FlowState) -> Step:
    transaction = state.transaction
    passkeys = state.authenticators.allows(Authenticator.PASSKEY)
    rules = state.decisions.password
    first = state.decisions.session.first_factor
    together = transaction.front_end is FrontEnd.IDX and first is FirstFactor.PASSWORD
    return pages.identify(
        state,
        passkeys=passkeys,
        unlock=rules.unlock_allowed,
        beside=(PASSWORD,) if together else (),
        recover=together and rules.reset_allowed,
    )


def _hides_user(state: FlowState) -> bool:
    """Prompt for the same first factor at every address, existing or not, with enumeration prevention."""
    return state.policies.prevents_enumeration(Intent.SIGN_IN) and not state.transaction.proofs


def _first_factor(state: FlowState) -> Step:
    transaction = state.transaction
    by_password = prompts_for_password(state)
    usual = Authenticator.PASSWORD if by_password else Authenticator.EMAIL
    # Authenticators that the policy allows for every user.
    anybody = state.with_transaction(replace(transaction, user=None)).authenticators
    both = not by_password or anybody.allows(Authenticator.EMAIL)
    names = (Authenticator.PASSWORD, Authenticator.EMAIL) if both else ()
    chosen = transaction.chosen
    first = chosen if chosen in names and chosen is not None else usual
    return pages.challenge(first, names, state)


def _continue_sign_in(state: FlowState) -> Step:
    """Prove enough for a session and for the app; then what is still to be set up."""
    transaction = state.transaction
    lacking = missing(state)
    if lacking is None or transaction.proofs or transaction.password_hash:
        denied = _denied(state)
        if denied is not None:
            return denied
    if transaction.session and STEP_UP not in transaction.skips:
        if lacking is not None:
            return pages.step_up()
        return application_action(state) or pages.done()
    if lacking is not None and not lacking.prove and not transaction.proofs:
        # The state of an account is revealed after a proof only, not to a visitor who typed its address.
        return _first_factor(state)
    if lacking is not None:
        return ask(lacking, state)
    return _authorize_link(state) or required_action(state) or pages.done()


def may_link(state: FlowState) -> bool:
    """Return whether policies let this user link an account; else the sign-in goes on without it."""
    one = Authenticator.IDENTITY_PROVIDER
    return state.authenticators.allows(one) and state.account_management(Operation.ENROLL, one).allowed


def _authorize_link(state: FlowState) -> Step | None:
    """Require what adding a way to sign in requires, before an account at a provider is linked on the way."""
    if state.transaction.linking is None or not may_link(state):
        return None
    return prove_for(Operation.ENROLL, state, about=Authenticator.IDENTITY_PROVIDER)


def _denied(state: FlowState) -> Step | None:
    """Deny after the first proof, with the administrator's message."""
    transaction = state.transaction
    if transaction.user is not None and transaction.user.status in CAN_CANCEL_DELETION:
        return pages.leaving(transaction)
    if not state.may_use_application:
        app = state.policies.application
        return pages.ended(NOT_ASSIGNED if app.contact else NOBODY_TO_ASK, app.label, app.contact)
    outcome = state.decisions.authentication
    if outcome.allowed and state.decisions.session.allowed:
        return None
    if not outcome.allowed and outcome.deny_text:
        return pages.ended(DENIED_IN_OWN_WORDS, outcome.deny_text)
    return pages.ended(DENIED)


def _activate(state: FlowState) -> Step:
    """Open the account by its invitation, before its first sign-in or for a recovery it began."""
    transaction = state.transaction
    invitation, user = transaction.challenge, transaction.user
    if (
        invitation is None
        or user is None
        or (invitation.purpose == "activation" and not invitation.usable(state.now))
    ):
        used = invitation is not None and invitation.used_at is not None
        return pages.ended(LINK_USED if used else INVITATION_OVER)
    opens = user.status in (Status.PROVISIONED, Status.RECOVERY)
    if not opens or transaction.proved(Authenticator.EMAIL) is None:
        return pages.ended(INVITATION_OVER)
    if user.status is Status.RECOVERY:
        return _recover_account(state)
    needs_password = state.policies.enrollment.password_page is not PasswordPage.NONE
    if needs_password and not transaction.password_hash:
        return pages.enroll_password(state)
    return _continue_sign_in(state)


def _sign_up(state: FlowState) -> Step:
    transaction = state.transaction
    if not state.policies.enrollment.sign_up_allowed:
        return pages.ended(SIGN_UP_CLOSED)
    submission = transaction.submission
    if submission is None:
        return pages.enroll_profile(state)
    if not domain_allowed(state.policies.enrollment, submission.address.rpartition("@")[2]):
        return pages.ended(DOMAIN_DENIED, submission.display.rpartition("@")[2])
    setup = state.authenticators
    # A stricter rule applies to transactions in progress; a laxer one releases none of them.
    must_prove = submission.verification_required or state.policies.enrollment.verification_required
    must_prove = must_prove or setup.requires(Authenticator.EMAIL)
    proved = not must_prove or transaction.address_verified
    # Where the address is no way to sign in, its proof is what finishes the registration.
    comes_last = not setup.allows(Authenticator.EMAIL)
    if not proved and not comes_last:
        return pages.enroll_email(state)
    if submission.password_page is not PasswordPage.NONE and not transaction.password_hash:
        return pages.enroll_password(state)
    step = _set_up_enough(state)
    if step is not None:
        return step
    return pages.done() if proved else pages.enroll_email(state, last=True)


def _set_up_enough(state: FlowState) -> Step | None:
    """What must be set up comes first, then what may be, then what the app wants besides."""
    step = required_action(state)
    if step is not None:
        return step
    denied = _denied(state)
    if denied is not None:
        return denied
    lacking = missing(state)
    return ask(lacking, state) if lacking is not None else None


def _recover(state: FlowState) -> Step:
    transaction = state.transaction
    if not transaction.identifier:
        return pages.identify_recovery(state)
    if transaction.submission is None and transaction.proved(Authenticator.EMAIL) is None:
        return pages.challenge(Authenticator.EMAIL, (), state)
    if transaction.user is None:
        # A proof of an unverified address: its holder may sign up with it (ADR 0002).
        return _sign_up(state)
    if not state.decisions.password.reset_allowed:
        return pages.ended(RESET_NOT_ALLOWED)
    return _recover_account(state)


def _recover_account(state: FlowState) -> Step:
    """A mail alone gives back only what nothing else protects; then a new password, then the policies."""
    state = in_recovery(state)
    transaction = state.transaction
    step = prove_for(Operation.RECOVER, state, refusal=RESET_NOT_ALLOWED)
    if step is not None:
        return step
    if not transaction.password_hash:
        return pages.reset_password(state)
    lacking = missing(state)
    if _denied(state) is not None:
        return pages.finished(RECOVERED)
    if lacking is None:
        return application_action(state) or pages.done()
    # An enrollment on the strength of the mail adds no factor: the next sign-in prompts for the rest.
    return ask(lacking, state) if lacking.prove else pages.finished(RECOVERED)


def _unlock(state: FlowState) -> Step:
    transaction = state.transaction
    if not transaction.identifier:
        return pages.identify_unlock(transaction)
    if transaction.proved(Authenticator.EMAIL) is None or transaction.user is None:
        return pages.challenge(Authenticator.EMAIL, (), state)
    if not state.decisions.password.unlock_allowed:
        return pages.ended(UNLOCK_NOT_ALLOWED)
    regained = in_recovery(state)
    step = prove_for(Operation.UNLOCK, regained, refusal=UNLOCK_NOT_ALLOWED)
    return step or pages.finished(UNLOCKED)
