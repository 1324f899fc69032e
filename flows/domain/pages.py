"""How each step is put together: its forms, its subject, its place in a sign-up."""

from dataclasses import replace
from datetime import datetime

from accounts.domain.challenges import ChallengePurpose
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.identifiers import MAX_LENGTH, parse_email
from accounts.domain.messages import Message
from enrollment.domain.form import (
    EMAIL_PATH,
    PASSWORD_PATH,
    PROFILE_PREFIX,
    PasswordPage,
    new_password_field,
)
from flows.domain.steps import (
    EmailSubject,
    Form,
    FormKind,
    FormName,
    PasswordSubject,
    Progress,
    Step,
    StepName,
)
from flows.domain.transaction import RESEND_AFTER, Authenticator, Face, Intent, Policies, Transaction

POLL_MS = 4000

IDENTIFIER_PATH, TOKEN_PATH = "identifier", "token"

_IDENTIFIER = Field(
    IDENTIFIER_PATH,
    FieldType.EMAIL,
    "Email address",
    required=True,
    autocomplete="username",
    constraints=Constraints(max_length=MAX_LENGTH),
)
_CODE = Field(PASSWORD_PATH, FieldType.CODE, "6-digit code", required=True, autocomplete="one-time-code")
_PASSWORD = Field(
    PASSWORD_PATH, FieldType.PASSWORD, "Password", required=True, secret=True, autocomplete="current-password"
)
_TOKEN = Field(TOKEN_PATH, FieldType.HIDDEN, "", required=True, visible=False)


ABOUT_YOU, CONFIRM, CHOOSE = "About you", "Confirm your email", "Choose a password"


def _progress(label: str, *, verified: bool, password_page: PasswordPage) -> Progress:
    stages = [ABOUT_YOU]
    if verified:
        stages.append(CONFIRM)
    if password_page is PasswordPage.LATER:
        stages.append(CHOOSE)
    return Progress(stages.index(label) + 1, tuple(stages))


def _progress_of(transaction: Transaction, label: str) -> Progress | None:
    """Return the place in a sign-up that has been submitted; other flows have no stages."""
    submission = transaction.submission
    if submission is None:
        return None
    proves = submission.verification_required or label == CONFIRM
    verified = proves or transaction.proved(Authenticator.EMAIL) is not None
    return _progress(label, verified=verified, password_page=submission.password_page)


def _button(name: FormName) -> Form:
    return Form(name, kind=FormKind.BUTTON)


def ended(key: str, about: str = "") -> Step:
    """Return the end of the road, with the one message that says why (and about which address)."""
    return Step(StepName.ENDED, messages=(Message(key, (about,) if about else ()),))


def done() -> Step:
    """Return the step where nothing is missing: only a POST completes it."""
    return Step(StepName.DONE, (_button(FormName.COMPLETE),))


def identify(transaction: Transaction, policies: Policies) -> Step:
    """Ask who is there; sign-up is offered only where it is allowed."""
    forms = [Form(FormName.IDENTIFY, (replace(_IDENTIFIER, value=transaction.identifier_display or None),))]
    if policies.enrollment.sign_up_allowed:
        forms.append(_button(FormName.SELECT_ENROLL_PROFILE))
    return Step(StepName.IDENTIFY, tuple(forms))


def identify_recovery(transaction: Transaction, policies: Policies) -> Step:
    """Ask whose password was forgotten; whoever has no account yet can make one where that is allowed."""
    field = replace(_IDENTIFIER, value=transaction.identifier_display or None)
    forms = [Form(FormName.IDENTIFY_RECOVERY, (field,)), _button(FormName.SELECT_IDENTIFY)]
    if policies.enrollment.sign_up_allowed:
        forms.append(_button(FormName.SELECT_ENROLL_PROFILE))
    return Step(StepName.IDENTIFY_RECOVERY, tuple(forms))


def _preset(field: Field, transaction: Transaction) -> Field:
    if field.path == EMAIL_PATH:
        proved = transaction.proved(Authenticator.EMAIL) is not None
        return replace(field, value=transaction.display_address or None, mutable=not proved)
    held = transaction.draft.get(field.path.removeprefix(PROFILE_PREFIX))
    return field if held is None or field.secret else replace(field, value=held)


def enroll_profile(transaction: Transaction, policies: Policies) -> Step:
    """Ask what the administrator put on the form; an address that is proved already cannot change."""
    policy = policies.enrollment
    fields = tuple(_preset(field, transaction) for field in policy.fields())
    rules = policies.security.password if policy.password_page is PasswordPage.FIRST else None
    subject = PasswordSubject("", enrolling=True, rules=rules, personal=policies.context_words)
    return Step(
        StepName.ENROLL_PROFILE,
        (Form(FormName.ENROLL_PROFILE, fields), _button(FormName.SELECT_IDENTIFY)),
        subject=subject,
        progress=_progress(
            ABOUT_YOU, verified=policy.verification_required, password_page=policy.password_page
        ),
        title=policy.title,
        submit_label=policy.submit_label,
    )


