"""Pages of the authenticators beyond password and mail: to prove with one, and to set one up."""

from datetime import datetime
from typing import assert_never

from accounts.domain.attributes import Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.enrollments import (
    Data,
    Enrolled,
    PasskeyCredential,
    PhoneNumber,
    RecoveryCodeSet,
    SecurityAnswer,
    TotpSecret,
)
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.security_questions import OWN as OWN_QUESTION
from accounts.domain.security_questions import QUESTIONS
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.pages.common import CODE, button, other_ways, skip, somebody_else
from flows.domain.pages.email import challenge_email, enroll_email
from flows.domain.pages.passkeys import ASSERTION, ATTESTATION
from flows.domain.pages.passwords import challenge_password, enroll_password
from flows.domain.policies import Policies
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import (
    AccessCodeSubject,
    PasskeySubject,
    PhoneSubject,
    QuestionSubject,
    RecoveryCodesSubject,
    Subject,
    TotpSubject,
)
from flows.domain.transaction import RESEND_AFTER, Transaction

NUMBER_PATH, QUESTION_KEY_PATH = "authenticator.phoneNumber", "credentials.questionKey"
QUESTION_PATH, ANSWER_PATH = "credentials.question", "credentials.answer"

_NUMBER = Field(NUMBER_PATH, FieldType.PHONE, "Phone number", required=True, autocomplete="tel")
_RECOVERY_CODE = Field(
    PASSWORD_PATH,
    FieldType.STRING,
    "Recovery code",
    required=True,
    autocomplete="one-time-code",
    constraints=Constraints(max_length=40),
)
_ACCESS_CODE = Field(
    PASSWORD_PATH,
    FieldType.STRING,
    "Temporary access code",
    required=True,
    autocomplete="one-time-code",
    constraints=Constraints(max_length=80),
)
_QUESTION_KEY = Field(
    QUESTION_KEY_PATH,
    FieldType.CHOICE,
    "Question",
    required=True,
    options=(
        *(Option(key, text) for key, text in QUESTIONS.items()),
        Option(OWN_QUESTION, "A question of my own"),
    ),
)
_QUESTION = Field(
    QUESTION_PATH, FieldType.STRING, "Your own question", constraints=Constraints(max_length=100)
)
_ANSWER = Field(
    ANSWER_PATH, FieldType.STRING, "Answer", required=True, constraints=Constraints(max_length=100)
)

_CHALLENGES = {
    Authenticator.TOTP: (StepName.CHALLENGE_TOTP, (CODE,)),
    Authenticator.PASSKEY: (StepName.CHALLENGE_PASSKEY, ASSERTION),
    Authenticator.PHONE: (StepName.CHALLENGE_PHONE_CODE, (CODE,)),
    Authenticator.SECURITY_QUESTION: (StepName.CHALLENGE_SECURITY_QUESTION, (_ANSWER,)),
    Authenticator.RECOVERY_CODE: (StepName.CHALLENGE_RECOVERY_CODE, (_RECOVERY_CODE,)),
    Authenticator.ACCESS_CODE: (StepName.CHALLENGE_ACCESS_CODE, (_ACCESS_CODE,)),
}
_SET_UPS = {
    Authenticator.TOTP: (StepName.ENROLL_TOTP, (CODE,)),
    Authenticator.PASSKEY: (StepName.ENROLL_PASSKEY, ATTESTATION),
    Authenticator.PHONE: (StepName.ENROLL_PHONE_CODE, (CODE,)),
    Authenticator.SECURITY_QUESTION: (
        StepName.ENROLL_SECURITY_QUESTION,
        (_QUESTION_KEY, _QUESTION, _ANSWER),
    ),
    Authenticator.RECOVERY_CODE: (StepName.ENROLL_RECOVERY_CODES, ()),
}


def challenge(
    one: Authenticator,
    names: tuple[Authenticator, ...],
    transaction: Transaction,
    policies: Policies,
    now: datetime,
    *,
    user_verifying: bool = False,
) -> Step:
    """Ask for a proof by this authenticator; ``names`` are all that would do, offered beside."""
    if one is Authenticator.PASSWORD:
        recover = policies.password(transaction, now).reset_allowed
        return challenge_password(transaction, names, recover=recover)
    if one is Authenticator.EMAIL:
        return challenge_email(transaction, now, names)
    others = other_ways(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, names, one)
    beside = (*others, *somebody_else(transaction))
    if one is Authenticator.PHONE and transaction.chosen is not Authenticator.PHONE:
        # A text message costs money and may wake somebody: it is sent when it is asked for.
        forms = (button(FormName.AUTHENTICATOR_VERIFICATION_DATA), *beside)
        return Step(StepName.CHALLENGE_PHONE, forms, subject=_phone(transaction, now, enrolling=False))
    name, fields = _CHALLENGES[one]
    resend = (button(FormName.RESEND),) if one is Authenticator.PHONE else ()
    main = Form(FormName.CHALLENGE_AUTHENTICATOR, fields)
    subject = _challenged(one, transaction, now, user_verifying=user_verifying)
    return Step(name, (main, *resend, *beside), subject=subject)


