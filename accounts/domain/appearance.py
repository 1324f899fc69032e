"""How a person wants to see our pages."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _


class Theme(StrEnum):
    """Light or dark; ``system`` leaves it to the device."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @property
    def label(self) -> str:
        """The words a person chooses by, as a message id."""
        return _LABELS[self]


_LABELS: Final[Mapping[Theme, str]] = MappingProxyType(
    {
        Theme.SYSTEM: _("As on this device"),
        Theme.LIGHT: _("Light"),
        Theme.DARK: _("Dark"),
    }
)
