"""Whose value is it? A look before the constraint decides, so that the form can name the field."""

from collections.abc import Mapping

from django.db.models import Q

from accounts.domain.attributes import Value
from accounts.domain.values import unique_forms
from accounts.models import UniqueAttributeValue
from accounts.selectors.schema import profile_schema


def taken_values(values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Return key and title of every unique attribute whose value has a holder."""
    schema = profile_schema()
    wanted = unique_forms(schema, values)
    if not wanted:
        return ()
    conditions = Q()
    for key, value in wanted.items():
        conditions |= Q(attribute__key=key, value=value)
    taken = UniqueAttributeValue.objects.filter(conditions).values_list("attribute__key", flat=True)
    return tuple((key, schema[key].title) for key in taken)
