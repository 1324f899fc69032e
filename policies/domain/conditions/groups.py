"""Condition on the groups of the user."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, Named, Values, names
from policies.domain.facts import Facts
from policies.domain.rules import Condition
from policies.domain.words import Sentence


@dataclass(frozen=True, slots=True)
class IncludedGroups(Condition):
    """Matches members of an included group, if the rule has any, who are in no excluded group."""

    name: ClassVar[str] = "groups"

    included: tuple[Named, ...] | None
    excluded: tuple[Named, ...]
    included_ids: frozenset[int]
    excluded_ids: frozenset[int]

    def holds(self, facts: Facts) -> bool:
        if self.included is not None and self.included_ids.isdisjoint(facts.group_ids):
            return False
        return self.excluded_ids.isdisjoint(facts.group_ids)

    def describe(self) -> Sentence:
        if self.included is None:
            return Sentence(_("Not for members of {0}."), (names(self.excluded),))
        if not self.excluded:
            return Sentence(_("Only for members of {0}."), (names(self.included),))
        params = (names(self.included), names(self.excluded))
        return Sentence(_("Only for members of {0} who aren’t in {1}."), params)

    def referenced_groups(self) -> frozenset[int]:
        return self.included_ids | self.excluded_ids


def read(values: Values) -> Condition | None:
    """Return the condition, or None without groups."""
    included, excluded = values["groups_included"], values["groups_excluded"]
    if included is None and not excluded:
        return None
    included_ids = frozenset(group.id for group in included or ())
    return IncludedGroups(included, excluded, included_ids, frozenset(group.id for group in excluded))


DECLARATION = Declaration(
    name=IncludedGroups.name,
    order=10,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Group is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any"),
    columns=(
        Column(
            "groups_included",
            ColumnKind.GROUPS,
            _("member of any of"),
            _("Leave empty for everyone."),
            limits=True,
        ),
        Column("groups_excluded", ColumnKind.GROUPS, _("not a member of")),
    ),
    read=read,
)
