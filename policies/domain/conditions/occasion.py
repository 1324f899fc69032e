"""Condition on the flow: sign-in, sign-up, account recovery or account settings."""

from dataclasses import dataclass
from typing import ClassVar, Final

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, Values
from policies.domain.facts import Facts
from policies.domain.facts import Occasion as Doing
from policies.domain.rules import Condition
from policies.domain.words import Sentence

ANY: Final = "any"
_SENTENCES: Final = {
    Doing.SIGN_IN: _("Only at sign-in."),
    Doing.SIGN_UP: _("Only at sign-up."),
    Doing.RECOVERY: _("Only during account recovery."),
    Doing.SETTINGS: _("Only in account settings."),
}


@dataclass(frozen=True, slots=True)
class Occasion(Condition):
    """Matches one flow."""

    name: ClassVar[str] = "occasion"

    doing: Doing

    def holds(self, facts: Facts) -> bool:
        return facts.occasion is self.doing

    def describe(self) -> Sentence:
        return Sentence(_SENTENCES[self.doing])


def read(values: Values) -> Condition | None:
    """Return the condition, or None for any flow."""
    return None if values["occasion"] == ANY else Occasion(Doing(values["occasion"]))


DECLARATION = Declaration(
    name=Occasion.name,
    order=50,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Flow is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any"),
    columns=(
        Column(
            "occasion",
            ColumnKind.CHOICE,
            _("flow"),
            _("What the user is doing."),
            choices=(
                (ANY, _("Any")),
                (Doing.SIGN_IN.value, _("Sign-in")),
                (Doing.SIGN_UP.value, _("Sign-up")),
                (Doing.RECOVERY.value, _("Account recovery")),
                (Doing.SETTINGS.value, _("Account settings")),
            ),
            default=ANY,
        ),
    ),
    read=read,
)
