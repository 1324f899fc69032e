"""What an identity provider states about a user, and what of it counts as proved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from accounts.domain.identifiers import EmailAddress, InvalidEmail, parse_email
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import Provider

_GOOGLE_DOMAINS: Final = frozenset({"gmail.com", "googlemail.com"})
_SEVERAL_FACTORS: Final = frozenset({"mfa"})
_POSSESSION: Final = frozenset({"hwk", "swk", "otp", "sms", "tel", "sc", "fido"})
_KNOWLEDGE: Final = frozenset({"pwd", "pin", "kba"})


@dataclass(frozen=True, slots=True)
class UpstreamIdentity:
    """A user of an identity provider, as its checked answer describes them.

    The key is ``issuer`` and ``subject``, never the address. ``email_verified`` is what the provider
    claims. ``hosted_domain`` is the organization that owns the account (Google's ``hd``). ``claims`` are
    the texts that may be mapped to attributes. ``amr``, ``acr`` and ``authenticated_at`` describe the
    sign-in there, ``sid`` its session.
    """

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    hosted_domain: str = ""
    claims: Mapping[str, str] = field(default_factory=dict)
    amr: tuple[str, ...] = ()
    acr: str = ""
    authenticated_at: datetime | None = None
    sid: str = ""


def address_of(identity: UpstreamIdentity) -> EmailAddress | None:
    """Return the address that the provider names, if it is one."""
    try:
        return parse_email(identity.email)
    except InvalidEmail:
        return None


def is_proved(provider: Provider, identity: UpstreamIdentity) -> bool:
    """Return whether the address counts as verified without a message to it.

    The provider must be trusted for its domain and say that it is verified. Google says so of any address
    that a user once confirmed, also of domains it does not host; there it counts only for its own domain,
    or for the organization's (``hd``). What Microsoft states is never a proof.
    """
    address = address_of(identity)
    if address is None or not identity.email_verified or not provider.preset.vouches:
        return False
    domain = address.normal.rpartition("@")[2]
    if domain not in provider.trusted_domains:
        return False
    if provider.kind is ProviderKind.GOOGLE:
        return domain in _GOOGLE_DOMAINS or identity.hosted_domain == domain
    return True


def is_multifactor(provider: Provider, identity: UpstreamIdentity) -> bool:
    """Return whether the sign-in there counts as two factors (RFC 8176 §2), where the provider is believed.

    Without that, and without a statement, it is one factor.
    """
    if not provider.believes_assurance:
        return False
    stated = frozenset(identity.amr)
    return bool(stated & _SEVERAL_FACTORS or (stated & _POSSESSION and stated & _KNOWLEDGE))
