"""Passkeys (WebAuthn Level 3): options for the browser, and the verifying of what it answers.

Spending the challenge of an answer (``challenge_in``), and so making it count once, is the caller's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from accounts.brand import current_brand
from accounts.credentials.crypto import encoded
from accounts.credentials.passkey_answers import (
    AuthenticationResponse,
    ClientData,
    MalformedResponse,
    read_authentication,
    read_registration,
)
from accounts.credentials.passkey_challenges import (
    LIFETIME,
    ChallengeState,
    challenge_state,
    new_challenge,
)
from accounts.domain.enrollments import PasskeyCredential

MAX_ID_BYTES: Final = 1023  # §4, credential id
MAX_KEY_BYTES: Final = 2048  # RSA with 8192 bits; a longer key would only cost time at each use
_TIMEOUT_MS: Final = int(LIFETIME.total_seconds() * 1000)


class PasskeyFault(StrEnum):
    """Why a response was refused. The log names it; users see less."""

    MALFORMED = "malformed"
    EXPIRED = "expired"
    FOREIGN = "foreign"
    NOT_USER_VERIFIED = "not_user_verified"
    COUNTER = "counter"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class PasskeyError:
    """The answer proves nothing."""

    reason: PasskeyFault


@dataclass(frozen=True, slots=True)
class Assertion:
    """A passkey was used: whether it knew its user, its counter, and whether it is kept in several places."""

    user_verified: bool
    sign_count: int
    backed_up: bool


@dataclass(frozen=True, slots=True)
class PasskeyUser:
    """The user of a new passkey; ``public_id`` becomes its user handle."""

    public_id: str
    address: str
    display_name: str = ""


def registration_options(
    registrant: PasskeyUser,
    scope: str,
    now: datetime,
    *,
    existing: Iterable[PasskeyCredential] = (),
    require_resident_key: bool = False,
    require_user_verification: bool = False,
) -> dict[str, Any]:
    """Return ``PublicKeyCredentialCreationOptionsJSON``; a device that holds one of ``existing`` declines."""
    options: dict[str, Any] = _library().creation_options(
        rp_id=rp_id(),
        rp_name=current_brand().name,
        user_id=registrant.public_id.encode(),
        user_name=registrant.address,
        user_display_name=registrant.display_name or registrant.address,
        challenge=new_challenge(scope, now),
        timeout=_TIMEOUT_MS,
        existing=existing,
        require_resident_key=require_resident_key,
        require_user_verification=require_user_verification,
    )
    return options


def assertion_options(
    scope: str,
    now: datetime,
    *,
    credentials: Iterable[PasskeyCredential] = (),
    require_user_verification: bool = False,
) -> dict[str, Any]:
    """Return ``PublicKeyCredentialRequestOptionsJSON``; without credentials the browser offers its own."""
    return {
        "challenge": encoded(new_challenge(scope, now)),
        "timeout": _TIMEOUT_MS,
        "rpId": rp_id(),
        "allowCredentials": [_descriptor(credential) for credential in credentials],
        "userVerification": "required" if require_user_verification else "preferred",
    }


def verify_registration(
    response: Mapping[str, Any],
    scope: str,
    now: datetime,
    *,
    origins: Sequence[str] | None = None,
    require_user_verification: bool = False,
) -> PasskeyCredential | PasskeyError:
    """Return the new credential, or why there is none. ``origins``: whose pages may."""
    try:
        answer = read_registration(response)
    except MalformedResponse:
        return PasskeyError(PasskeyFault.MALFORMED)
    if why := _out_of_place(answer.client, scope, now, origins):
        return PasskeyError(why)
    credential = _library().registered(answer, rp_id())
    if credential is None or _is_too_long(credential):
        return PasskeyError(PasskeyFault.WRONG)
    if require_user_verification and not credential.user_verified:
        return PasskeyError(PasskeyFault.NOT_USER_VERIFIED)
    return PasskeyCredential(
        credential_id=encoded(credential.credential_id),
        public_key=encoded(credential.credential_public_key),
        sign_count=credential.sign_count,
        user_verified=credential.user_verified,
        backed_up=credential.credential_backed_up,
        aaguid=credential.aaguid,
        transports=answer.transports,
    )


def verify_assertion(
    response: Mapping[str, Any],
    credential: PasskeyCredential,
    scope: str,
    now: datetime,
    *,
    origins: Sequence[str] | None = None,
    owner: str = "",
    require_user_verification: bool = False,
) -> Assertion | PasskeyError:
    """Return what the use of this credential proves, or why it proves nothing.

    ``origins`` are those whose pages may use it; the default is the server's own. ``owner`` is the public
    id of the credential's user: a user handle in the response must agree.
    """
    try:
        answer = read_authentication(response)
    except MalformedResponse:
        return PasskeyError(PasskeyFault.MALFORMED)
    if why := _out_of_place(answer.client, scope, now, origins):
        return PasskeyError(why)
    if (
        not _is_of(answer, credential, owner)
        or (used := _library().asserted(answer, credential, rp_id())) is None
    ):
        return PasskeyError(PasskeyFault.WRONG)
    if require_user_verification and not used.user_verified:
        return PasskeyError(PasskeyFault.NOT_USER_VERIFIED)
    if _counter_went_back(credential.sign_count, used.new_sign_count):
        return PasskeyError(PasskeyFault.COUNTER)
    return Assertion(used.user_verified, used.new_sign_count, used.credential_backed_up)


def rp_id() -> str:
    """The relying party's id: passkeys belong to this host and the hosts beneath it."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _out_of_place(
    client: ClientData, scope: str, now: datetime, origins: Sequence[str] | None
) -> PasskeyFault | None:
    """Why what was answered was not asked here, now, of a page of these origins."""
    if origins is None:
        origins = (settings.PUBLIC_URL,)
    if client.origin not in origins or client.cross_origin:
        return PasskeyFault.FOREIGN
    match challenge_state(client.challenge, scope, now):
        case ChallengeState.LIVE:
            return None
        case ChallengeState.EXPIRED:
            return PasskeyFault.EXPIRED
        case ChallengeState.FOREIGN:
            return PasskeyFault.FOREIGN


def _library() -> ModuleType:
    """Return the module that loads the WebAuthn library: 100 modules and 6 MiB, for rare work."""
    return import_module("accounts.credentials.passkey_verification")


def _is_too_long(credential: Any) -> bool:
    return (
        len(credential.credential_id) > MAX_ID_BYTES or len(credential.credential_public_key) > MAX_KEY_BYTES
    )


def _is_of(answer: AuthenticationResponse, credential: PasskeyCredential, owner: str) -> bool:
    right_key = answer.credential_id in ("", credential.credential_id)
    return right_key and (not owner or answer.user_handle in ("", owner))


def _counter_went_back(known: int, counter: int) -> bool:
    """Whether the key may have been copied (§6.1.1). Most passkeys keep no counter: both are zero."""
    return (known > 0 or counter > 0) and counter <= known


def _descriptor(credential: PasskeyCredential) -> dict[str, Any]:
    """Return a ``PublicKeyCredentialDescriptorJSON`` (WebAuthn Level 3 §5.8.3)."""
    transports = {"transports": list(credential.transports)} if credential.transports else {}
    return {"id": credential.credential_id, "type": "public-key", **transports}
