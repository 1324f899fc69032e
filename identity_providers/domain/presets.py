"""Presets: what is known in advance about each kind of identity provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _


class ProviderKind(Choice):
    """The kind of an identity provider, which decides how its answers are read."""

    # Translators: kind of an identity provider: any server with OpenID Connect
    OPENID_CONNECT = "openid_connect", _("OpenID Connect")
    # Translators: kind of an identity provider, a company
    GOOGLE = "google", _("Google")
    # Translators: kind of an identity provider, a company
    MICROSOFT = "microsoft", _("Microsoft")
    # Translators: kind of an identity provider, a company
    APPLE = "apple", _("Apple")
    # Translators: kind of an identity provider, a company
    GITHUB = "github", _("GitHub")


@dataclass(frozen=True, slots=True)
class Preset:
    """The facts of a kind that administrators need not fill in.

    ``issuer`` is empty where an administrator names it. ``openid`` is false for a provider of OAuth alone.
    ``form_post``: it answers by a POST from its own pages, if names or addresses are requested (Sign in with
    Apple). ``vouches``: its statement that an address is verified can be believed, for the domains that it is
    trusted for. ``renews``: it authenticates a user anew on request, and says when it did (``auth_time``).
    """

    issuer: str
    scopes: tuple[str, ...]
    openid: bool = True
    form_post: bool = False
    vouches: bool = True
    renews: bool = False


PRESETS: Final[Mapping[ProviderKind, Preset]] = MappingProxyType(
    {
        ProviderKind.OPENID_CONNECT: Preset("", ("openid", "email", "profile"), renews=True),
        ProviderKind.GOOGLE: Preset("https://accounts.google.com", ("openid", "email", "profile")),
        # A directory's administrator can write any address into an account there ("nOAuth", 2023).
        ProviderKind.MICROSOFT: Preset(
            "https://login.microsoftonline.com/common/v2.0", ("openid", "email", "profile"), vouches=False
        ),
        ProviderKind.APPLE: Preset("https://appleid.apple.com", ("openid", "email", "name"), form_post=True),
        ProviderKind.GITHUB: Preset("https://github.com", ("read:user", "user:email"), openid=False),
    }
)
