"""Choosing among what the step offers, and putting off what can wait."""

from dataclasses import replace

from accounts.domain.authenticators import Authenticator
from flows.domain.pages.common import AUTHENTICATOR_PATH
from flows.domain.proofs import Choice
from flows.domain.required_actions import SKIP_EXPIRING, SKIP_GRACE, SKIP_OPTIONAL
from flows.domain.steps import StepName
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import MAX_MAILS, Transaction
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused, refused_with

NOT_OFFERED = "ssr.authenticator.not_offered"


def _read(turn: StepSubmission) -> Authenticator | Refused:
    """Take only what this very step offers."""
    form = turn.step.form(turn.answer.form)
    offered = [option.value for field in form.fields for option in field.options] if form is not None else []
    value = turn.answer.text(AUTHENTICATOR_PATH)
    if value not in offered:
        return refused(AUTHENTICATOR_PATH, NOT_OFFERED)
    sends = value in (Authenticator.EMAIL, Authenticator.PHONE)
    if sends and turn.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    return Authenticator(value)


def _chosen(turn: StepSubmission, one: Authenticator) -> Transaction:
    return replace(turn.transaction, choice=Choice(turn.transaction.scope, one))


def _choose(turn: StepSubmission, one: Authenticator) -> Applied:
    return Applied(_chosen(turn, one))


def _set_up_instead(turn: StepSubmission, one: Authenticator) -> Transaction:
    """What was begun and not finished with that one is begun anew."""
    return _chosen(replace(turn, transaction=turn.transaction.without_pending(one)), one)


def _choose_to_set_up(turn: StepSubmission, one: Authenticator) -> Applied:
    return Applied(_set_up_instead(turn, one))


def _asked_for_text(turn: StepSubmission, work: None) -> Transaction:
    return _chosen(turn, Authenticator.PHONE)


def _ask_for_text(turn: StepSubmission, work: None) -> Applied:
    return Applied(_asked_for_text(turn, work))


def _skip(turn: StepSubmission, work: None) -> Applied:
    """Put off what the step is about: a warning, what is required later, or what is only offered."""
    subject, facts = turn.step.subject, turn.transaction
    if turn.step.name is StepName.EXPIRING_PASSWORD:
        return Applied(facts.with_skip(SKIP_EXPIRING))
    optional = isinstance(subject, SelectSubject) and not subject.required
    grace = isinstance(subject, SelectSubject) and bool(subject.required)
    if grace or (not optional and _is_awaited(turn)):
        return Applied(facts.with_skip(SKIP_GRACE))
    return Applied(facts.with_skip(SKIP_OPTIONAL))


def _is_awaited(turn: StepSubmission) -> bool:
    """Whether what was chosen to be set up is required later, rather than only offered."""
    one = turn.transaction.chosen
    return one is not None and turn.policies.setup(turn.transaction, turn.now).requires(one)


AUTHENTICATE = Handler(_choose, work=_read, foresee=_chosen)
ENROLL = Handler(_choose_to_set_up, work=_read, foresee=_set_up_instead)
TEXT: Handler[None] = Handler(_ask_for_text, foresee=_asked_for_text)
SKIP: Handler[None] = Handler(_skip)
