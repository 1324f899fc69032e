"""What a user would be asked at sign-in, or a newcomer at sign-up, by given policies: for the simulation."""

from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import format_text
from accounts.models import User
from accounts.translations import say, translated
from enrollment.domain.form import EnrollmentPolicy
from flows.account_lookup import sign_in_candidate
from flows.domain.flow_state import FlowState, RequestOrigin
from flows.domain.prompt_preview import Prompt, prompts
from flows.domain.steps import StepName
from flows.domain.transaction import FrontEnd, Intent, Submission, Transaction
from flows.engine import FlowStart, new_transaction
from flows.flow_states import load_state
from flows.hosted.titles import title_of
from flows.step_submission import ClientContext
from flows.transaction_rows import flow_user
from policies.domain.facts import Facts, Occasion
from policies.domain.snapshot import PolicySnapshot

NEWCOMER = "new.user@example.com"
"""The address of a simulated sign-up: reserved for examples (RFC 2606 §3), it reaches no one."""


def simulated_prompts(
    user: User | None, application: str, facts: Facts, snapshot: PolicySnapshot
) -> tuple[Prompt, ...] | None:
    """Return the prompts of a user's sign-in or of a newcomer's sign-up; None for every other occasion.

    No prompts: the status of the account allows no sign-in. The user's authenticators are today's; groups,
    network, device and time are those of the facts.
    """
    if user is not None and facts.occasion is Occasion.SIGN_IN:
        return _sign_in_prompts(user, application, facts, snapshot)
    if user is None and facts.occasion is Occasion.SIGN_UP:
        return _sign_up_prompts(application, facts, snapshot)
    return None


def _sign_in_prompts(
    user: User, application: str, facts: Facts, snapshot: PolicySnapshot
) -> tuple[Prompt, ...]:
    found = sign_in_candidate(flow_user(user))
    if found is None:
        return ()
    known = replace(found, group_ids=facts.group_ids)
    transaction = replace(
        _begun(Intent.SIGN_IN, application, facts),
        user=known,
        user_epoch=known.epoch,
        identifier=known.address,
        identifier_display=known.display,
    )
    return prompts(_state(transaction, facts, snapshot))


def _sign_up_prompts(application: str, facts: Facts, snapshot: PolicySnapshot) -> tuple[Prompt, ...]:
    """Return the prompts after the form was filled in."""
    state = _state(_begun(Intent.SIGN_UP, application, facts), facts, snapshot)
    submission = _filled_in(state.policies.enrollment, facts)
    return prompts(state.with_transaction(replace(state.transaction, submission=submission)))


def _begun(intent: Intent, application: str, facts: Facts) -> Transaction:
    return new_transaction(FlowStart(FrontEnd.HOSTED, intent, application=application), facts.at)


def _state(transaction: Transaction, facts: Facts, snapshot: PolicySnapshot) -> FlowState:
    state = load_state(transaction, ClientContext(), facts.at)
    origin = RequestOrigin(ip_address=facts.ip_address, known_device=not facts.new_device)
    return replace(state, policies=replace(state.policies, security=snapshot, origin=origin))


def _filled_in(policy: EnrollmentPolicy, facts: Facts) -> Submission:
    return Submission(
        address=NEWCOMER,
        display=NEWCOMER,
        values={},
        policy_id=policy.id,
        group_ids=tuple(facts.group_ids.union(policy.group_ids)),
        verification_required=policy.verification_required,
        password_page=policy.password_page,
    )


def prompt_text(prompt: Prompt) -> str:
    """Return one prompt as administrators read it, in the request's language."""
    step = prompt.step
    if step.name is StepName.ENDED:
        return " ".join(say(message.key, message.params) for message in step.messages)
    if step.name is StepName.DONE:
        # Translators: simulation of a sign-in, last line
        return _("Done: signed in.")
    title = title_of(step)
    if step.name is StepName.SELECT_ENROLL:
        # Translators: simulation of a sign-in; {0} is a page, {1} sign-in methods to choose from
        title = format_text(_("{0}: {1}"), (title, _names(prompt.others)))
    elif prompt.others:
        # Translators: simulation of a sign-in; {0} is a page, {1} sign-in methods that would do as well
        title = format_text(_("{0} (or: {1})"), (title, _names(prompt.others)))
    # Translators: simulation of a sign-in; {0} is a page that the user may leave out
    return format_text(_("{0}. Can be skipped."), (title,)) if prompt.can_skip else title


def _names(authenticators: tuple[Authenticator, ...]) -> str:
    return ", ".join(translated(authenticator.label) for authenticator in authenticators)
