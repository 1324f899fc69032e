"""Condition on individual users."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, Named, Values, names
from policies.domain.facts import Facts
from policies.domain.rules import Condition
from policies.domain.words import Sentence


@dataclass(frozen=True, slots=True)
class IncludedPeople(Condition):
    """Matches the included users, where any are named, and none of the excluded.

    A user who does not exist yet is none of them.
    """

    name: ClassVar[str] = "people"

    included: tuple[Named, ...] | None
    excluded: tuple[Named, ...]
    included_ids: frozenset[int]
    excluded_ids: frozenset[int]

    def holds(self, facts: Facts) -> bool:
        if self.included is not None and facts.user_id not in self.included_ids:
            return False
        return facts.user_id not in self.excluded_ids

    def describe(self) -> Sentence:
        if self.included is None:
            return Sentence(_("Not for {0}."), (names(self.excluded),))
        left = tuple(user for user in self.included if user.id not in self.excluded_ids)
        return Sentence(_("Only for {0}."), (names(left),))

    def referenced_users(self) -> frozenset[int]:
        return self.included_ids | self.excluded_ids


def read(values: Values) -> Condition | None:
    """Return the condition, or None when no user is named."""
    included, excluded = values["people_included"], values["people_excluded"]
    if included is None and not excluded:
        return None
    included_ids = frozenset(user.id for user in included or ())
    return IncludedPeople(included, excluded, included_ids, frozenset(user.id for user in excluded))


DECLARATION = Declaration(
    name=IncludedPeople.name,
    order=20,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Person is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("anyone"),
    columns=(
        Column(
            "people_included",
            ColumnKind.PEOPLE,
            _("any of these people"),
            _("Leave empty for everyone."),
            limits=True,
        ),
        Column("people_excluded", ColumnKind.PEOPLE, _("none of these people")),
    ),
    read=read,
)
