"""What each form's answer can change, in example facts. The handlers do the same to real ones.

An entry names a form of a step and gives the facts that its answer may lead to; none where it is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PendingEnrollment
from accounts.domain.lifecycle import Status
from enrollment.domain.form import PasswordPage
from enrollment.domain.form_pages import page_after, pages_for
from flows.domain.account_changes import STEP_UP
from flows.domain.pages.settings import WAY_TO_STAY_MAILED
from flows.domain.proofs import Choice
from flows.domain.questions import ASKED_MORE
from flows.domain.required_actions import ASKED_TO_STAY, CONSENTED, SKIP_EXPIRING, SKIP_GRACE, SKIP_OPTIONAL
from flows.domain.steps import FormName, Step, StepName
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import PASSWORD_FIRST, Intent, Submission, Transaction
from flows.domain.upstream import UpstreamAnswer, UpstreamRequest
from policies.domain.facts import Operation
from tools.flow_diagram.examples import (
    ADDRESS,
    DATA,
    NOW,
    Example,
    proof,
    recognised,
)

NEW_ADDRESS: Final = "new@example.com"

Answered = Callable[[Transaction, Step, Example], tuple[Transaction, ...]]


def _identify(facts: Transaction, step: Step, example: Example) -> tuple[Transaction, ...]:
    form = step.form(FormName.IDENTIFY)
    if form is not None and len(form.fields) > 1:
        facts = facts.with_skip(PASSWORD_FIRST)
    may_try = (one for one in example.people if one.status is not Status.LOCKED_OUT)
    known = (recognised(facts, one) for one in may_try)
    return (*known, recognised(facts, None, decoy=True))


def _come_with_passkey(facts: Transaction, _: Step, example: Example) -> tuple[Transaction, ...]:
    holders = (recognised(facts, one) for one in example.people if one.has(Authenticator.PASSKEY))
    return tuple(known.with_proof(proof(known, Authenticator.PASSKEY)) for known in holders)


def _send_to_provider(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    return (replace(facts, upstream_request=UpstreamRequest("provider", "hash", "key", NOW)),)


def _return_from_provider(facts: Transaction, step: Step, example: Example) -> tuple[Transaction, ...]:
    one = Authenticator.IDENTITY_PROVIDER
    facts = replace(facts, upstream_request=None)
    pending = PendingEnrollment(f"new-{one}", one, one.label, DATA[one], proved_at=NOW)
    if step.name is StepName.ENROLL_IDENTITY_PROVIDER:
        return (facts.with_pending(pending),)
    if facts.user is not None:
        return (facts.with_proof(proof(facts, one)),)
    begun = replace(facts, intent=Intent.SIGN_IN)
    linking = (recognised(begun, who) for who in example.people if who.status is Status.ACTIVE)
    linked = (recognised(begun, who) for who in example.people if who.has(one))
    signing_up = replace(
        facts,
        intent=Intent.SIGN_UP,
        identifier=ADDRESS,
        identifier_display=ADDRESS,
        upstream_answer=UpstreamAnswer("provider", ADDRESS),
    )
    return (
        *(known.with_proof(proof(known, one)) for known in linked),
        *(known.with_pending(pending) for known in linking),
        signing_up.with_pending(pending),
    )


def _recover(facts: Transaction, step: Step, example: Example) -> tuple[Transaction, ...]:
    recovering = replace(facts, intent=Intent.RECOVER, proofs=(), choice=None)
    if step.name is StepName.IDENTIFY:
        return (recovering,)
    may_recover = [one for one in example.people if one.status is not Status.PROVISIONED]
    people = (recognised(recovering, one) for one in may_recover)
    claimed = recognised(recovering, None)
    return (*people, claimed, recognised(recovering, None, decoy=True))


def _unlock(facts: Transaction, step: Step, example: Example) -> tuple[Transaction, ...]:
    unlocking = replace(facts, intent=Intent.UNLOCK)
    if step.name is StepName.IDENTIFY:
        return (unlocking,)
    may_unlock = (Status.ACTIVE, Status.LOCKED_OUT)
    people = (recognised(unlocking, one) for one in example.people if one.status in may_unlock)
    return (*people, recognised(unlocking, None, decoy=True))


def _submit(facts: Transaction, _: Step, example: Example) -> tuple[Transaction, ...]:
    policy = example.policies.enrollment
    following = page_after(pages_for(policy, facts.draft), facts.form_page)
    if following is not None:
        return (replace(facts, form_page=following.number),)
    first = policy.password_page is PasswordPage.FIRST
    return tuple(
        replace(
            facts,
            submission=Submission(ADDRESS, ADDRESS, {}, 1, (), verified, policy.password_page),
            password_hash="hash" if first else "",
        )
        for verified in {policy.verification_required, True}
    )


def _turn_back(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    return (replace(facts, form_page=1),)


def _prove(one: Authenticator) -> Answered:
    def proved(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
        known = facts.user is None or one is Authenticator.EMAIL or facts.user.has(one)
        nobody = facts.user is None and one is not Authenticator.EMAIL
        return (facts.with_proof(proof(facts, one)),) if known and not nobody and not facts.decoy else ()

    return proved


def _set_up(one: Authenticator) -> Answered:
    def set_up(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
        new = PendingEnrollment(f"new-{one}", one, one.label, DATA[one], proved_at=NOW)
        return (facts.with_pending(new),)

    return set_up


def _enter_number(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    one = Authenticator.PHONE
    begun = facts.with_pending(PendingEnrollment(f"new-{one}", one, one.label, DATA[one]))
    return (replace(begun, choice=Choice(begun.scope, one)),)


def _ask_for_text(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    return (replace(facts, choice=Choice(facts.scope, Authenticator.PHONE)),)


def _choose_method(form: FormName) -> Answered:
    def chosen(facts: Transaction, step: Step, _: Example) -> tuple[Transaction, ...]:
        offered = step.form(form)
        fields = offered.fields if offered is not None else ()
        values = [Authenticator(option.value) for field in fields for option in field.options]
        return tuple(replace(facts.without_pending(one), choice=Choice(facts.scope, one)) for one in values)

    return chosen


def _skip(facts: Transaction, step: Step, example: Example) -> tuple[Transaction, ...]:
    if step.name is StepName.EXPIRING_PASSWORD:
        return (facts.with_skip(SKIP_EXPIRING),)
    chosen, required = facts.chosen, isinstance(step.subject, SelectSubject) and bool(step.subject.required)
    awaited = chosen is not None and example.state(facts).authenticators.requires(chosen)
    return (facts.with_skip(SKIP_GRACE if required or awaited else SKIP_OPTIONAL),)


def _skipping(name: str) -> Answered:
    def skipped(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
        return (facts.with_skip(name),)

    return skipped


def _choose_password(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    return (replace(facts, password_hash="hash"),)


def _change_address(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    changed = replace(facts, new_address=NEW_ADDRESS, new_address_display=NEW_ADDRESS, challenge=None)
    return (changed,)


def _start_over(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    begun = replace(facts, intent=Intent.SIGN_IN, submission=None, challenge=None, choice=None)
    begun = replace(begun, proofs=(), pending=(), skips=frozenset(), password_hash="")
    return (replace(recognised(begun, None), identifier="", identifier_display=""),)


def _sign_up(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    return (replace(facts, intent=Intent.SIGN_UP),)


def _consent(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    return (facts.with_skip(CONSENTED), replace(facts, ended="ssr.consent.declined"))


def _same(facts: Transaction, _: Step, __: Example) -> tuple[Transaction, ...]:
    return (facts,)


_ASKING: Final[Mapping[StepName, Authenticator]] = {
    StepName.CHALLENGE_PASSWORD: Authenticator.PASSWORD,
    StepName.CHALLENGE_EMAIL: Authenticator.EMAIL,
    StepName.CHALLENGE_TOTP: Authenticator.TOTP,
    StepName.CHALLENGE_PASSKEY: Authenticator.PASSKEY,
    StepName.CHALLENGE_PHONE_CODE: Authenticator.PHONE,
    StepName.CHALLENGE_SECURITY_QUESTION: Authenticator.SECURITY_QUESTION,
    StepName.CHALLENGE_RECOVERY_CODE: Authenticator.RECOVERY_CODE,
    StepName.CHALLENGE_ACCESS_CODE: Authenticator.ACCESS_CODE,
}
_SETTING_UP: Final[Mapping[StepName, Answered]] = {
    StepName.ENROLL_EMAIL: _prove(Authenticator.EMAIL),
    StepName.ENROLL_PASSWORD: _choose_password,
    StepName.ENROLL_TOTP: _set_up(Authenticator.TOTP),
    StepName.ENROLL_PASSKEY: _set_up(Authenticator.PASSKEY),
    StepName.ENROLL_PHONE_CODE: _set_up(Authenticator.PHONE),
    StepName.ENROLL_SECURITY_QUESTION: _set_up(Authenticator.SECURITY_QUESTION),
    StepName.ENROLL_RECOVERY_CODES: _set_up(Authenticator.RECOVERY_CODE),
}
_TO_PROVIDERS: Final = (
    StepName.IDENTIFY,
    StepName.ENROLL_PROFILE,
    StepName.CHALLENGE_IDENTITY_PROVIDER,
    StepName.ENROLL_IDENTITY_PROVIDER,
)
_PROMPTING: Final = (*_ASKING, StepName.CHALLENGE_PHONE, StepName.CHALLENGE_IDENTITY_PROVIDER)
_AUTHENTICATE, _ENROLL = FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, FormName.SELECT_AUTHENTICATOR_ENROLL
_CHOSEN: Final = (
    *(step for step in _SETTING_UP if step is not StepName.ENROLL_EMAIL),
    StepName.ENROLL_PHONE,
    StepName.SELECT_ENROLL,
)
_MAILED: Final = (StepName.ENROLL_EMAIL, StepName.CHALLENGE_EMAIL, StepName.CONFIRM_EMAIL_CHANGE)

ANSWERS: Final[Mapping[tuple[StepName, FormName], Answered]] = {
    (StepName.IDENTIFY, FormName.IDENTIFY): _identify,
    (StepName.IDENTIFY, FormName.PASSKEY_AUTOFILL): _come_with_passkey,
    (StepName.IDENTIFY, FormName.SELECT_ENROLL_PROFILE): _sign_up,
    (StepName.IDENTIFY, FormName.UNLOCK_ACCOUNT): _unlock,
    (StepName.IDENTIFY, FormName.RECOVER): _recover,
    (StepName.IDENTIFY_UNLOCK, FormName.UNLOCK_ACCOUNT): _unlock,
    (StepName.IDENTIFY_UNLOCK, FormName.SELECT_IDENTIFY): _start_over,
    (StepName.IDENTIFY_RECOVERY, FormName.IDENTIFY_RECOVERY): _recover,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_IDENTIFY): _start_over,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_ENROLL_PROFILE): _sign_up,
    (StepName.ENROLL_PROFILE, FormName.ENROLL_PROFILE): _submit,
    (StepName.ENROLL_PROFILE, FormName.BACK): _turn_back,
    (StepName.ENROLL_PROFILE, FormName.SELECT_IDENTIFY): _start_over,
    (StepName.STEP_UP, FormName.STEP_UP): _skipping(STEP_UP),
    **{(step, FormName.CHALLENGE_AUTHENTICATOR): _prove(one) for step, one in _ASKING.items()},
    **{(step, _AUTHENTICATE): _choose_method(_AUTHENTICATE) for step in _PROMPTING},
    **{(step, FormName.SELECT_IDENTIFY): _start_over for step in _PROMPTING},
    **{(step, FormName.ENROLL_AUTHENTICATOR): answered for step, answered in _SETTING_UP.items()},
    (StepName.CONFIRM_EMAIL_CHANGE, FormName.ENROLL_AUTHENTICATOR): _prove(Authenticator.EMAIL),
    **{(step, _ENROLL): _choose_method(_ENROLL) for step in _CHOSEN},
    **{(step, FormName.SKIP): _skip for step in _CHOSEN},
    **{(step, FormName.LINK): _prove(Authenticator.EMAIL) for step in _MAILED},
    **{(step, FormName.RESEND): _same for step in _MAILED},
    (StepName.ENROLL_EMAIL, FormName.CHANGE_ADDRESS): _same,
    (StepName.CHANGE_EMAIL, FormName.CHANGE_EMAIL): _change_address,
    (StepName.CONFIRM_EMAIL_CHANGE, FormName.CHANGE_EMAIL): _change_address,
    (StepName.REMOVE_AUTHENTICATOR, FormName.REMOVE_AUTHENTICATOR): _skipping(Operation.REMOVE),
    (StepName.DELETE_ACCOUNT, FormName.DELETE_ACCOUNT): _skipping(Operation.DELETE_ACCOUNT),
    (StepName.LEAVING, FormName.RESEND): _skipping(WAY_TO_STAY_MAILED),
    (StepName.CHALLENGE_PASSWORD, FormName.RECOVER): _recover,
    (StepName.CHALLENGE_PHONE, FormName.AUTHENTICATOR_VERIFICATION_DATA): _ask_for_text,
    (StepName.CHALLENGE_PHONE_CODE, FormName.RESEND): _same,
    (StepName.ENROLL_PHONE, FormName.AUTHENTICATOR_ENROLLMENT_DATA): _enter_number,
    (StepName.ENROLL_PHONE_CODE, FormName.AUTHENTICATOR_ENROLLMENT_DATA): _enter_number,
    (StepName.ENROLL_PHONE_CODE, FormName.RESEND): _same,
    (StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR): _choose_password,
    (StepName.EXPIRED_PASSWORD, FormName.REENROLL_AUTHENTICATOR): _choose_password,
    (StepName.EXPIRING_PASSWORD, FormName.REENROLL_AUTHENTICATOR_WARNING): _choose_password,
    (StepName.EXPIRING_PASSWORD, FormName.SKIP): _skip,
    (StepName.PROFILE_UPDATE, FormName.PROFILE_UPDATE): _skipping(ASKED_MORE),
    (StepName.PROFILE_UPDATE, FormName.SKIP): _skipping(ASKED_MORE),
    (StepName.CONSENT, FormName.CONSENT): _consent,
    (StepName.KEEP_ME_SIGNED_IN, FormName.KEEP_ME_SIGNED_IN): _skipping(ASKED_TO_STAY),
    **{(step, FormName.REDIRECT_IDP): _send_to_provider for step in _TO_PROVIDERS},
    **{(step, FormName.IDP_CALLBACK): _return_from_provider for step in _TO_PROVIDERS},
    (StepName.DONE, FormName.COMPLETE): _same,
}
"""The same pairs as ``flows.handlers.HANDLERS``; a test holds them together."""
