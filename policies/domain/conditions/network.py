"""Condition on the network zone of the request."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, Values, names
from policies.domain.facts import Facts
from policies.domain.rules import Condition
from policies.domain.words import Sentence
from policies.domain.zones import Zone


@dataclass(frozen=True, slots=True)
class FromNetwork(Condition):
    """Matches addresses in an included zone, where any is named, and in no excluded one.

    An unknown address is in no zone.
    """

    name: ClassVar[str] = "network"

    included: tuple[Zone, ...] | None
    excluded: tuple[Zone, ...]

    def holds(self, facts: Facts) -> bool:
        address = facts.ip_address
        if address is None:
            return self.included is None
        if self.included is not None and not any(zone.holds(address) for zone in self.included):
            return False
        return not any(zone.holds(address) for zone in self.excluded)

    def describe(self) -> Sentence:
        if self.included is None:
            return Sentence(_("Not from {0}."), (names(self.excluded),))
        if not self.excluded:
            return Sentence(_("Only from {0}."), (names(self.included),))
        params = (names(self.included), names(self.excluded))
        return Sentence(_("Only from {0} and not from {1}."), params)


def read(values: Values) -> Condition | None:
    """Return the condition, or None without zones."""
    included, excluded = values["zones_included"], values["zones_excluded"]
    return None if included is None and not excluded else FromNetwork(included, excluded)


DECLARATION = Declaration(
    name=FromNetwork.name,
    order=30,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Network is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any"),
    columns=(
        Column(
            "zones_included",
            ColumnKind.ZONES,
            _("in any of these network zones"),
            _("Leave empty for any network."),
            limits=True,
        ),
        Column("zones_excluded", ColumnKind.ZONES, _("not in these network zones")),
    ),
    read=read,
)
