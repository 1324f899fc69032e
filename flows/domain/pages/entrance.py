"""The first pages: who is there, or who wants to be."""

from collections.abc import Sequence
from dataclasses import replace

from accounts.domain.authenticators import Authenticator
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.identifiers import MAX_LENGTH
from accounts.domain.messages.entry import gettext_noop as _
from enrollment.domain.form import EMAIL_PATH, PROFILE_PREFIX, EnrollmentPolicy
from enrollment.domain.form_pages import FormPage, page_at, pages_for
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import ASSERTION, IDENTIFIER_PATH, button, form_stages, sign_up_stages
from flows.domain.pages.identity_providers import entrance_providers, provider_forms
from flows.domain.steps import Form, FormKind, FormName, Progress, Step, StepName
from flows.domain.subjects import NoSubject, PasskeySubject, PasswordSubject, Subject
from flows.domain.transaction import FrontEnd, Transaction

_NO_SUBJECT = NoSubject()
PAGE_PATH, EDITION_PATH = "page", "edition"
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
    forms += provider_forms(state, entrance_providers(state, signing_up=False))
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
    policy, transaction = state.policies.enrollment, state.transaction
    pages = pages_for(policy, transaction.draft)
    page = page_at(pages, transaction.form_page)
    fields = (*(_preset(field, transaction) for field in page.fields()), *_edition(state))
    rules = state.decisions.password.rules if page.has_password else None
    subject = PasswordSubject("", enrolling=True, rules=rules, personal=state.policies.context_words)
    return Step(
        StepName.ENROLL_PROFILE,
        _forms(fields, pages, page, _other_ways_to_sign_up(state)),
        subject=subject,
        progress=_progress(policy, pages, page),
        title=page.title or policy.title,
        submit_label=policy.submit_label if page is pages[-1] else "",
        page=page.number,
    )


def _other_ways_to_sign_up(state: FlowState) -> tuple[Form, ...]:
    """Return the buttons of the identity providers, unless the user has come back from one."""
    if state.transaction.upstream_answer is not None:
        return ()
    return provider_forms(state, entrance_providers(state, signing_up=True))


def _edition(state: FlowState) -> tuple[Field, ...]:
    """Return the hidden field with the form's edition on a page whose transaction is not stored yet."""
    edition, transaction = state.policies.enrollment.edition, state.transaction
    if transaction.version or transaction.front_end is not FrontEnd.HOSTED or not edition:
        return ()
    return (Field(EDITION_PATH, FieldType.HIDDEN, "", value=edition, visible=False),)


def _forms(
    fields: tuple[Field, ...], pages: Sequence[FormPage], page: FormPage, beside: tuple[Form, ...]
) -> tuple[Form, ...]:
    """Return the form of a page, which says which one it is, and the button to the page before.

    ``beside`` are the other ways to sign up, on the first page.
    """
    if len(pages) == 1:
        return Form(FormName.ENROLL_PROFILE, fields), *beside, button(FormName.SELECT_IDENTIFY)
    number = Field(PAGE_PATH, FieldType.HIDDEN, "", value=str(page.number), visible=False)
    main = Form(FormName.ENROLL_PROFILE, (*fields, number))
    if page is pages[0]:
        return main, *beside, button(FormName.SELECT_IDENTIFY)
    kept = (*(field for field in fields if not field.secret), number)
    return main, Form(FormName.BACK, kept, kind=FormKind.BUTTON), button(FormName.SELECT_IDENTIFY)


def _progress(policy: EnrollmentPolicy, pages: Sequence[FormPage], page: FormPage) -> Progress:
    """Return the place of a page among all stages of the sign-up."""
    verified, password_page = policy.verification_required, policy.password_page
    stages = sign_up_stages(form_stages(pages), verified=verified, password_page=password_page)
    return Progress(pages.index(page) + 1, stages)
