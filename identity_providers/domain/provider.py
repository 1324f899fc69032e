"""An identity provider as configured, and which accounts of it count for what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _
from identity_providers.domain.presets import PRESETS, Preset, ProviderKind


class MappingTime(Choice):
    """When a claim is written to the profile."""

    # Translators: attribute mapping of an identity provider
    AT_CREATION = "creation", _("When the account is created")
    # Translators: attribute mapping of an identity provider
    AT_EACH_SIGN_IN = "sign_in", _("At each sign-in")


@dataclass(frozen=True, slots=True)
class MappedAttribute:
    """A claim of the provider that becomes an attribute of the profile."""

    claim: str
    attribute: str
    time: MappingTime = MappingTime.AT_CREATION


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider, read from its row.

    ``trusted_domains`` are those of addresses that it may vouch for. ``everywhere``: every application
    shows it, else those that name it. ``creates_accounts``: users without an account may sign up with it.
    ``believes_assurance``: its own ``amr`` and ``acr`` count. ``sealed_secret`` is the encrypted client
    secret.
    """

    id: int
    public_id: str
    kind: ProviderKind
    label: str
    issuer: str
    client_id: str
    sealed_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
    trusted_domains: frozenset[str] = frozenset()
    mapping: tuple[MappedAttribute, ...] = ()
    active: bool = True
    everywhere: bool = True
    creates_accounts: bool = True
    believes_assurance: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    logo_url: str = ""

    @property
    def icon(self) -> str:
        """The icon of its button, where it has no logo."""
        return "key" if self.kind is ProviderKind.OPENID_CONNECT else self.kind.value

    @property
    def preset(self) -> Preset:
        """What is known in advance about its kind."""
        return PRESETS[self.kind]

    @property
    def requested_scopes(self) -> tuple[str, ...]:
        """The scopes of a request: the configured ones, or those of its kind."""
        return self.scopes or self.preset.scopes


def account_name(provider: Provider | None, label: str) -> str:
    """Return how users know an account: by the provider's name and what the account is called there."""
    return label if provider is None or provider.label == label else f"{provider.label} · {label}"
