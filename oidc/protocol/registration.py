"""What may be registered for a client: kind, grant types, addresses, lifetimes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.violations import Violation
from oidc.protocol.claims import SCOPES
from oidc.protocol.redirects import check_origins, check_uris
from oidc.protocol.tokens import MAX_ACCESS
from outbound.destinations import AllowedDestinations, check_url
from outbound.errors import OutboundError, Reason

ACCESS_SECONDS: Final = (60, int(MAX_ACCESS.total_seconds()))
PUBLIC_ONLY: Final = AllowedDestinations()
_REFUSED_LOGOUT: Final[Mapping[Reason, str]] = MappingProxyType(
    {Reason.ADDRESS: "ssr.client.uri_private", Reason.PORT: "ssr.client.uri_port"}
)
REFRESH_SECONDS: Final = (3600, 366 * 24 * 3600)


class GrantType(Choice):
    """A grant type that this server knows. There is no other (RFC 9700 §2)."""

    CODE = "authorization_code", "Authorization code: hosted sign-in pages"
    REFRESH = "refresh_token", "Refresh token: stay connected without the user"
    INTERACTION = "interaction_code", "Interaction code: the application’s own sign-in pages"


DEFAULT_GRANT_TYPES: Final = (GrantType.CODE.value, GrantType.REFRESH.value)


class Kind(StrEnum):
    """The kind of program, chosen when an app is registered."""

    WEB = "web"
    SPA = "spa"
    NATIVE = "native"
    NONE = "none"

    @property
    def public(self) -> bool:
        """Whether it cannot keep a secret: the program runs on users' devices."""
        return self in (Kind.SPA, Kind.NATIVE)


KIND_NAMES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.WEB: _("Web application"),
        Kind.SPA: _("Single-page application"),
        Kind.NATIVE: _("Native application"),
        Kind.NONE: _("Tile only"),
    }
)
KIND_LABELS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.WEB: _("Web application: runs on a server that can keep a secret"),
        Kind.SPA: _("Single-page application: runs in the browser and can’t keep a secret"),
        Kind.NATIVE: _("Native application: runs on phones, desktops or the command line"),
        Kind.NONE: _("Dashboard tile only: doesn’t use this server for sign-in"),
    }
)


@dataclass(frozen=True, slots=True)
class Registration:
    """The values of a client that are checked."""

    public: bool
    native: bool
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    allowed_origins: tuple[str, ...]
    backchannel_logout_uri: str
    grant_types: tuple[str, ...]
    scopes: tuple[str, ...]
    access_seconds: int
    refresh_seconds: int
    refresh_idle_seconds: int


def check_registration(
    client: Registration, allowed: AllowedDestinations = PUBLIC_ONLY
) -> tuple[Violation, ...]:
    """Return the violations by field. ``allowed``: where logout tokens may be posted to."""
    return (*_addresses(client), *_logout(client, allowed), *_rights(client), *_lifetimes(client))


def _addresses(client: Registration) -> Iterator[Violation]:
    if not client.redirect_uris:
        yield Violation("redirect_uris", "ssr.client.redirect_missing")
    if client.native and not client.public:
        yield Violation("native", "ssr.client.native_public")
    yield from check_uris("redirect_uris", client.redirect_uris, native=client.native)
    yield from check_uris("post_logout_redirect_uris", client.post_logout_redirect_uris, native=client.native)
    yield from check_origins("allowed_origins", client.allowed_origins)


def _logout(client: Registration, allowed: AllowedDestinations) -> Iterator[Violation]:
    field, uri = "backchannel_logout_uri", client.backchannel_logout_uri
    wrong = check_uris(field, (uri,)) if uri else ()
    yield from wrong
    if not uri or wrong:
        return
    try:
        check_url(uri, allowed)
    except OutboundError as refused:
        yield Violation(field, _REFUSED_LOGOUT.get(refused.reason, "ssr.client.uri_malformed"), (uri,))


def _rights(client: Registration) -> Iterator[Violation]:
    known = tuple(grant.value for grant in GrantType)
    for name in client.grant_types:
        if name not in known:
            yield Violation("grant_types", "ssr.client.grant_unknown", (name, ", ".join(known)))
    for name in client.scopes:
        if name not in SCOPES:
            yield Violation("scopes", "ssr.client.scope_unknown", (name, ", ".join(SCOPES)))


def _lifetimes(client: Registration) -> Iterator[Violation]:
    for field, (least, most) in (("access_seconds", ACCESS_SECONDS), ("refresh_seconds", REFRESH_SECONDS)):
        if not least <= getattr(client, field) <= most:
            yield Violation(field, "ssr.client.lifetime", (str(least), str(most)))
    if client.refresh_idle_seconds > client.refresh_seconds:
        yield Violation("refresh_idle_seconds", "ssr.client.idle")