def _challenged(
    one: Authenticator, transaction: Transaction, now: datetime, *, user_verifying: bool
) -> Subject:
    held = [enrolled for enrolled in _enrolled(transaction) if enrolled.authenticator is one]
    match one:
        case Authenticator.TOTP:
            return TotpSubject(transaction.display_address, enrolling=False)
        case Authenticator.PASSKEY:
            return PasskeySubject(
                transaction.id,
                enrolling=False,
                user_id=transaction.person_id,
                # Whoever only typed an address is not told which keys belong to it.
                credentials=_credentials(held) if transaction.proofs else (),
                user_verifying=user_verifying,
            )
        case Authenticator.PHONE:
            return _phone(transaction, now, enrolling=False)
        case Authenticator.SECURITY_QUESTION:
            data = held[0].data if held else None
            question = data.question if isinstance(data, SecurityAnswer) else ""
            return QuestionSubject(enrolling=False, question=question)
        case Authenticator.RECOVERY_CODE:
            sets = (one.data for one in held if isinstance(one.data, RecoveryCodeSet))
            return RecoveryCodesSubject(enrolling=False, left=sum(len(codes.digests) for codes in sets))
        case Authenticator.ACCESS_CODE:
            return AccessCodeSubject()
        case Authenticator.PASSWORD | Authenticator.EMAIL:
            raise LookupError("password and mail have pages of their own")
        case _:
            assert_never(one)


def _enrolled(transaction: Transaction) -> tuple[Enrolled, ...]:
    return transaction.person.enrolled if transaction.person is not None else ()


def _credentials(held: list[Enrolled]) -> tuple[PasskeyCredential, ...]:
    return tuple(one.data for one in held if isinstance(one.data, PasskeyCredential))


def set_up(
    one: Authenticator,
    names: tuple[Authenticator, ...],
    transaction: Transaction,
    policies: Policies,
    now: datetime,
    *,
    can_skip: bool = False,
    user_verifying: bool = False,
) -> Step:
    """Let the person set this authenticator up; ``names`` are all they may choose from here."""
    if one is Authenticator.PASSWORD:
        return enroll_password(transaction, policies, now, names, can_skip=can_skip)
    if one is Authenticator.EMAIL:
        return enroll_email(transaction, now)
    others = other_ways(FormName.SELECT_AUTHENTICATOR_ENROLL, names, one)
    beside = (*others, *((skip(),) if can_skip else ()))
    pending = transaction.pending_of(one)
    begun = pending.data if pending is not None and pending.proved_at is None else None
    if one is Authenticator.PHONE and begun is None:
        main = Form(FormName.AUTHENTICATOR_ENROLLMENT_DATA, (_NUMBER,))
        return Step(StepName.ENROLL_PHONE, (main, *beside), subject=PhoneSubject("", enrolling=True))
    name, fields = _SET_UPS[one]
    again = (button(FormName.RESEND), Form(FormName.AUTHENTICATOR_ENROLLMENT_DATA, (_NUMBER,)))
    resend = again if one is Authenticator.PHONE else ()
    public_id = pending.public_id if pending is not None and begun is not None else ""
    subject = _set_up(one, transaction, begun, public_id, now, user_verifying=user_verifying)
    return Step(name, (Form(FormName.ENROLL_AUTHENTICATOR, fields), *resend, *beside), subject=subject)


def _set_up(
    one: Authenticator,
    transaction: Transaction,
    begun: Data | None,
    public_id: str,
    now: datetime,
    *,
    user_verifying: bool,
) -> Subject:
    match one:
        case Authenticator.TOTP:
            secret = begun.secret if isinstance(begun, TotpSecret) else ""
            account = transaction.display_address
            return TotpSubject(account, enrolling=True, public_id=public_id, secret=secret)
        case Authenticator.PASSKEY:
            return _new_passkey(transaction, user_verifying=user_verifying)
        case Authenticator.PHONE:
            return _phone(transaction, now, enrolling=True)
        case Authenticator.SECURITY_QUESTION:
            return QuestionSubject(enrolling=True)
        case _:
            return RecoveryCodesSubject(enrolling=True, public_id=public_id)


def _new_passkey(transaction: Transaction, *, user_verifying: bool) -> PasskeySubject:
    who = transaction.person or transaction.submission
    names = f"{who.first_name} {who.last_name}".strip() if who is not None else ""
    held = [one for one in _enrolled(transaction) if one.authenticator is Authenticator.PASSKEY]
    return PasskeySubject(
        transaction.id,
        enrolling=True,
        user_id=transaction.person_id,
        account=transaction.display_address,
        display_name=names or transaction.display_address,
        credentials=_credentials(held),
        user_verifying=user_verifying,
    )


def phone_number(transaction: Transaction, *, enrolling: bool) -> str:
    """Return the number that a text goes to: the one being set up, or the person's."""
    if enrolling:
        pending = transaction.pending_of(Authenticator.PHONE)
        data = pending.data if pending is not None else None
    else:
        held = (one.data for one in _enrolled(transaction) if one.authenticator is Authenticator.PHONE)
        data = next(held, None)
    return data.number if isinstance(data, PhoneNumber) else ""


def _phone(transaction: Transaction, now: datetime, *, enrolling: bool) -> PhoneSubject:
    number, challenge = phone_number(transaction, enrolling=enrolling), transaction.challenge
    masked = f"{number[:3]} ••• {number[-4:]}"
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
        challenge.usable(now),
    )
