"""The roles that every installation has. An owner is no role: owners have every permission."""

from typing import Final

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _


class ShippedRole(Choice):
    """A role by its name in the database, with what it is for."""

    # Translators: administration, a role of administrators, and what it is for
    ADMINISTRATOR = _("Administrator"), _("Changes people, apps and settings, but not administrators.")
    # Translators: administration, a role of administrators, and what it is for
    HELP_DESK = _("Help desk"), _("Sees people and their activity, and helps them back into their accounts.")
    # Translators: administration, a role of administrators, and what it is for
    AUDITOR = _("Auditor"), _("Sees everything, including the log. Changes nothing.")


SHIPPED_NAMES: Final = frozenset(role.value for role in ShippedRole)
