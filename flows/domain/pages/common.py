"""What pages share: buttons, the stages of a sign-up, lists to choose from, and the ends."""

from accounts.domain.attributes import Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.fields import Field, FieldType
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _
from enrollment.domain.form import PASSWORD_PATH, PasswordPage
from flows.domain.steps import Form, FormKind, FormName, Progress, Step, StepName
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import FrontEnd, Transaction

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
# Translators: sign-up, name of the stage that confirms the address
CONFIRM = _("Confirm your email")
# Translators: sign-up, name of the stage that sets a password
CHOOSE = _("Choose a password")


def progress(label: str, *, verified: bool, password_page: PasswordPage) -> Progress:
    """Return the place of a stage among those that this sign-up has."""
    stages = [ABOUT_YOU]
    if verified:
        stages.append(CONFIRM)
    if password_page is PasswordPage.LATER:
        stages.append(CHOOSE)
    if label not in stages:
        stages.append(label)
    return Progress(stages.index(label) + 1, tuple(stages))


def progress_of(transaction: Transaction, label: str) -> Progress | None:
    """Return the place in a sign-up that has been submitted; other flows have no stages."""
    submission = transaction.submission
    if submission is None:
        return None
    proves = submission.verification_required or label == CONFIRM
    verified = proves or transaction.proved(Authenticator.EMAIL) is not None
    return progress(label, verified=verified, password_page=submission.password_page)


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
