"""Pages that enroll one authenticator."""

from functools import partial

from accounts.domain.attributes import Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import (
    Data,
    TotpSecret,
)
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.security_questions import OWN as OWN_QUESTION
from accounts.domain.security_questions import QUESTIONS
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import (
    ANSWER,
    ATTESTATION,
    CODE,
    NUMBER_PATH,
    QUESTION_KEY_PATH,
    QUESTION_PATH,
    button,
    credentials_of,
    enrolled_of,
    other_ways,
    phone_subject,
    skip,
)
from flows.domain.pages.email import enroll_email
from flows.domain.pages.identity_providers import enroll_identity_provider
from flows.domain.pages.passwords import enroll_password
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import (
    PasskeySubject,
    PhoneSubject,
    QuestionSubject,
    RecoveryCodesSubject,
    Subject,
    TotpSubject,
)
from flows.domain.transaction import Transaction

_NUMBER = Field(
    NUMBER_PATH,
    FieldType.PHONE,
    # Translators: phone set-up, label
    _("Phone number"),
    required=True,
    autocomplete="tel",
)
_QUESTION_KEY = Field(
    QUESTION_KEY_PATH,
    FieldType.CHOICE,
    # Translators: security question set-up, label
    _("Security question"),
    required=True,
    options=(
        *(Option(key, text) for key, text in QUESTIONS.items()),
        Option(
            OWN_QUESTION,
            # Translators: security question set-up, last choice of the list
            _("Write my own question"),
        ),
    ),
)
_QUESTION = Field(
    QUESTION_PATH,
    FieldType.STRING,
    # Translators: security question set-up, label
    _("Your own question"),
    constraints=Constraints(max_length=100),
)

_SET_UPS = {
    Authenticator.TOTP: (StepName.ENROLL_TOTP, (CODE,)),
    Authenticator.PASSKEY: (StepName.ENROLL_PASSKEY, ATTESTATION),
    Authenticator.PHONE: (StepName.ENROLL_PHONE_CODE, (CODE,)),
    Authenticator.SECURITY_QUESTION: (
        StepName.ENROLL_SECURITY_QUESTION,
        (_QUESTION_KEY, _QUESTION, ANSWER),
    ),
    Authenticator.RECOVERY_CODE: (StepName.ENROLL_RECOVERY_CODES, ()),
}


def set_up(
    authenticator: Authenticator,
    names: tuple[Authenticator, ...],
    state: FlowState,
    *,
    can_skip: bool = False,
    user_verifying: bool = False,
) -> Step:
    """Let the user set this authenticator up; ``names`` are all they may choose from here."""
    transaction = state.transaction
    if authenticator is Authenticator.PASSWORD:
        return enroll_password(state, names, can_skip=can_skip)
    if authenticator is Authenticator.EMAIL:
        return enroll_email(state)
    if authenticator is Authenticator.IDENTITY_PROVIDER:
        return enroll_identity_provider(state)
    others = other_ways(FormName.SELECT_AUTHENTICATOR_ENROLL, names, authenticator)
    beside = (*others, *((skip(),) if can_skip else ()))
    pending = transaction.pending_of(authenticator)
    begun = pending.data if pending is not None and pending.proved_at is None else None
    if authenticator is Authenticator.PHONE and begun is None:
        main = Form(FormName.AUTHENTICATOR_ENROLLMENT_DATA, (_NUMBER,))
        return Step(StepName.ENROLL_PHONE, (main, *beside), subject=PhoneSubject("", enrolling=True))
    name, fields = _SET_UPS[authenticator]
    again = (button(FormName.RESEND), Form(FormName.AUTHENTICATOR_ENROLLMENT_DATA, (_NUMBER,)))
    resend = again if authenticator is Authenticator.PHONE else ()
    public_id = pending.public_id if pending is not None and begun is not None else ""
    subject = _set_up(authenticator, state, begun, public_id, user_verifying=user_verifying)
    forms = (Form(FormName.ENROLL_AUTHENTICATOR, fields), *resend, *beside)
    draw = partial(set_up, authenticator, names, can_skip=can_skip, user_verifying=user_verifying)
    return Step(name, forms, subject=subject, draw=draw)


def _set_up(
    authenticator: Authenticator,
    state: FlowState,
    begun: Data | None,
    public_id: str,
    *,
    user_verifying: bool,
) -> Subject:
    match authenticator:
        case Authenticator.TOTP:
            secret = begun.secret if isinstance(begun, TotpSecret) else ""
            account = state.transaction.display_address
            return TotpSubject(account, enrolling=True, public_id=public_id, secret=secret)
        case Authenticator.PASSKEY:
            return _new_passkey(state.transaction, user_verifying=user_verifying)
        case Authenticator.PHONE:
            return phone_subject(state, enrolling=True)
        case Authenticator.SECURITY_QUESTION:
            return QuestionSubject(enrolling=True)
        case _:
            return RecoveryCodesSubject(enrolling=True, public_id=public_id)


def _new_passkey(transaction: Transaction, *, user_verifying: bool) -> PasskeySubject:
    who = transaction.user or transaction.submission
    names = f"{who.first_name} {who.last_name}".strip() if who is not None else ""
    passkeys = [
        enrollment
        for enrollment in enrolled_of(transaction)
        if enrollment.authenticator is Authenticator.PASSKEY
    ]
    return PasskeySubject(
        transaction.id,
        enrolling=True,
        user_id=transaction.user_id,
        account=transaction.display_address,
        display_name=names or transaction.display_address,
        credentials=credentials_of(passkeys),
        user_verifying=user_verifying,
    )
