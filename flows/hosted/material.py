"""What a page hands to a browser or a user for one authenticator: options, a secret to scan, codes to keep.

Nothing of it is stored for the page: it is derived again whenever the page is shown.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.credentials import passkey, recovery_codes, totp
from accounts.credentials.enrollment_queries import passkey_holder
from accounts.credentials.passkey import PasskeyUser
from accounts.credentials.passkey_answers import credential_id_in
from accounts.domain.enrollments import TotpSecret
from accounts.translations import asked
from flows.domain.subjects import (
    ConsentSubject,
    PasskeySubject,
    QuestionSubject,
    RecoveryCodesSubject,
    Subject,
    TotpSubject,
)

CREDENTIAL_ID = "credentials.id"


@dataclass(frozen=True, slots=True)
class Seed:
    """The secret of an authenticator app: as a link for this device, a picture, and letters to type."""

    uri: str = field(repr=False)
    key: str = field(repr=False)
    picture: SafeString = field(repr=False)


@dataclass(frozen=True, slots=True)
class Material:
    """``passkey`` is options as JSON; ``codes`` are recovery codes, shown during enrollment.

    ``unknown_passkey`` is the id of an unknown passkey: the browser may report it to the user's password
    manager, with ``rp_id`` (WebAuthn Level 3 §5.1.10).
    """

    passkey: str = field(default="", repr=False)
    rp_id: str = ""
    unknown_passkey: str = ""
    seed: Seed | None = None
    codes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def codes_in_lines(self) -> str:
        return "".join(f"{code}\n" for code in self.codes)


NOTHING = Material()


def material_for(
    subject: Subject, now: datetime, posted: Mapping[str, Sequence[str]] | None = None
) -> Material:
    """Return what the step's authenticator needs; ``posted`` is what was sent of the form before."""
    match subject:
        case PasskeySubject():
            options = json.dumps(_options(subject, now), separators=(",", ":"))
            unknown = "" if subject.enrolling else _nobodys(posted or {})
            return Material(options, passkey.rp_id(), unknown)
        case TotpSubject(enrolling=True) if subject.secret:
            return Material(seed=_seed(subject))
        case RecoveryCodesSubject(enrolling=True) if subject.public_id:
            return Material(codes=recovery_codes.generate(subject.public_id).shown)
        case _:
            return NOTHING


def _options(subject: PasskeySubject, now: datetime) -> dict[str, Any]:
    if not subject.enrolling:
        return passkey.assertion_options(
            subject.scope,
            now,
            credentials=subject.credentials,
            require_user_verification=subject.user_verifying,
        )
    return passkey.registration_options(
        PasskeyUser(subject.user_id, subject.account, subject.display_name),
        subject.scope,
        now,
        existing=subject.credentials,
        # Found by the browser without a name: only so does it sign in from the first page.
        require_resident_key=True,
        require_user_verification=subject.user_verifying,
    )


def _nobodys(posted: Mapping[str, Sequence[str]]) -> str:
    """Return the id of the passkey used if it is unknown; a wrong response of a known one is not."""
    credential_id = credential_id_in({"id": "".join(posted.get(CREDENTIAL_ID, ()))})
    return credential_id if credential_id and passkey_holder(credential_id) is None else ""


def _seed(subject: TotpSubject) -> Seed:
    provisioned = totp.provisioning(
        TotpSecret(subject.secret),
        subject.public_id,
        subject.account,
        # Translators: authenticator app set-up, name of the picture, for screen readers
        qr_title=gettext("QR code with the secret key"),
    )
    # The picture is drawn here from a link of ours; the one text in it is escaped by what draws it.
    return Seed(provisioned.uri, provisioned.key, SafeString(provisioned.qr_svg))


def question_of(subject: Subject) -> str:
    """The question that the page asks, in words; nothing on other pages."""
    if not isinstance(subject, QuestionSubject) or subject.enrolling:
        return ""
    return asked(subject.question)


_WORDS: Mapping[str, Promise] = {
    # Translators: consent page and your data page, what an app can do
    "openid": _("Confirm who you are (a private ID, nothing more)"),
    # Translators: consent page and your data page, what an app can do
    "profile": _("See your name and language"),
    # Translators: consent page and your data page, what an app can do
    "email": _("See your email address"),
    # Translators: consent page and your data page, what an app can do
    "phone": _("See your phone number"),
    # Translators: consent page and your data page, what an app can do
    "address": _("See your postal address"),
    # Translators: consent page and your data page, what an app can do
    "groups": _("See the groups you’re in"),
    # Translators: consent page and your data page, what an app can do
    "offline_access": _("Keep this access while you’re away, until you remove it"),
}
"""The scopes of OpenID Connect Core 1.0 §5.4 and §11, and ours."""


def scopes_in_words(subject: Subject) -> tuple[str, ...]:
    """Return a line for each scope, the least first; one that has no words is named as it is."""
    return _in_words(subject.scopes) if isinstance(subject, ConsentSubject) else ()


def _in_words(scopes: Iterable[str]) -> tuple[str, ...]:
    known = list(_WORDS)
    ordered = sorted(scopes, key=lambda scope: known.index(scope) if scope in known else len(known))
    return tuple(str(_WORDS.get(scope, scope)) for scope in ordered)
