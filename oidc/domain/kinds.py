"""Kinds of clients, in the terms of the developer who registers one."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _


class Kind(StrEnum):
    """What an app is, before anything is known of OAuth."""

    WEB = "web"
    SPA = "spa"
    NATIVE = "native"
    NONE = "none"

    @property
    def public(self) -> bool:
        """Whether it can keep no secret: its program is in users's hands."""
        return self in (Kind.SPA, Kind.NATIVE)


KIND_NAMES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.WEB: _("Web app"),
        Kind.SPA: _("Single-page app"),
        Kind.NATIVE: _("Native program"),
        Kind.NONE: _("Tile only"),
    }
)
KIND_LABELS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.WEB: _("A web app: its server keeps a secret"),
        Kind.SPA: _("A single-page app: its program runs in the browser and keeps no secret"),
        Kind.NATIVE: _("A program on people’s own machines: telephones, desktops, command lines"),
        Kind.NONE: _("Only a tile on the dashboard: it does not sign people in here"),
    }
)
