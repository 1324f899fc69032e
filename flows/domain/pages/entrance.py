"""The first pages: who is there, or who wants to be."""

from dataclasses import replace

from accounts.domain.authenticators import Authenticator
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.identifiers import MAX_LENGTH
from accounts.domain.messages.entry import gettext_noop as _
from enrollment.domain.form import EMAIL_PATH, PROFILE_PREFIX, PasswordPage
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import ABOUT_YOU, ASSERTION, IDENTIFIER_PATH, button, progress
from flows.domain.steps import Form, FormKind, FormName, Step, StepName
from flows.domain.subjects import NoSubject, PasskeySubject, PasswordSubject, Subject
from flows.domain.transaction import Transaction

_NO_SUBJECT = NoSubject()
FRONT_DOOR = "front-door"
"""The scope of a passkey that is used before there is a transaction."""

_IDENTIFIER = Field(
    IDENTIFIER_PATH,
    FieldType.EMAIL,
    # Translators: sign-in page, label of the first field
    _("Email address"),
    required=True,
    autocomplete="username",
    constraints=Constraints(max_length=MAX_LENGTH),
)


def _identifier(transaction: Transaction) -> Field:
    return replace(_IDENTIFIER, value=transaction.identifier_display or None)


def identify(
    state: FlowState, *, passkeys: bool, unlock: bool, beside: tuple[Field, ...] = (), recover: bool = False
) -> Step:
    """Ask for the username; offer sign-up where it is allowed and passkeys where users may have one.

    ``beside`` are fields on the same page.
    """
    field = _identifier(state.transaction)
    if passkeys:
        field = replace(field, autocomplete="username webauthn")
    forms = [Form(FormName.IDENTIFY, (field, *beside))]
    if state.policies.enrollment.sign_up_allowed:
        forms.append(button(FormName.SELECT_ENROLL_PROFILE))
    if passkeys:
        forms.append(Form(FormName.PASSKEY_AUTOFILL, ASSERTION, kind=FormKind.BUTTON))
    if unlock:
        forms.append(button(FormName.UNLOCK_ACCOUNT))
    if recover:
        forms.append(button(FormName.RECOVER))
    step = Step(StepName.IDENTIFY, tuple(forms))
    subject = PasskeySubject(FRONT_DOOR, enrolling=False, user_verifying=True)
    return replace(step, subject=subject) if passkeys else step


def identify_recovery(state: FlowState) -> Step:
    """Ask for the username of the forgotten password; offer sign-up where it is allowed."""
    forms = [
        Form(FormName.IDENTIFY_RECOVERY, (_identifier(state.transaction),)),
        button(FormName.SELECT_IDENTIFY),
    ]
    if state.policies.enrollment.sign_up_allowed:
        forms.append(button(FormName.SELECT_ENROLL_PROFILE))
    return Step(StepName.IDENTIFY_RECOVERY, tuple(forms))


def identify_unlock(transaction: Transaction) -> Step:
    """Ask whose account is locked."""
    forms = (Form(FormName.UNLOCK_ACCOUNT, (_identifier(transaction),)), button(FormName.SELECT_IDENTIFY))
    return Step(StepName.IDENTIFY_UNLOCK, forms)


def step_up(subject: Subject = _NO_SUBJECT) -> Step:
    """Say that the session is not enough for what comes next; asking begins with the button.

    ``subject`` is the address where that is all that has to be confirmed.
    """
    return Step(StepName.STEP_UP, (button(FormName.STEP_UP),), subject=subject)


def _preset(field: Field, transaction: Transaction) -> Field:
    if field.path == EMAIL_PATH:
        proved = transaction.proved(Authenticator.EMAIL) is not None
        return replace(field, value=transaction.display_address or None, mutable=not proved)
    draft = transaction.draft.get(field.path.removeprefix(PROFILE_PREFIX))
    return field if draft is None or field.secret else replace(field, value=draft)


def enroll_profile(state: FlowState) -> Step:
    """Ask what the administrator put on the form; an address that is proved already cannot change."""
    policy = state.policies.enrollment
    fields = tuple(_preset(field, state.transaction) for field in policy.fields())
    rules = state.decisions.password.rules if policy.password_page is PasswordPage.FIRST else None
    subject = PasswordSubject("", enrolling=True, rules=rules, personal=state.policies.context_words)
    return Step(
        StepName.ENROLL_PROFILE,
        (Form(FormName.ENROLL_PROFILE, fields), button(FormName.SELECT_IDENTIFY)),
        subject=subject,
        progress=progress(
            ABOUT_YOU, verified=policy.verification_required, password_page=policy.password_page
        ),
        title=policy.title,
        submit_label=policy.submit_label,
    )
