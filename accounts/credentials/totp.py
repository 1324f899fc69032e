"""Authenticator apps: time-based one-time passwords (RFC 6238) as every app knows them.

SHA-1, six digits, thirty seconds and a seed of 160 bits; a code of the step before or after is accepted.
"""

import hmac
import io
import logging
import secrets
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyotp
import segno

from accounts.brand import current_brand
from accounts.credentials import crypto
from accounts.domain.codes import CODE_DIGITS, clean_code
from accounts.domain.enrollments import TotpSecret

PURPOSE: Final = "totp"
SEED_BYTES: Final = 20
STEP_SECONDS: Final = 30
WINDOW: Final = (0, -1, 1)
"""Steps from the server's: the clocks of phones differ, and typing takes time."""


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Provisioning:
    """Four forms of one secret for setting up an authenticator app; none of them may be logged."""

    uri: str = field(repr=False)
    key: str = field(repr=False)
    qr_svg: str = field(repr=False)
    qr_png: str = field(repr=False)


def new_secret(enrollment_public_id: str) -> TotpSecret:
    """Draw a seed; it is readable only as that enrollment's."""
    seed = secrets.token_bytes(SEED_BYTES)
    return TotpSecret(crypto.seal(seed, purpose=PURPOSE, subject=enrollment_public_id))


def provisioning(data: TotpSecret, enrollment_public_id: str, account: str, *, qr_title: str) -> Provisioning:
    """Return the secret in the forms that apps take it in. Raises Unreadable.

    ``account`` is the address by which the app will name the entry; ``qr_title`` is what a screen reader says
    of the picture.
    """
    seed = _seed(data, enrollment_public_id)
    uri = pyotp.TOTP(seed).provisioning_uri(name=account, issuer_name=current_brand().name)
    picture = segno.make_qr(uri, error="m")
    return Provisioning(
        uri=uri,
        key=" ".join(seed[start : start + 4] for start in range(0, len(seed), 4)),
        qr_svg=_svg(picture, qr_title),
        qr_png=picture.png_data_uri(scale=4, border=4),
    )


def verify(data: TotpSecret, enrollment_public_id: str, code: str, now: datetime) -> int | None:
    """Return the time step that the code belongs to, or nothing when it is wrong or was used before.

    Every step of the window is compared, in constant time. Spending the step is the caller's. A secret whose
    key is gone matches nothing, and the log says so.
    """
    matched = _matched(data, enrollment_public_id, code, now)
    return matched if matched is not None and _is_newer(data, matched) else None


def was_used(data: TotpSecret, enrollment_public_id: str, code: str, now: datetime) -> bool:
    """Whether the code is a right one that has been used, or that an app showed before one that was."""
    matched = _matched(data, enrollment_public_id, code, now)
    return matched is not None and not _is_newer(data, matched)


def _matched(data: TotpSecret, enrollment_public_id: str, code: str, now: datetime) -> int | None:
    try:
        generator = pyotp.HOTP(_seed(data, enrollment_public_id), digits=CODE_DIGITS)
    except crypto.Unreadable:
        logger.exception("authenticator unreadable", extra={"enrollment": enrollment_public_id})
        return None
    typed, current = clean_code(code).encode("utf-8", "replace"), int(now.timestamp()) // STEP_SECONDS
    matched: int | None = None
    for step in (current + offset for offset in WINDOW):
        right = hmac.compare_digest(generator.at(step).encode(), typed)
        # Codes of two steps may be alike: the newest of them counts, so that it cannot be used again.
        matched = step if right and (matched is None or step > matched) else matched
    return matched


def _is_newer(data: TotpSecret, step: int) -> bool:
    return data.last_step is None or step > data.last_step


def _seed(data: TotpSecret, enrollment_public_id: str) -> str:
    seed = crypto.unseal(data.secret, purpose=PURPOSE, subject=enrollment_public_id)
    return b32encode(seed).decode()


def _svg(picture: segno.QRCode, title: str) -> str:
    """Dark on white whatever the colors of the page: phones do not read it the other way round."""
    out = io.BytesIO()
    picture.save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        nl=False,
        omitsize=True,
        border=4,
        dark="#000",
        light="#fff",
        title=title,
        svgclass="qr",
        lineclass=None,
    )
    return out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)
