"""What a front end shows: a step is data, and both front ends draw the same one.

The first form of a step is the main one; the others are buttons, links and polls beside it. In the IDX API
a form is a *remediation* and carries the same name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.domain.fields import Field
from accounts.domain.messages import Message
from flows.domain.flow_state import FlowState
from flows.domain.subjects import NoSubject, Subject


class StepName(StrEnum):
    """Every page of a transaction."""

    IDENTIFY = "identify"
    IDENTIFY_RECOVERY = "identify-recovery"
    ENROLL_PROFILE = "enroll-profile"
    ENROLL_EMAIL = "enroll-email"
    ENROLL_PASSWORD = "enroll-password"
    ENROLL_TOTP = "enroll-totp"
    ENROLL_PASSKEY = "enroll-passkey"
    ENROLL_PHONE = "enroll-phone"
    ENROLL_PHONE_CODE = "enroll-phone-code"
    ENROLL_SECURITY_QUESTION = "enroll-security-question"
    ENROLL_RECOVERY_CODES = "enroll-recovery-codes"
    SELECT_ENROLL = "select-enroll"
    CHALLENGE_PASSWORD = "challenge-password"
    CHALLENGE_EMAIL = "challenge-email"
    CHALLENGE_TOTP = "challenge-totp"
    CHALLENGE_PASSKEY = "challenge-passkey"
    CHALLENGE_PHONE = "challenge-phone"
    CHALLENGE_PHONE_CODE = "challenge-phone-code"
    CHALLENGE_SECURITY_QUESTION = "challenge-security-question"
    CHALLENGE_RECOVERY_CODE = "challenge-recovery-code"
    CHALLENGE_ACCESS_CODE = "challenge-access-code"
    CHALLENGE_IDENTITY_PROVIDER = "challenge-identity-provider"
    ENROLL_IDENTITY_PROVIDER = "enroll-identity-provider"
    RESET_PASSWORD = "reset-password"
    EXPIRED_PASSWORD = "expired-password"
    EXPIRING_PASSWORD = "expiring-password"
    PROFILE_UPDATE = "profile-update"
    CONSENT = "consent"
    KEEP_ME_SIGNED_IN = "keep-me-signed-in"
    STEP_UP = "step-up"
    IDENTIFY_UNLOCK = "identify-unlock"
    CHANGE_EMAIL = "change-email"
    CONFIRM_EMAIL_CHANGE = "confirm-email-change"
    REMOVE_AUTHENTICATOR = "remove-authenticator"
    DELETE_ACCOUNT = "delete-account"
    LEAVING = "leaving"
    DONE = "done"
    ENDED = "ended"


class FormName(StrEnum):
    """Every form a step can offer; on the wire these are the names of remediations and actions."""

    IDENTIFY = "identify"
    IDENTIFY_RECOVERY = "identify-recovery"
    SELECT_ENROLL_PROFILE = "select-enroll-profile"
    SELECT_IDENTIFY = "select-identify"
    ENROLL_PROFILE = "enroll-profile"
    ENROLL_AUTHENTICATOR = "enroll-authenticator"
    CHALLENGE_AUTHENTICATOR = "challenge-authenticator"
    RESET_AUTHENTICATOR = "reset-authenticator"
    REENROLL_AUTHENTICATOR = "reenroll-authenticator"
    REENROLL_AUTHENTICATOR_WARNING = "reenroll-authenticator-warning"
    SELECT_AUTHENTICATOR_ENROLL = "select-authenticator-enroll"
    SELECT_AUTHENTICATOR_AUTHENTICATE = "select-authenticator-authenticate"
    AUTHENTICATOR_ENROLLMENT_DATA = "authenticator-enrollment-data"
    AUTHENTICATOR_VERIFICATION_DATA = "authenticator-verification-data"
    REDIRECT_IDP = "redirect-idp"
    IDP_CALLBACK = "idp-callback"
    PASSKEY_AUTOFILL = "challenge-webauthn-autofillui-authenticator"
    UNLOCK_ACCOUNT = "unlock-account"
    CONSENT = "consent"
    PROFILE_UPDATE = "profile-update"
    KEEP_ME_SIGNED_IN = "keep-me-signed-in"
    SKIP = "skip"
    STEP_UP = "step-up"
    CHANGE_EMAIL = "change-email"
    REMOVE_AUTHENTICATOR = "remove-authenticator"
    DELETE_ACCOUNT = "delete-account"
    RESEND = "resend"
    POLL = "poll"
    LINK = "link"
    RECOVER = "recover"
    CHANGE_ADDRESS = "change-address"
    BACK = "back"
    CANCEL = "cancel"
    COMPLETE = "complete"


class FormKind(StrEnum):
    """How a front end offers the form."""

    SUBMIT = "submit"
    BUTTON = "button"
    LINK = "link"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Form:
    """One thing a user can do here. ``refresh_ms`` is the interval of a poll in milliseconds."""

    name: FormName
    fields: tuple[Field, ...] = ()
    kind: FormKind = FormKind.SUBMIT
    refresh_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where this step stands among a sign-up's stages: the text is the truth, bars are decoration."""

    number: int
    labels: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many stages there are."""
        return len(self.labels)

    @property
    def label(self) -> str:
        """The name of this stage."""
        return self.labels[self.number - 1]


_NONE = NoSubject()


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown now: computed from the flow state, never stored.

    ``signs_in`` is false for the end of a transaction without a session; ``outcome`` is then its message.
    ``draw`` draws the same step again, after a challenge was sent or a secret was generated for it.
    ``page`` is the page of a form that has several.
    """

    name: StepName
    forms: tuple[Form, ...] = ()
    subject: Subject = _NONE
    messages: tuple[Message, ...] = ()
    progress: Progress | None = None
    title: str = ""
    submit_label: str = ""
    page: int = 0
    signs_in: bool = True
    outcome: str = ""
    draw: Callable[[FlowState], "Step"] | None = field(default=None, compare=False, repr=False)

    def redrawn(self, state: FlowState) -> "Step":
        """Return this step as it is in a later state. Raises LookupError for a step that never changes."""
        if self.draw is None:
            raise LookupError(f"{self.name} waits for nothing that is sent or generated")
        return self.draw(state)

    def form(self, name: str) -> Form | None:
        """Return the form of that name if this step offers it: the engine applies nothing else."""
        return next((form for form in self.forms if form.name == name), None)
