"""Condition on the identity provider that the user has signed in with."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, NamedProvider, Values, names
from policies.domain.facts import Facts
from policies.domain.rules import Condition
from policies.domain.words import Sentence


@dataclass(frozen=True, slots=True)
class SignedInWith(Condition):
    """Matches users who came by an included provider, where any is named, and by no excluded one."""

    name: ClassVar[str] = "identity_provider"

    included: tuple[NamedProvider, ...] | None
    excluded: tuple[NamedProvider, ...]

    def holds(self, facts: Facts) -> bool:
        used = facts.identity_providers
        if self.included is not None and not any(one.public_id in used for one in self.included):
            return False
        return not any(one.public_id in used for one in self.excluded)

    def describe(self) -> Sentence:
        if self.included is None:
            return Sentence(_("Not after a sign-in with {0}."), (names(self.excluded),))
        if not self.excluded:
            return Sentence(_("Only after a sign-in with {0}."), (names(self.included),))
        params = (names(self.included), names(self.excluded))
        return Sentence(_("Only after a sign-in with {0} and not with {1}."), params)


def read(values: Values) -> Condition | None:
    """Return the condition, or None without providers."""
    included, excluded = values["providers_included"], values["providers_excluded"]
    return None if included is None and not excluded else SignedInWith(included, excluded)


DECLARATION = Declaration(
    name=SignedInWith.name,
    order=35,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Identity provider is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any or none"),
    columns=(
        Column(
            "providers_included",
            ColumnKind.PROVIDERS,
            _("signed in with any of these identity providers"),
            _("Leave empty for everyone, also people who sign in without one."),
            limits=True,
        ),
        Column("providers_excluded", ColumnKind.PROVIDERS, _("not signed in with these identity providers")),
    ),
    read=read,
)
