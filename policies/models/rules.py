"""Rules, with the columns that the modules of ``policies.domain.conditions`` declare."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models import Group
from accounts.models.versions import VersionedModel
from identity_providers.models import IdentityProvider
from policies.domain.conditions import COLUMNS
from policies.models.fields import field_words, model_field
from policies.models.policies import NetworkZone, Policy

_ROWS: dict[ColumnKind, Any] = {
    ColumnKind.GROUPS: Group,
    ColumnKind.PEOPLE: settings.AUTH_USER_MODEL,
    ColumnKind.ZONES: NetworkZone,
    ColumnKind.PROVIDERS: IdentityProvider,
}


class Rule(VersionedModel):
    """One rule of a policy; its outcome is a row of its own, of the type that the kind of policy has.

    ``position`` counts within the policy; the catch-all rule of a default policy is always last.
    ``copied_from``: in a draft, the public id of the policy's rule that it is a copy of.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="rules")
    name = models.CharField(max_length=100)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False, editable=False)
    copied_from = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        ordering = ("policy", "is_default", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("policy",), condition=models.Q(is_default=True), name="one_catch_all_rule"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.RULE, self.public_id)


def asked_name(column: Column) -> str:
    """Return the column that remembers whether a list which limits was ever filled."""
    return f"{column.name}_asked"


def _fields(column: Column) -> Iterator[tuple[str, Any]]:
    yield column.name, _field(column)
    if column.limits:
        yield asked_name(column), models.BooleanField(default=False, editable=False)


def _field(column: Column) -> Any:
    if not column.kind.is_list:
        return model_field(column)
    return models.ManyToManyField(_ROWS[column.kind], blank=True, related_name="+", **field_words(column))


for _column in COLUMNS:
    for _name, _made in _fields(_column):
        Rule.add_to_class(_name, _made)
