"""The profile schema, read into one immutable snapshot."""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.configuration_cache import PROFILE_SCHEMA, Snapshot
from accounts.domain.attributes import Attribute, AttributeType, Option, Permission
from accounts.models import ProfileAttribute


def attribute_of(row: ProfileAttribute) -> Attribute:
    """Return the attribute a row describes."""
    return Attribute(
        key=row.key,
        type=AttributeType(row.type),
        title=row.title,
        help=row.help,
        required=row.required,
        min_length=row.min_length,
        max_length=row.max_length,
        minimum=row.minimum,
        maximum=row.maximum,
        min_items=row.min_items,
        max_items=row.max_items,
        earliest=row.earliest,
        latest=row.latest,
        pattern=row.pattern,
        pattern_message=row.pattern_message,
        options=tuple(Option(option["value"], option["title"]) for option in row.options),
        default=tuple(row.default) if isinstance(row.default, list) else row.default,
        unique=row.unique,
        permission=Permission(row.permission),
        sensitive=row.sensitive,
        base=row.base,
        autocomplete=row.autocomplete,
    )


def _load() -> Mapping[str, Attribute]:
    return MappingProxyType({row.key: attribute_of(row) for row in ProfileAttribute.objects.all()})


_schema = Snapshot(_load, frozenset({PROFILE_SCHEMA}))


def profile_schema() -> Mapping[str, Attribute]:
    """Return every attribute by its key, in the administrator's order."""
    return _schema.get()
