"""What pages share: buttons, the stages of a sign-up, lists to choose from, and the ends."""

from collections.abc import Sequence

from accounts.credentials import phone
from accounts.domain.attributes import Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.enrollments import (
    Enrolled,
    PasskeyCredential,
    PhoneNumber,
)
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _
from enrollment.domain.form import PASSWORD_PATH, PasswordPage
from enrollment.domain.form_pages import FormPage
from flows.domain.flow_state import FlowState
from flows.domain.steps import Form, FormKind, FormName, Progress, Step, StepName
from flows.domain.subjects import (
    PhoneSubject,
    SelectSubject,
)
from flows.domain.transaction import RESEND_AFTER, FrontEnd, Transaction

NUMBER_PATH, QUESTION_KEY_PATH = "authenticator.phoneNumber", "credentials.questionKey"
QUESTION_PATH, ANSWER_PATH = "credentials.question", "credentials.answer"

ANSWER = Field(
    ANSWER_PATH,
    FieldType.STRING,
    # Translators: label of the answer to a security question
    _("Answer"),
    required=True,
    constraints=Constraints(max_length=100),
)


def enrolled_of(transaction: Transaction) -> tuple[Enrolled, ...]:
    return transaction.user.enrolled if transaction.user is not None else ()


def credentials_of(enrollments: list[Enrolled]) -> tuple[PasskeyCredential, ...]:
    return tuple(
        enrollment.data for enrollment in enrollments if isinstance(enrollment.data, PasskeyCredential)
    )


def phone_number(transaction: Transaction, *, enrolling: bool) -> str:
    """Return the number that a text goes to: the one being set up, or the user's."""
    if enrolling:
        pending = transaction.pending_of(Authenticator.PHONE)
        data = pending.data if pending is not None else None
    else:
        phones = (
            enrollment.data
            for enrollment in enrolled_of(transaction)
            if enrollment.authenticator is Authenticator.PHONE
        )
        data = next(phones, None)
    return data.number if isinstance(data, PhoneNumber) else ""


def phone_subject(state: FlowState, *, enrolling: bool) -> PhoneSubject:
    number, challenge = phone_number(state.transaction, enrolling=enrolling), state.transaction.challenge
    masked = phone.masked(PhoneNumber(number)) if number else ""
    shown = number if enrolling else ""
    purpose = ChallengePurpose.PHONE.value
    if challenge is None or challenge.purpose != purpose or challenge.address != number:
        return PhoneSubject(masked, enrolling, shown, purpose)
    return PhoneSubject(
        masked,
        enrolling,
        shown,
        purpose,
        challenge.serial,
        challenge.sent_at,
        challenge.expires_at,
        challenge.sent_at + RESEND_AFTER,
        challenge.usable(state.now),
    )


POLL_MS = 4000

IDENTIFIER_PATH, TOKEN_PATH, AUTHENTICATOR_PATH = "identifier", "token", "authenticator.id"

CODE = Field(
    PASSWORD_PATH,
    FieldType.CODE,
    # Translators: label of the field of an emailed, texted or app code
    _("6-digit code"),
    required=True,
    autocomplete="one-time-code",
)
TOKEN = Field(TOKEN_PATH, FieldType.HIDDEN, "", required=True, visible=False)

# Translators: sign-up, name of the first stage
ABOUT_YOU = _("About you")
# Translators: sign-up, name of a further page of the form that has no title
MORE = _("More about you")
# Translators: sign-up, name of the stage that confirms the address
CONFIRM = _("Confirm your email")
# Translators: sign-up, name of the stage that sets a password
CHOOSE = _("Choose a password")


def sign_up_stages(form: tuple[str, ...], *, verified: bool, password_page: PasswordPage) -> tuple[str, ...]:
    """Return the stages of a sign-up. ``form`` are the pages of its form."""
    stages = [*form]
    if verified:
        stages.append(CONFIRM)
    if password_page is PasswordPage.LATER:
        stages.append(CHOOSE)
    return tuple(stages)


def form_stages(pages: Sequence[FormPage]) -> tuple[str, ...]:
    """Return the names of a form's pages as stages of the sign-up."""
    return (ABOUT_YOU, *(page.title or MORE for page in pages[1:]))


def progress_of(transaction: Transaction, label: str) -> Progress | None:
    """Return the place in a sign-up that has been submitted; other flows have no stages."""
    submission = transaction.submission
    if submission is None:
        return None
    proves = submission.verification_required or label == CONFIRM
    verified = proves or transaction.address_verified
    form = submission.stages or (ABOUT_YOU,)
    stages = sign_up_stages(form, verified=verified, password_page=submission.password_page)
    if label not in stages[len(form) :]:
        stages = (*stages, label)
    return Progress(stages.index(label, len(form)) + 1, stages)


def button(name: FormName) -> Form:
    """Return a form without fields."""
    return Form(name, kind=FormKind.BUTTON)


def skip() -> Form:
    """Return the form that puts the step off."""
    return button(FormName.SKIP)


def choice_field(names: tuple[Authenticator, ...]) -> Field:
    """Return the field that takes one of the authenticators."""
    options = tuple(Option(name.value, name.label) for name in names)
    return Field(
        AUTHENTICATOR_PATH,
        FieldType.CHOICE,
        # Translators: label of the list of sign-in methods
        _("Sign-in method"),
        required=True,
        options=options,
    )


def other_ways(form: FormName, names: tuple[Authenticator, ...], current: Authenticator) -> tuple[Form, ...]:
    """Return "try another way", where there is one."""
    others = tuple(name for name in names if name is not current)
    return (Form(form, (choice_field(others),)),) if others else ()


def sign_in_as_other(transaction: Transaction) -> tuple[Form, ...]:
    """Let a page say "not you?"; clients of the IDX API know no such form here."""
    hosted = transaction.front_end is FrontEnd.HOSTED and not transaction.session
    return (button(FormName.SELECT_IDENTIFY),) if hosted else ()


def select_enroll(subject: SelectSubject, *, can_skip: bool) -> Step:
    """Let the user choose what to set up next."""
    names = subject.required or subject.optional
    forms = (Form(FormName.SELECT_AUTHENTICATOR_ENROLL, (choice_field(names),)),)
    return Step(StepName.SELECT_ENROLL, (*forms, skip()) if can_skip else forms, subject=subject)


def ended(key: str, *params: str) -> Step:
    """Return the end of the road, with the one message that says why."""
    return Step(StepName.ENDED, messages=(Message(key, tuple(param for param in params if param)),))


def done() -> Step:
    """Return the step where nothing is missing: only a POST completes it."""
    return Step(StepName.DONE, (button(FormName.COMPLETE),))


def finished(outcome: str) -> Step:
    """Return the step that completes without a session, with its closing message."""
    return Step(StepName.DONE, (button(FormName.COMPLETE),), signs_in=False, outcome=outcome)


def _part(name: str, *, required: bool = True) -> Field:
    return Field(f"credentials.{name}", FieldType.HIDDEN, "", required=required, visible=False)


ASSERTION = (
    _part("clientData"),
    _part("authenticatorData"),
    _part("signatureData"),
    _part("userHandle", required=False),
    _part("id", required=False),
)
"""A passkey being used (WebAuthn Level 3 §5.8.3)."""

ATTESTATION = (_part("clientData"), _part("attestation"), _part("transports", required=False))
"""A passkey being made."""
