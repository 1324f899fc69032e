"""The roles that every installation has. An owner is no role: owners have every permission."""

from typing import Final

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _


class ShippedRole(Choice):
    """A role by its name in the database, with what it is for."""

    # Translators: administration, a role of administrators, and what it is for
    ADMINISTRATOR = (
        _("Administrator"),
        _("Can change people, applications and settings, but not administrators."),
    )
    # Translators: administration, a role of administrators, and what it is for
    HELP_DESK = (
        _("Help desk"),
        _("Can view people and their activity, and help them get back into their accounts."),
    )
    # Translators: administration, a role of administrators, and what it is for
    AUDITOR = _("Auditor"), _("Can view everything, including the log. Can’t change anything.")


SHIPPED_NAMES: Final = frozenset(role.value for role in ShippedRole)
