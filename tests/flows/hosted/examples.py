"""Pages of a sign-up, a sign-in and a recovery in every state worth a look. No database: steps are data."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from accounts.brand import BrandView
from accounts.domain.attributes import AttributeType, Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.messages import Message
from accounts.domain.passwords import PasswordRules
from accounts.domain.reference_data import options_for
from accounts.domain.violations import Violation
from flows.domain.pages.common import ASSERTION, choice_field
from flows.domain.steps import Form, FormKind, FormName, Progress, Step, StepName
from flows.domain.subjects import EmailSubject, PasskeySubject, PasswordSubject
from flows.hosted.presenter import Attempt, Page, page_for
from tests.flows.hosted.material import material_of

NOW = datetime(2026, 11, 22, 14, 51, tzinfo=UTC)
ADDRESS, MASKED = "ada.okafor@example.com", "a•••r@example.com"
STAGES = ("About you", "Confirm your email", "Choose a password")
BRAND = BrandView(
    key="default",
    name="Orchard",
    color="#0b6657",
    accent="#d98c3f",
    logo="",
    support_email="help@orchard.example",
    postal_address="",
    help_url="https://orchard.example/help",
    privacy_url="https://orchard.example/privacy",
    terms_url="https://orchard.example/terms",
)


def button(name: FormName) -> Form:
    return Form(name, kind=FormKind.BUTTON)


def choices(*titles: str) -> tuple[Option, ...]:
    return tuple(Option(title.lower(), title) for title in titles)


IDENTIFIER = Field("identifier", FieldType.EMAIL, "Email address", required=True, autocomplete="username")
PASSWORD = Field(
    "credentials.passcode",
    FieldType.PASSWORD,
    "Password",
    required=True,
    secret=True,
    autocomplete="current-password",
)
NEW_PASSWORD = replace(PASSWORD, label="New password", autocomplete="new-password")
CODE = Field(
    "credentials.passcode", FieldType.CODE, "6-digit code", required=True, autocomplete="one-time-code"
)
EMAIL = Field(
    "userProfile.email",
    FieldType.EMAIL,
    "Email address",
    required=True,
    autocomplete="email",
    help="We send a code here.",
    constraints=Constraints(max_length=100),
)
PROFILE = (
    EMAIL,
    Field("userProfile.firstName", FieldType.STRING, "First name", required=True, autocomplete="given-name"),
    Field("userProfile.lastName", FieldType.STRING, "Last name", required=True, autocomplete="family-name"),
    Field(
        "userProfile.birthday", FieldType.DATE, "Date of birth", autocomplete="bday", help="Like 27 3 1988"
    ),
    Field("userProfile.team", FieldType.CHOICE, "Your team", required=True, options=choices("Ops", "Sales")),
    Field("userProfile.terms", FieldType.BOOLEAN, "I agree to the terms", required=True),
)
EVERY_TYPE = (
    Field("userProfile.string", FieldType.STRING, "Text", help="Short.", value="preset"),
    Field("userProfile.long", FieldType.LONG_TEXT, "About you", constraints=Constraints(max_length=200)),
    Field("userProfile.number", FieldType.NUMBER, "Height in metres", value="1.84"),
    Field("userProfile.integer", FieldType.INTEGER, "Children"),
    Field("userProfile.boolean", FieldType.BOOLEAN, "Email me news", help="About monthly.", value=True),
    Field("userProfile.radios", FieldType.CHOICE, "Team", options=choices("Ops", "Sales"), required=True),
    Field("userProfile.select", FieldType.CHOICE, "Room", options=choices("A", "B", "C", "D", "E", "F")),
    Field(
        "userProfile.several",
        FieldType.MULTIPLE_CHOICE,
        "Interests",
        options=choices("Maps", "Music", "Moss"),
        value=("music",),
        required=True,
    ),
    Field("userProfile.date", FieldType.DATE, "Start date", value="2026-03-07", required=True),
    Field("userProfile.email", FieldType.EMAIL, "Second email"),
    Field("userProfile.url", FieldType.URL, "Website"),
    Field("userProfile.phone", FieldType.PHONE, "Phone", autocomplete="tel"),
    Field("userProfile.country", FieldType.COUNTRY, "Country", options=options_for(AttributeType.COUNTRY)),
    Field(
        "userProfile.language", FieldType.LANGUAGE, "Language", options=options_for(AttributeType.LANGUAGE)
    ),
    Field("userProfile.zone", FieldType.TIME_ZONE, "Time zone", options=options_for(AttributeType.TIME_ZONE)),
    Field(
        "userProfile.fixed",
        FieldType.CHOICE,
        "Contract",
        options=choices("Open"),
        value="open",
        mutable=False,
    ),
    Field("userProfile.hidden", FieldType.STRING, "Unseen", value="x", visible=False),
    NEW_PASSWORD,
)


def identify(*, sign_up: bool = True, messages: tuple[Message, ...] = ()) -> Step:
    """The front door, where passkeys are allowed; accounts unlock themselves where users sign up too."""
    forms = (
        Form(FormName.IDENTIFY, (replace(IDENTIFIER, autocomplete="username webauthn"),)),
        *([button(FormName.SELECT_ENROLL_PROFILE)] if sign_up else []),
        Form(FormName.PASSKEY_AUTOFILL, ASSERTION, kind=FormKind.BUTTON),
        *([button(FormName.UNLOCK_ACCOUNT)] if sign_up else []),
    )
    subject = PasskeySubject("front-door", enrolling=False, user_verifying=True)
    return Step(StepName.IDENTIFY, forms, subject, messages)


def challenge_password() -> Step:
    forms = (
        Form(FormName.CHALLENGE_AUTHENTICATOR, (PASSWORD,)),
        button(FormName.RECOVER),
        instead(Authenticator.EMAIL, Authenticator.PASSKEY),
        button(FormName.SELECT_IDENTIFY),
    )
    return Step(StepName.CHALLENGE_PASSWORD, forms, PasswordSubject(ADDRESS, enrolling=False))


def instead(*names: Authenticator) -> Form:
    return Form(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, (choice_field(names),))


def enroll_profile(fields: tuple[Field, ...] = PROFILE) -> Step:
    rules = PasswordRules() if NEW_PASSWORD in fields else None
    return Step(
        StepName.ENROLL_PROFILE,
        (Form(FormName.ENROLL_PROFILE, fields), button(FormName.SELECT_IDENTIFY)),
        PasswordSubject("", enrolling=True, rules=rules),
        progress=Progress(1, STAGES[:2] if rules else STAGES),
    )


def email_subject(purpose: str, *, usable: bool = True) -> EmailSubject:
    return EmailSubject(
        address=ADDRESS,
        masked=MASKED,
        purpose=purpose,
        serial=1,
        sent_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
        resend_at=NOW + timedelta(seconds=30),
        usable=usable,
        enrolling=purpose in ("sign_up", "email_change"),
    )


def email_forms(main: FormName) -> tuple[Form, ...]:
    token = Field("token", FieldType.HIDDEN, "", required=True, visible=False)
    poll = Form(FormName.POLL, kind=FormKind.POLL, refresh_ms=4000)
    return Form(main, (CODE,)), button(FormName.RESEND), poll, Form(FormName.LINK, (token,))


def enroll_email(*, usable: bool = True, messages: tuple[Message, ...] = ()) -> Step:
    change = Form(FormName.CHANGE_ADDRESS, (replace(EMAIL, value=ADDRESS),))
    return Step(
        StepName.ENROLL_EMAIL,
        (*email_forms(FormName.ENROLL_AUTHENTICATOR), change),
        email_subject("sign_up", usable=usable),
        messages,
        Progress(2, STAGES),
    )


def challenge_email(purpose: str) -> Step:
    forms = email_forms(FormName.CHALLENGE_AUTHENTICATOR)
    beside = (
        (instead(Authenticator.PASSWORD), button(FormName.SELECT_IDENTIFY)) if purpose == "sign_in" else ()
    )
    return Step(StepName.CHALLENGE_EMAIL, (*forms, *beside), email_subject(purpose))


def new_password(name: StepName, form: FormName, progress: Progress | None = None) -> Step:
    subject = PasswordSubject(
        ADDRESS, enrolling=True, rules=PasswordRules(), personal=("Ada", "Okafor", ADDRESS)
    )
    return Step(name, (Form(form, (NEW_PASSWORD,)),), subject, progress=progress)


def refused(field: str, code: str, *params: str, **posted: str) -> Attempt:
    return Attempt({name: (value,) for name, value in posted.items()}, (Violation(field, code, params),))


FROM_SETTINGS = (
    StepName.CHANGE_EMAIL,
    StepName.CONFIRM_EMAIL_CHANGE,
    StepName.REMOVE_AUTHENTICATOR,
    StepName.DELETE_ACCOUNT,
)


def page(step: Step, attempt: Attempt = Attempt(), *, begun: bool = True) -> Page:  # noqa: B008
    return page_for(
        step,
        now=NOW,
        transaction_id="abc" if begun else None,
        version=3,
        attempt=attempt,
        material=material_of(step.subject),
        managing=step.name in FROM_SETTINGS,
    )


MANY_FAULTS = Attempt(
    {"userProfile.email": ("ada@example",), "userProfile.birthday.month": ("13",)},
    (
        Violation("userProfile.email", "registration.error.invalidLoginEmail", ("Email address",)),
        Violation("userProfile.lastName", "model.validation.field.blank", ("Last name",)),
        Violation("userProfile.birthday", "ssr.date.month", ("Date of birth",)),
        Violation("userProfile.team", "ssr.field.choose", ("Your team",)),
        Violation("userProfile.terms", "ssr.field.consent", ("I agree to the terms",)),
    ),
)

STEPS = {
    "sign in": lambda: page(identify(), begun=False),
    "sign in, no sign-up": lambda: page(identify(sign_up=False), begun=False),
    "sign in, empty": lambda: page(identify(), refused("identifier", "ssr.email.required"), begun=False),
    "sign in, nobody": lambda: page(
        identify(messages=(Message("idx.unknown.user", (ADDRESS,)),)), Attempt({"identifier": (ADDRESS,)})
    ),
    "sign in, throttled": lambda: page(
        identify(), Attempt({"identifier": (ADDRESS,)}, messages=(Message("tooManyRequests"),))
    ),
    "recover": lambda: page(
        Step(
            StepName.IDENTIFY_RECOVERY,
            (Form(FormName.IDENTIFY_RECOVERY, (IDENTIFIER,)), button(FormName.SELECT_IDENTIFY)),
        ),
        begun=False,
    ),
    "password": lambda: page(challenge_password()),
    "password, wrong": lambda: page(
        challenge_password(), refused("credentials.passcode", "incorrectPassword")
    ),
    "sign up": lambda: page(enroll_profile(), begun=False),
    "sign up, many faults": lambda: page(enroll_profile(), MANY_FAULTS),
    "sign up, too old": lambda: page(
        enroll_profile(), Attempt({"userProfile.email": (ADDRESS,)}, messages=(Message("ssr.form.outdated"),))
    ),
    "every type": lambda: page(enroll_profile(EVERY_TYPE)),
    "every type, all wrong": lambda: page(
        enroll_profile(EVERY_TYPE),
        Attempt({}, tuple(Violation(field.path, "ssr.field.choose", (field.label,)) for field in EVERY_TYPE)),
    ),
    "check email": lambda: page(enroll_email()),
    "check email, wrong": lambda: page(
        enroll_email(), refused("credentials.passcode", "api.authn.error.PASSCODE_INVALID")
    ),
    "check email, spent": lambda: page(
        enroll_email(usable=False), Attempt({}, (Violation("", "ssr.code.spent"),))
    ),
    "check email, sent again": lambda: page(enroll_email(messages=(Message("ssr.mail.sent", (ADDRESS,)),))),
    "check email, bad new address": lambda: page(
        enroll_email(),
        refused("userProfile.email", "registration.error.invalidLoginEmail", **{"userProfile.email": "ada"}),
    ),
    "sign in by email": lambda: page(challenge_email("sign_in")),
    "recover by email": lambda: page(challenge_email("recovery")),
    "first password": lambda: page(
        new_password(StepName.ENROLL_PASSWORD, FormName.ENROLL_AUTHENTICATOR, Progress(3, STAGES))
    ),
    "first password, short": lambda: page(
        new_password(StepName.ENROLL_PASSWORD, FormName.ENROLL_AUTHENTICATOR),
        refused("credentials.passcode", "ssr.password.too_short", "15"),
    ),
    "reset password": lambda: page(new_password(StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR)),
    "change password": lambda: page(new_password(StepName.RESET_PASSWORD, FormName.REENROLL_AUTHENTICATOR)),
    "unlock by email": lambda: page(challenge_email("unlock")),
    "step up by email": lambda: page(challenge_email("step_up")),
    "done": lambda: page(Step(StepName.DONE, (button(FormName.COMPLETE),))),
}
