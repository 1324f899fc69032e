"""How a user wants to see our pages."""

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _


class Theme(Choice):
    """Light or dark; ``system`` leaves it to the device."""

    # Translators: language and theme page, choice of the theme
    SYSTEM = "system", _("Same as my device")
    # Translators: language and theme page, choice of the theme
    LIGHT = "light", _("Light")
    # Translators: language and theme page, choice of the theme
    DARK = "dark", _("Dark")
