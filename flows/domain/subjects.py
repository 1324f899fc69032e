"""What a step is about: the authenticator or enrollment with its public data. A closed union."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PasskeyCredential
from accounts.domain.passwords import PasswordRules
from identity_providers.domain.provider import Provider


@dataclass(frozen=True, slots=True)
class NoSubject:
    """The step has no authenticator as its subject."""


@dataclass(frozen=True, slots=True)
class EmailSubject:
    """The email challenge of a step.

    ``address`` is shown in full to the visitor who typed it; ``masked`` where it was looked up. ``usable``
    is false after the last try or the expiry; a new mail restores it.
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
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TotpSubject:
    """The authenticator app a step asks for; its encrypted ``secret`` only where it is set up."""

    account: str
    enrolling: bool
    public_id: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PasskeySubject:
    """The passkey a step asks for.

    ``credentials`` are those that are known: to be used, or not to be made again.
    ``scope`` binds the browser's answer to this attempt. ``user_id`` is the user's public id.
    """

    scope: str
    enrolling: bool
    user_id: str = ""
    account: str = ""
    display_name: str = ""
    credentials: tuple[PasskeyCredential, ...] = ()
    user_verifying: bool = False


@dataclass(frozen=True, slots=True)
class PhoneSubject:
    """The phone a step is about. Serial 0 says that no text has been sent yet."""

    masked: str
    enrolling: bool
    number: str = ""
    purpose: str = ""
    serial: int = 0
    sent_at: datetime | None = None
    expires_at: datetime | None = None
    resend_at: datetime | None = None
    usable: bool = False


@dataclass(frozen=True, slots=True)
class QuestionSubject:
    """The security question a step asks, or the ones to choose from."""

    enrolling: bool
    question: str = ""


@dataclass(frozen=True, slots=True)
class RecoveryCodesSubject:
    """The set of codes that is shown once (``public_id``), or the number of codes left to prove with."""

    enrolling: bool
    public_id: str = ""
    left: int = 0


@dataclass(frozen=True, slots=True)
class AccessCodeSubject:
    """The temporary code that an administrator gave out."""


@dataclass(frozen=True, slots=True)
class ProviderSubject:
    """The identity providers to choose from: label and logo by public id, the one used last first."""

    enrolling: bool
    providers: tuple[Provider, ...]


@dataclass(frozen=True, slots=True)
class SelectSubject:
    """Authenticators to choose from: what must be set up, and when at the latest.

    ``deadline`` and ``skips_left`` say how long something required can wait.
    """

    required: tuple[Authenticator, ...] = ()
    optional: tuple[Authenticator, ...] = ()
    deadline: datetime | None = None
    skips_left: int = 0


@dataclass(frozen=True, slots=True)
class RemovalSubject:
    """The enrollment that is about to be removed."""

    authenticator: Authenticator
    label: str


@dataclass(frozen=True, slots=True)
class ConsentSubject:
    """What an app would learn and be allowed to do: names of scopes (OpenID Connect Core 1.0 §5.4)."""

    application: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressSubject:
    """The address that has to be confirmed before the app can be used."""

    address: str
    application: str


@dataclass(frozen=True, slots=True)
class QuestionsSubject:
    """The app that wants to know more of the user; no name is our own pages.

    ``joins`` is the app whose groups the answer joins, if any.
    """

    application: str
    joins: str = ""


Subject = (
    NoSubject
    | EmailSubject
    | PasswordSubject
    | TotpSubject
    | PasskeySubject
    | PhoneSubject
    | QuestionSubject
    | RecoveryCodesSubject
    | AccessCodeSubject
    | ProviderSubject
    | SelectSubject
    | RemovalSubject
    | ConsentSubject
    | QuestionsSubject
    | AddressSubject
)
