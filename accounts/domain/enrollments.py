"""What a user has set up to prove who they are: one frozen value for each kind.

A value is the same before the user exists (pending, in the transaction's row) and afterwards (in a row of
its own), so that the code which makes and checks proofs serves both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.columns import field_names


@dataclass(frozen=True, slots=True)
class TotpSecret:
    """An authenticator app: ``secret`` is encrypted, ``last_step`` the newest time step that was accepted."""

    secret: str = field(repr=False)
    last_step: int | None = None


@dataclass(frozen=True, slots=True)
class PasskeyCredential:
    """A WebAuthn credential; ``credential_id`` and ``public_key`` (COSE) are base64url without padding.

    ``user_verified`` says whether the authenticator knew its user when the passkey was made.
    """

    credential_id: str
    public_key: str = field(repr=False)
    sign_count: int = 0
    user_verified: bool = False
    backed_up: bool = False
    aaguid: str = ""
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A phone that gets text messages; the number is written as in E.164 (+12025550123)."""

    number: str


@dataclass(frozen=True, slots=True)
class SecurityAnswer:
    """A question, by its key or in the user's own words, and the hash of the answer."""

    question: str
    answer_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecoveryCodeSet:
    """The digests of the recovery codes that are left, each as ``keyid.digest``."""

    digests: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessCodeDigest:
    """A temporary access code that an administrator gave out, as ``keyid.digest``, and its end."""

    digest: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """An account at an identity provider, by its public id. The key is ``issuer`` and ``subject``."""

    provider: str
    issuer: str
    subject: str

    @property
    def key(self) -> str:
        """Return the text that only this account has. A colon is in no id of a passkey."""
        return f"account:{self.issuer} {self.subject}"


Data = (
    TotpSecret
    | PasskeyCredential
    | PhoneNumber
    | SecurityAnswer
    | RecoveryCodeSet
    | AccessCodeDigest
    | LinkedAccount
)


@dataclass(frozen=True, slots=True)
class PendingEnrollment:
    """An authenticator enrollment inside a transaction, perhaps before the user exists.

    ``proved_at`` is empty while it is prepared (a secret shown, a number given) and unproved.
    """

    public_id: str
    authenticator: Authenticator
    label: str
    data: Data
    proved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One enrollment of a user, as its row says."""

    id: int
    public_id: str
    authenticator: Authenticator
    label: str
    data: Data
    created_at: datetime
    last_used_at: datetime | None = None


def stored_pending(pending: PendingEnrollment) -> dict[str, Any]:
    """Return what the transaction's row keeps of it: JSON, secrets encrypted or hashed."""
    return {
        "public_id": pending.public_id,
        "authenticator": pending.authenticator.value,
        "label": pending.label,
        "data": stored_data(pending.data),
        "proved_at": pending.proved_at.isoformat() if pending.proved_at else None,
    }


def pending_of(stored: Mapping[str, Any]) -> PendingEnrollment:
    """Read what ``stored_pending`` wrote. Raises KeyError and ValueError for anything else."""
    authenticator = Authenticator(stored["authenticator"])
    proved_at = stored["proved_at"]
    return PendingEnrollment(
        public_id=str(stored["public_id"]),
        authenticator=authenticator,
        label=str(stored["label"]),
        data=data_of(authenticator, stored["data"]),
        proved_at=datetime.fromisoformat(proved_at) if proved_at else None,
    )


def stored_data(data: Data) -> dict[str, Any]:
    """Return the value as JSON."""
    return {name: _stored(getattr(data, name)) for name in field_names(type(data))}


def data_of(authenticator: Authenticator, stored: Mapping[str, Any]) -> Data:
    """Read what ``stored_data`` wrote. Raises KeyError for an authenticator that is never enrolled."""
    kind = _KINDS[authenticator]
    data: Data = kind(**{name: _READERS.get(name, _as_it_is)(stored[name]) for name in field_names(kind)})
    return data


def _stored(value: Any) -> Any:
    match value:
        case tuple():
            return list(value)
        case datetime():
            return value.isoformat()
    return value


def _as_it_is(value: Any) -> Any:
    return value


_KINDS: Final[Mapping[Authenticator, Any]] = MappingProxyType(
    {
        Authenticator.TOTP: TotpSecret,
        Authenticator.PASSKEY: PasskeyCredential,
        Authenticator.PHONE: PhoneNumber,
        Authenticator.SECURITY_QUESTION: SecurityAnswer,
        Authenticator.RECOVERY_CODE: RecoveryCodeSet,
        Authenticator.ACCESS_CODE: AccessCodeDigest,
        Authenticator.IDENTITY_PROVIDER: LinkedAccount,
    }
)
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {"transports": tuple, "digests": tuple, "expires_at": datetime.fromisoformat}
)
"""By field: how to read what JSON has no type for."""
