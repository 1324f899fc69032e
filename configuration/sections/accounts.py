"""The brand, groups, and the profile schema."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from accounts.brand import save_brand
from accounts.domain.base_attributes import ADDRESS_KEYS, BASE_KEYS
from accounts.domain.logos import read_logo_text
from accounts.domain.text import is_blank, tidy
from accounts.domain.violations import Violation, raise_if
from accounts.models import Brand, Group, ProfileAttribute
from accounts.profile.schema_changes import delete_attribute, save_attribute
from accounts.users.groups import delete_group, save_group
from configuration.column_types import Column, columns, fields_of, text_of
from configuration.schema import SINGLE, DocumentEntry, ListRules, entry, label_of, list_of
from configuration.section import EntryChange, Section
from configuration.value_types import PROFILE_VALUE, text
from enrollment.selectors import policies_asking

GROUPS: Final = "groups"
ATTRIBUTES: Final = "attributes"
FIXED_COLUMNS: Final = ("unique", "permission")
"""Fixed columns of the attributes that are addresses: sign-ups and recoveries rely on them."""

OPTION: Final = entry(
    "Option",
    {"value": (text(tidy), ...), "title": (text(tidy), ...)},
    ListRules(identified_by="value", ordered=True, repeatable=True),
)


def color_of(column: Column) -> Any:
    """Return the type of a color, which is stored in small letters."""
    return text_of(column, str.lower)


LOGO: Final = text(lambda raw: read_logo_text(raw).text if not is_blank(raw) else "")


class BrandSection(Section):
    """The brand."""

    name = "brand"
    comment = "Name, links, colors and logo of pages and mails."
    model = Brand
    columns = columns(Brand, leave=("key",))
    entry = entry(
        "Brand",
        fields_of(
            columns,
            {
                "logo": LOGO,
                "color": color_of(columns["color"]),
                "accent": color_of(columns["accent"]),
            },
            written=True,
        ),
        SINGLE,
    )

    def write(self, row: Brand, change: EntryChange) -> None:
        save_brand(row, actor=None, now=change.now)


class GroupsSection(Section):
    """Groups. Who is in them is no configuration."""

    name = GROUPS
    comment = "Groups of users. Their members are not configuration."
    model = Group
    columns = columns(Group, leave=("created_at",))
    entry = entry("Group", fields_of(columns))

    def rows(self) -> QuerySet[Group]:
        return Group.objects.order_by("name")

    def write(self, row: Group, change: EntryChange) -> None:
        save_group(row, actor=None, now=change.now)

    def remove(self, key: str, now: datetime) -> None:
        delete_group(self.row(key), actor=None, now=now)


def options_of(row: Any) -> list[Any]:
    """Return the options of a row as entries."""
    return [OPTION.model_construct(**option) for option in row.options]


def stored_options(item: Any) -> list[dict[str, str]]:
    """Return the options of an entry as a row holds them."""
    return [option.model_dump() for option in item.options]


class AttributesSection(Section):
    """The profile schema: the base attributes, which stay, and the administrators' own."""

    name = ATTRIBUTES
    comment = "The profile schema. Base attributes can’t be removed."
    model = ProfileAttribute
    columns = columns(ProfileAttribute, leave=("base",))
    entry = entry(
        "Attribute",
        fields_of(columns, {"options": list_of(OPTION), "default": PROFILE_VALUE}),
        ListRules(identified_by="key"),
    )

    def more_values(self, row: ProfileAttribute) -> dict[str, Any]:
        return {"options": options_of(row)}

    def write(self, row: ProfileAttribute, change: EntryChange) -> None:
        raise_if(tuple(_fixed(change)))
        row.options = stored_options(change.after)
        save_attribute(row, asked_by=policies_asking(row.pk) if row.pk else (), actor=None, now=change.now)

    def remove(self, key: str, now: datetime) -> None:
        row = self.row(key)
        delete_attribute(row, asked_by=policies_asking(row.pk), actor=None, now=now)

    def is_permanent(self, item: DocumentEntry) -> bool:
        return label_of(item) in BASE_KEYS


def _fixed(change: EntryChange) -> Iterator[Violation]:
    for name in FIXED_COLUMNS:
        before = getattr(change.before, name) if change.before else None
        if change.key in ADDRESS_KEYS and before != getattr(change.after, name):
            yield Violation(name, "ssr.attribute.fixed")
