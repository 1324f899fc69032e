"""The pages of authenticators, of what is to be set up, and of changes to one's own account."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from accounts.domain.attributes import Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.messages import Message
from accounts.domain.security_questions import OWN, QUESTIONS
from accounts.domain.violations import Violation
from flows.domain.pages.common import ASSERTION, ATTESTATION, choice_field
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import (
    AccessCodeSubject,
    PasskeySubject,
    PhoneSubject,
    QuestionSubject,
    RecoveryCodesSubject,
    RemovalSubject,
    SelectSubject,
    Subject,
    TotpSubject,
)
from flows.hosted.presenter import Attempt, Page
from tests.flows.hosted.examples import (
    ADDRESS,
    CODE,
    IDENTIFIER,
    NOW,
    button,
    email_forms,
    email_subject,
    instead,
    new_password,
    page,
    refused,
)

SHORT = Constraints(max_length=100)
NUMBER = Field(
    "authenticator.phoneNumber", FieldType.PHONE, "Phone number", required=True, autocomplete="tel"
)
ANSWER = Field("credentials.answer", FieldType.STRING, "Answer", required=True, constraints=SHORT)
OWN_QUESTION = Field("credentials.question", FieldType.STRING, "Your own question", constraints=SHORT)
QUESTION = Field(
    "credentials.questionKey",
    FieldType.CHOICE,
    "Question",
    required=True,
    options=(*(Option(key, text) for key, text in QUESTIONS.items()), Option(OWN, "A question of my own")),
)


def text_code(label: str) -> Field:
    return replace(CODE, type=FieldType.STRING, label=label, constraints=SHORT)


PROVING = {
    Authenticator.TOTP: (StepName.CHALLENGE_TOTP, (CODE,)),
    Authenticator.PASSKEY: (StepName.CHALLENGE_PASSKEY, ASSERTION),
    Authenticator.PHONE: (StepName.CHALLENGE_PHONE_CODE, (CODE,)),
    Authenticator.SECURITY_QUESTION: (StepName.CHALLENGE_SECURITY_QUESTION, (ANSWER,)),
    Authenticator.RECOVERY_CODE: (StepName.CHALLENGE_RECOVERY_CODE, (text_code("Recovery code"),)),
    Authenticator.ACCESS_CODE: (StepName.CHALLENGE_ACCESS_CODE, (text_code("Temporary access code"),)),
}
SETTING_UP = {
    Authenticator.TOTP: (StepName.ENROLL_TOTP, (CODE,)),
    Authenticator.PASSKEY: (StepName.ENROLL_PASSKEY, ATTESTATION),
    Authenticator.PHONE: (StepName.ENROLL_PHONE_CODE, (CODE,)),
    Authenticator.SECURITY_QUESTION: (
        StepName.ENROLL_SECURITY_QUESTION,
        (QUESTION, OWN_QUESTION, ANSWER),
    ),
    Authenticator.RECOVERY_CODE: (StepName.ENROLL_RECOVERY_CODES, ()),
}
ALL = (
    Authenticator.PASSKEY,
    Authenticator.TOTP,
    Authenticator.PHONE,
    Authenticator.SECURITY_QUESTION,
    Authenticator.RECOVERY_CODE,
    Authenticator.ACCESS_CODE,
)
PHONE = PhoneSubject(
    "+35 ••• 3456",
    enrolling=False,
    purpose="phone",
    serial=1,
    sent_at=NOW,
    expires_at=NOW + timedelta(minutes=10),
    resend_at=NOW + timedelta(seconds=30),
    usable=True,
)
NEW_PHONE = replace(PHONE, enrolling=True, number="+353850123456")
CHALLENGED: Mapping[Authenticator, Subject] = {
    Authenticator.TOTP: TotpSubject(ADDRESS, enrolling=False),
    Authenticator.PASSKEY: PasskeySubject("abc", enrolling=False),
    Authenticator.PHONE: PHONE,
    Authenticator.SECURITY_QUESTION: QuestionSubject(enrolling=False, question="first_computer_game"),
    Authenticator.RECOVERY_CODE: RecoveryCodesSubject(enrolling=False, left=7),
    Authenticator.ACCESS_CODE: AccessCodeSubject(),
}
BEGUN: Mapping[Authenticator, Subject] = {
    Authenticator.TOTP: TotpSubject(ADDRESS, enrolling=True, public_id="p", secret="s"),
    Authenticator.PASSKEY: PasskeySubject("abc", enrolling=True, user_id="u", account=ADDRESS),
    Authenticator.PHONE: NEW_PHONE,
    Authenticator.SECURITY_QUESTION: QuestionSubject(enrolling=True),
    Authenticator.RECOVERY_CODE: RecoveryCodesSubject(enrolling=True, public_id="p"),
}
NEW_EMAIL = Field("newEmail", FieldType.EMAIL, "New email address", required=True, autocomplete="email")


def challenge(one: Authenticator, attempt: Attempt = Attempt()) -> Page:  # noqa: B008
    name, fields = PROVING[one]
    others = tuple(other for other in (*ALL, Authenticator.PASSWORD) if other is not one)
    resend = (button(FormName.RESEND),) if one is Authenticator.PHONE else ()
    forms = (Form(FormName.CHALLENGE_AUTHENTICATOR, fields), *resend, instead(*others))
    return page(Step(name, (*forms, button(FormName.SELECT_IDENTIFY)), CHALLENGED[one]), attempt)


def set_up(one: Authenticator, attempt: Attempt = Attempt(), *, can_skip: bool = True) -> Page:  # noqa: B008
    name, fields = SETTING_UP[one]
    others = tuple(other for other in BEGUN if other is not one)
    again = (button(FormName.RESEND), Form(FormName.AUTHENTICATOR_ENROLLMENT_DATA, (NUMBER,)))
    beside = (Form(FormName.SELECT_AUTHENTICATOR_ENROLL, (choice_field(others),)), button(FormName.SKIP))
    forms = (
        Form(FormName.ENROLL_AUTHENTICATOR, fields),
        *(again if one is Authenticator.PHONE else ()),
        *(beside if can_skip else ()),
    )
    return page(Step(name, forms, BEGUN[one]), attempt)


def ask_phone(*, number: bool) -> Page:
    if number:
        form = Form(FormName.AUTHENTICATOR_ENROLLMENT_DATA, (NUMBER,))
        return page(
            Step(StepName.ENROLL_PHONE, (form, button(FormName.SKIP)), PhoneSubject("", enrolling=True))
        )
    forms = (button(FormName.AUTHENTICATOR_VERIFICATION_DATA), instead(Authenticator.TOTP))
    return page(Step(StepName.CHALLENGE_PHONE, forms, PHONE))


def select(subject: SelectSubject, attempt: Attempt = Attempt()) -> Page:  # noqa: B008
    form = Form(FormName.SELECT_AUTHENTICATOR_ENROLL, (choice_field(subject.required or subject.optional),))
    skips = (button(FormName.SKIP),) if subject != SelectSubject(required=subject.required) else ()
    return page(Step(StepName.SELECT_ENROLL, (form, *skips), subject), attempt)


def expiring() -> Page:
    step = new_password(StepName.EXPIRING_PASSWORD, FormName.REENROLL_AUTHENTICATOR_WARNING)
    return page(
        replace(
            step,
            forms=(*step.forms, button(FormName.SKIP)),
            subject=replace(step.subject, expires_at=NOW + timedelta(days=5)),
            messages=(Message("idx.password.expiring.message", ("5",)),),
        )
    )


def change_email(attempt: Attempt = Attempt()) -> Page:  # noqa: B008
    return page(Step(StepName.CHANGE_EMAIL, (Form(FormName.CHANGE_EMAIL, (NEW_EMAIL,)),)), attempt)


def confirm_email_change() -> Page:
    forms = (*email_forms(FormName.ENROLL_AUTHENTICATOR), Form(FormName.CHANGE_EMAIL, (NEW_EMAIL,)))
    return page(Step(StepName.CONFIRM_EMAIL_CHANGE, forms, email_subject("email_change")))


def leaving(*said: Message) -> Page:
    return page(Step(StepName.LEAVING, (button(FormName.RESEND),), messages=said))


def removal(one: Authenticator, label: str) -> Page:
    step = Step(StepName.REMOVE_AUTHENTICATOR, (button(FormName.REMOVE_AUTHENTICATOR),))
    return page(replace(step, subject=RemovalSubject(one, label)))


CODE_PATH = "credentials.passcode"
REFUSED_PASSKEY = Attempt({}, messages=(Message("ssr.passkey.not_accepted"),))
NOT_OFFERED = Attempt({}, (Violation("authenticator.id", "ssr.authenticator.not_offered"),))

PAGES: Mapping[str, Callable[[], Page]] = {
    **{f"prove, {one}": (lambda one=one: challenge(one)) for one in ALL},
    **{f"set up, {one}": (lambda one=one: set_up(one)) for one in BEGUN},
    "prove, app, wrong": lambda: challenge(
        Authenticator.TOTP, refused(CODE_PATH, "authfactor.challenge.soft_token.invalid_passcode")
    ),
    "prove, passkey, refused": lambda: challenge(Authenticator.PASSKEY, REFUSED_PASSKEY),
    "prove, recovery code, wrong": lambda: challenge(
        Authenticator.RECOVERY_CODE, refused(CODE_PATH, "ssr.recovery_code.wrong")
    ),
    "prove, another way that is none": lambda: challenge(Authenticator.TOTP, NOT_OFFERED),
    "prove, phone, before a text": lambda: ask_phone(number=False),
    "set up, app, required": lambda: set_up(Authenticator.TOTP, can_skip=False),
    "set up, phone, number": lambda: ask_phone(number=True),
    "set up, question, wrong": lambda: set_up(
        Authenticator.SECURITY_QUESTION,
        refused(
            "credentials.answer",
            "ssr.security_question.answer_length",
            "4",
            "100",
            **{"credentials.questionKey": "custom"},
        ),
    ),
    "choose, required": lambda: select(SelectSubject(required=tuple(BEGUN))),
    "choose, later": lambda: select(
        SelectSubject(required=tuple(BEGUN)[:2], deadline=NOW + timedelta(days=20), skips_left=3)
    ),
    "choose, a few times": lambda: select(SelectSubject(required=tuple(BEGUN)[:2], skips_left=3)),
    "choose, optional": lambda: select(SelectSubject(optional=tuple(BEGUN)[:3])),
    "choose, none of these": lambda: select(SelectSubject(optional=tuple(BEGUN)[:3]), NOT_OFFERED),
    "expired password": lambda: page(
        new_password(StepName.EXPIRED_PASSWORD, FormName.REENROLL_AUTHENTICATOR)
    ),
    "expiring password": expiring,
    "stay signed in": lambda: page(
        Step(
            StepName.KEEP_ME_SIGNED_IN,
            (Form(FormName.KEEP_ME_SIGNED_IN, (Field("keepMeSignedIn", FieldType.BOOLEAN, "Stay"),)),),
        )
    ),
    "step up": lambda: page(Step(StepName.STEP_UP, (button(FormName.STEP_UP),))),
    "unlock": lambda: page(
        Step(
            StepName.IDENTIFY_UNLOCK,
            (Form(FormName.UNLOCK_ACCOUNT, (IDENTIFIER,)), button(FormName.SELECT_IDENTIFY)),
        ),
        begun=False,
    ),
    "change email": change_email,
    "change email, same": lambda: change_email(refused("newEmail", "ssr.email.same", newEmail=ADDRESS)),
    "confirm email change": confirm_email_change,
    "delete the account": lambda: page(Step(StepName.DELETE_ACCOUNT, (button(FormName.DELETE_ACCOUNT),))),
    "about to be deleted": leaving,
    "about to be deleted, mailed": lambda: leaving(Message("ssr.mail.sent", (ADDRESS,))),
    "remove a passkey": lambda: removal(Authenticator.PASSKEY, "iCloud Keychain"),
    "remove an app": lambda: removal(Authenticator.TOTP, "Authenticator app"),
}
