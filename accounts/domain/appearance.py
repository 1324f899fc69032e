"""How a user wants to see our pages."""

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
        """The words a user chooses by, as a message id."""
        return _LABELS[self]


_LABELS: Final[Mapping[Theme, str]] = MappingProxyType(
    {
        # Translators: language and theme page, choice of the theme
        Theme.SYSTEM: _("Same as my device"),
        # Translators: language and theme page, choice of the theme
        Theme.LIGHT: _("Light"),
        # Translators: language and theme page, choice of the theme
        Theme.DARK: _("Dark"),
    }
)