def _email_subject(transaction: Transaction, now: datetime, purpose: ChallengePurpose) -> EmailSubject:
    """Describe the challenge; serial 0 says that its first mail is still to be sent by ``enter``."""
    enrolling = purpose is ChallengePurpose.SIGN_UP
    # As it was typed here: how a holder once wrote the same address would tell that there is one.
    address = transaction.display_address if enrolling else transaction.identifier_display
    masked = parse_email(address).masked()
    challenge = transaction.challenge
    if challenge is None or challenge.purpose != purpose or challenge.address != transaction.subject_address:
        return EmailSubject(address, masked, purpose, 0, now, now, now, usable=False, enrolling=enrolling)
    return EmailSubject(
        address=address,
        masked=masked,
        purpose=purpose,
        serial=challenge.serial,
        sent_at=challenge.sent_at,
        expires_at=challenge.expires_at,
        resend_at=challenge.sent_at + RESEND_AFTER,
        usable=challenge.usable(now),
        enrolling=enrolling,
    )


def _email_forms(transaction: Transaction, main: FormName) -> tuple[Form, ...]:
    forms = (
        Form(main, (_CODE,)),
        _button(FormName.RESEND),
        Form(FormName.POLL, kind=FormKind.POLL, refresh_ms=POLL_MS),
    )
    return (*forms, Form(FormName.LINK, (_TOKEN,))) if transaction.face is Face.HOSTED else forms


def _somebody_else(transaction: Transaction) -> tuple[Form, ...]:
    """Let a page say "not you?"; clients of the JSON face know no such form here."""
    return (_button(FormName.SELECT_IDENTIFY),) if transaction.face is Face.HOSTED else ()


def enroll_email(transaction: Transaction, now: datetime) -> Step:
    """Wait for the proof of a new address, which can still be corrected."""
    change = Form(
        FormName.CHANGE_ADDRESS,
        (
            Field(
                EMAIL_PATH,
                FieldType.EMAIL,
                "Email address",
                required=True,
                autocomplete="email",
                constraints=Constraints(max_length=MAX_LENGTH),
                value=transaction.display_address,
            ),
        ),
    )
    return Step(
        StepName.ENROLL_EMAIL,
        (*_email_forms(transaction, FormName.ENROLL_AUTHENTICATOR), change),
        subject=_email_subject(transaction, now, ChallengePurpose.SIGN_UP),
        progress=_progress_of(transaction, CONFIRM),
    )


def challenge_email(transaction: Transaction, now: datetime) -> Step:
    """Wait for the proof of an address that is known here."""
    signing_in = transaction.intent is Intent.SIGN_IN
    purpose = ChallengePurpose.SIGN_IN if signing_in else ChallengePurpose.RECOVERY
    return Step(
        StepName.CHALLENGE_EMAIL,
        (*_email_forms(transaction, FormName.CHALLENGE_AUTHENTICATOR), *_somebody_else(transaction)),
        subject=_email_subject(transaction, now, purpose),
    )


def challenge_password(transaction: Transaction) -> Step:
    """Ask for the password, of a person or of nobody: the page is the same."""
    return Step(
        StepName.CHALLENGE_PASSWORD,
        (
            Form(FormName.CHALLENGE_AUTHENTICATOR, (_PASSWORD,)),
            _button(FormName.RECOVER),
            *_somebody_else(transaction),
        ),
        subject=PasswordSubject(transaction.identifier_display, enrolling=False),
    )


def personal_words(transaction: Transaction, policies: Policies) -> tuple[str, ...]:
    """Return what a new password may not contain: the person's own names and address, and the brand's."""
    who = transaction.person or transaction.submission
    names = (who.first_name, who.last_name) if who is not None else ()
    return tuple(word for word in (*names, transaction.subject_address, *policies.context_words) if word)


def _new_password(transaction: Transaction, policies: Policies, name: StepName, form: FormName) -> Step:
    subject = PasswordSubject(
        transaction.display_address,
        enrolling=True,
        rules=policies.security.password,
        personal=personal_words(transaction, policies),
    )
    return Step(name, (Form(form, (new_password_field(),)),), subject=subject)


def enroll_password(transaction: Transaction, policies: Policies) -> Step:
    """Ask for a first password."""
    step = _new_password(transaction, policies, StepName.ENROLL_PASSWORD, FormName.ENROLL_AUTHENTICATOR)
    return replace(step, progress=_progress_of(transaction, CHOOSE))


def reset_password(transaction: Transaction, policies: Policies) -> Step:
    """Ask for a password in place of the forgotten one."""
    return _new_password(transaction, policies, StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR)


def change_password(transaction: Transaction, policies: Policies) -> Step:
    """Ask for a password in place of one that was only temporary."""
    return _new_password(transaction, policies, StepName.RESET_PASSWORD, FormName.REENROLL_AUTHENTICATOR)
