"""Condition on the authenticator that is set up, removed or used for recovery."""

from dataclasses import dataclass
from typing import ClassVar, Final

from accounts.domain.authenticators import Authenticator as Kept
from accounts.domain.choice import choices_of
from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, Values, labels
from policies.domain.facts import Facts
from policies.domain.rules import Condition, Kind
from policies.domain.words import Sentence

AUTHENTICATORS: Final = choices_of(Kept)


@dataclass(frozen=True, slots=True)
class Authenticator(Condition):
    """Matches operations on one of these authenticators."""

    name: ClassVar[str] = "authenticator"

    authenticators: frozenset[Kept]

    def holds(self, facts: Facts) -> bool:
        return facts.authenticator in self.authenticators

    def describe(self) -> Sentence:
        return Sentence(_("Only for: {0}."), (labels(AUTHENTICATORS, frozenset(self.authenticators)),))


def read(values: Values) -> Condition | None:
    """Return the condition, or None without authenticators."""
    chosen = frozenset(map(Kept, values["authenticators"]))
    return Authenticator(chosen) if chosen else None


DECLARATION = Declaration(
    name=Authenticator.name,
    order=80,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Authenticator is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any"),
    columns=(
        Column(
            "authenticators",
            ColumnKind.SEVERAL,
            _("authenticators"),
            _("Leave empty for any authenticator."),
            choices=AUTHENTICATORS,
        ),
    ),
    read=read,
    kinds=frozenset({Kind.ACCOUNT_MANAGEMENT}),
)
