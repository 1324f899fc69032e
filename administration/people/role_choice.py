"""The role of a user as one choice: none, a shipped role, owner, or an own role."""

from collections.abc import Iterator
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import ShippedRole
from accounts.models import Role
from accounts.users.roles import Rights

NONE, OWNER, UNCHANGED = "none", "owner", "unchanged"
ORDER: Final = (ShippedRole.HELP_DESK, ShippedRole.AUDITOR, ShippedRole.ADMINISTRATOR)
_NOTHING: Final = Rights(staff=False, owner=False)
_EVERYTHING: Final = Rights(staff=True, owner=True)


def choice_of(rights: Rights) -> str:
    """Return the choice that stands for these rights; ``UNCHANGED`` for rights of before there was one."""
    if rights == _NOTHING:
        return NONE
    if rights.staff and rights.owner:
        return OWNER
    if rights.staff and len(rights.role_ids) == 1:
        return _of_role(*rights.role_ids)
    return UNCHANGED


def rights_for(choice: str, current: Rights) -> Rights:
    """Return the rights of a choice. One that stands for the current rights keeps them."""
    if choice in (UNCHANGED, choice_of(current)):
        return current
    if choice in (NONE, OWNER):
        return _NOTHING if choice == NONE else _EVERYTHING
    return Rights(staff=True, owner=False, role_ids=frozenset({int(choice.removeprefix(_PREFIX))}))


def role_choices(current: Rights) -> list[tuple[str, str]]:
    """Return the choices with a line of help each: shipped roles by their rights, then own roles by name."""
    roles = {role.name: role.pk for role in Role.objects.order_by("name")}
    shipped = [(roles.pop(role.value, None), role) for role in ORDER]
    choices = [
        # Translators: page of a person in the administration, role
        (NONE, _line(_("None"), _("Can’t open the administration."))),
        *((_of_role(pk), _line(_(role.value), _(role.label))) for pk, role in shipped if pk is not None),
        # Translators: page of a person in the administration, role
        (OWNER, _line(_("Owner"), _("Can change everything, including administrators and their roles."))),
        *((_of_role(pk), name) for name, pk in roles.items()),
    ]
    if choice_of(current) == UNCHANGED:
        # Translators: page of a person in the administration, role: several roles, or none of them
        choices.append((UNCHANGED, _line(_("Unchanged"), ", ".join(_names(current)) or "–")))
    return choices


def _names(rights: Rights) -> Iterator[str]:
    yield from Role.objects.filter(pk__in=rights.role_ids).order_by("name").values_list("name", flat=True)
    if rights.owner:
        yield gettext("Owner")


_PREFIX: Final = "role-"


def _of_role(pk: int) -> str:
    return f"{_PREFIX}{pk}"


def _line(name: str | Promise, text: str | Promise) -> str:
    # One element beside the button: the parts of a label share a row.
    return format_html('<span>{}<br><span class="help">{}</span></span>', name, text)
