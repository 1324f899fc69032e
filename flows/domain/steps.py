"""What a face shows: a step is data, and both faces draw the same one.

The first form of a step is the main one; the others are buttons, links and polls beside it. In the JSON face
a form is a *remediation* and carries the same name.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.domain.fields import Field
from accounts.domain.messages import Message
from accounts.domain.passwords import PasswordRules


class StepName(StrEnum):
    """Every page of a transaction."""

    IDENTIFY = "identify"
    IDENTIFY_RECOVERY = "identify-recovery"
    ENROLL_PROFILE = "enroll-profile"
    ENROLL_EMAIL = "enroll-email"
    ENROLL_PASSWORD = "enroll-password"
    CHALLENGE_PASSWORD = "challenge-password"
    CHALLENGE_EMAIL = "challenge-email"
    RESET_PASSWORD = "reset-password"
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
    RESEND = "resend"
    POLL = "poll"
    LINK = "link"
    RECOVER = "recover"
    CHANGE_ADDRESS = "change-address"
    CANCEL = "cancel"
    COMPLETE = "complete"


class FormKind(StrEnum):
    """How a face offers the form."""

    SUBMIT = "submit"
    BUTTON = "button"
    LINK = "link"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Form:
    """One thing a person can do here. ``refresh_ms`` is the interval of a poll in milliseconds."""

    name: FormName
    fields: tuple[Field, ...] = ()
    kind: FormKind = FormKind.SUBMIT
    refresh_ms: int | None = None


@dataclass(frozen=True, slots=True)
class NoSubject:
    """The step is about nobody's authenticator."""


@dataclass(frozen=True, slots=True)
class EmailSubject:
    """The e-mail challenge a step waits for.

    ``address`` is shown in full to whoever typed it; ``masked`` where it was looked up. ``usable`` is false
    once the challenge has run out of time or tries, and a new mail is the way on.
    """

    address: str
    masked: str
    purpose: str
    serial: int
    sent_at: datetime
    expires_at: datetime
    resend_at: datetime
    usable: bool
    enrolling: bool


@dataclass(frozen=True, slots=True)
class PasswordSubject:
    """The password a step asks for: an old one (no rules) or a new one (the rules it must meet)."""

    identifier: str
    enrolling: bool
    rules: PasswordRules | None = None
    personal: tuple[str, ...] = ()


Subject = NoSubject | EmailSubject | PasswordSubject


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


@dataclass(frozen=True, slots=True)
class Step:
    """The engine's whole answer to "what now?"."""

    name: StepName
    forms: tuple[Form, ...] = ()
    subject: Subject = NoSubject()
    messages: tuple[Message, ...] = ()
    progress: Progress | None = None
    title: str = ""
    submit_label: str = ""

    def form(self, name: str) -> Form | None:
        """Return the form of that name if this step offers it: the engine applies nothing else."""
        return next((form for form in self.forms if form.name == name), None)
