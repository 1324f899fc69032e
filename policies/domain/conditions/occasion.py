"""Signing in, signing up, recovering the account or changing the settings."""

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
    Doing.SIGN_IN: _("Only at a sign-in."),
    Doing.SIGN_UP: _("Only at a sign-up."),
    Doing.RECOVERY: _("Only while an account is recovered."),
    Doing.SETTINGS: _("Only in the settings."),
}


@dataclass(frozen=True, slots=True)
class Occasion(Condition):
    """The user is doing this and nothing else."""

    name: ClassVar[str] = "occasion"

    doing: Doing

    def holds(self, facts: Facts) -> bool:
        return facts.occasion is self.doing

    def describe(self) -> Sentence:
        return Sentence(_SENTENCES[self.doing])


def read(values: Values) -> Condition | None:
    """Return the condition, or nothing when every occasion will do."""
    return None if values["occasion"] == ANY else Occasion(Doing(values["occasion"]))


DECLARATION = Declaration(
    name=Occasion.name,
    order=50,
    columns=(
        Column(
            "occasion",
            ColumnKind.CHOICE,
            _("occasion"),
            choices=(
                (ANY, _("Any")),
                (Doing.SIGN_IN.value, _("Sign-in")),
                (Doing.SIGN_UP.value, _("Sign-up")),
                (Doing.RECOVERY.value, _("Recovery")),
                (Doing.SETTINGS.value, _("Settings")),
            ),
            default=ANY,
        ),
    ),
    read=read,
)
