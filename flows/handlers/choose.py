"""The choice among authenticators, postponing, consent and the end."""

from dataclasses import replace

from accounts.credentials import throttle
from accounts.domain.authenticators import Authenticator
from accounts.domain.events import Actor, ActorType, Target, TargetType
from accounts.events.log import FAILURE, Entry
from flows.domain.pages.common import AUTHENTICATOR_PATH
from flows.domain.pages.consent import CONSENT_PATH
from flows.domain.proofs import Choice
from flows.domain.required_actions import CONSENTED, SKIP_EXPIRING, SKIP_GRACE, SKIP_OPTIONAL
from flows.domain.steps import StepName
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import MAX_MAILS, Transaction
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused, refused_with

NOT_OFFERED = "ssr.authenticator.not_offered"


def _read(submission: StepSubmission) -> Authenticator | Refused:
    """Return the chosen authenticator, if this very step offers it."""
    form = submission.step.form(submission.answer.form)
    offered = [option.value for field in form.fields for option in field.options] if form is not None else []
    value = submission.answer.text(AUTHENTICATOR_PATH)
    if value not in offered:
        return refused(AUTHENTICATOR_PATH, NOT_OFFERED)
    sends = value in (Authenticator.EMAIL, Authenticator.PHONE)
    if sends and submission.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    return Authenticator(value)


def _with_choice(transaction: Transaction, authenticator: Authenticator) -> Transaction:
    return replace(transaction, choice=Choice(transaction.scope, authenticator))


def _choose_to_prove(submission: StepSubmission, authenticator: Authenticator) -> Applied:
    return Applied(_with_choice(submission.transaction, authenticator))


def _choose_to_enroll(submission: StepSubmission, authenticator: Authenticator) -> Applied:
    """Choose an authenticator; an unfinished enrollment of it starts again."""
    return Applied(_with_choice(submission.transaction.without_pending(authenticator), authenticator))


def _ask_for_text(submission: StepSubmission, work: None) -> Applied:
    return Applied(_with_choice(submission.transaction, Authenticator.PHONE))


def _skip(submission: StepSubmission, work: None) -> Applied:
    """Postpone a warning, an enrollment that is required later, or one that is only offered."""
    subject, transaction = submission.step.subject, submission.transaction
    if submission.step.name is StepName.EXPIRING_PASSWORD:
        return Applied(transaction.with_skip(SKIP_EXPIRING))
    optional = isinstance(subject, SelectSubject) and not subject.required
    grace = isinstance(subject, SelectSubject) and bool(subject.required)
    if grace or (not optional and _is_required(submission)):
        return Applied(transaction.with_skip(SKIP_GRACE))
    return Applied(transaction.with_skip(SKIP_OPTIONAL))


def _is_required(submission: StepSubmission) -> bool:
    """Return whether the chosen authenticator is required later, rather than only offered."""
    chosen = submission.transaction.chosen
    return chosen is not None and submission.state.authenticators.requires(chosen)


AUTHENTICATE = Handler(_choose_to_prove, work=_read, throttle=throttle.Kind.MAIL)
ENROLL = Handler(_choose_to_enroll, work=_read, throttle=throttle.Kind.MAIL)
TEXT: Handler[None] = Handler(_ask_for_text, throttle=throttle.Kind.MAIL)
SKIP: Handler[None] = Handler(_skip)


def _apply(submission: StepSubmission, work: None) -> Applied:
    return Applied(submission.transaction)


COMPLETE: Handler[None] = Handler(_apply)


DECLINED = "ssr.consent.declined"


def _answer(submission: StepSubmission, work: None) -> Applied:
    if submission.answer.text(CONSENT_PATH) == "true":
        return Applied(submission.transaction.with_skip(CONSENTED))
    transaction = submission.transaction
    user_id = transaction.user.public_id if transaction.user is not None else ""
    said_no = Entry(
        "user.consent.decline",
        outcome=FAILURE,
        user_id=user_id,
        actor=Actor(ActorType.USER, user_id),
        transaction_id=transaction.id,
        targets=(Target(TargetType.APPLICATION, transaction.application),),
    )
    return Applied(replace(transaction, ended=DECLINED), (said_no,))


CONSENT: Handler[None] = Handler(_answer)
