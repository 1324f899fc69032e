"""The profile schema, read into one immutable snapshot."""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.configuration_cache import PROFILE_SCHEMA, Snapshot
from accounts.domain.attributes import Attribute, AttributeType, Option, Permission
from accounts.domain.base_attributes import ADDRESS_KEYS
from accounts.domain.columns import read_fields
from accounts.models import ProfileAttribute


def attribute_of(row: ProfileAttribute) -> Attribute:
    """Return the attribute a row describes."""
    return read_fields(
        Attribute,
        row,
        type=AttributeType(row.type),
        options=tuple(Option(**option) for option in row.options),
        default=tuple(row.default) if isinstance(row.default, list) else row.default,
        permission=Permission(row.permission),
    )


def _load() -> Mapping[str, Attribute]:
    return MappingProxyType({row.key: attribute_of(row) for row in ProfileAttribute.objects.all()})


_schema = Snapshot(_load, frozenset({PROFILE_SCHEMA}))


def profile_schema() -> Mapping[str, Attribute]:
    """Return every attribute by its key, in the administrator's order."""
    return _schema.get()


def schema_beside_address() -> Mapping[str, Attribute]:
    """Return every attribute except the address, which tables and commands have a place of its own for."""
    return {key: attribute for key, attribute in profile_schema().items() if key not in ADDRESS_KEYS}
