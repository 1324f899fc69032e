"""Condition on the device: new to the user, or known."""

from dataclasses import dataclass
from typing import ClassVar, Final

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, Values
from policies.domain.facts import Facts
from policies.domain.rules import Condition
from policies.domain.words import Sentence

ANY: Final = "any"
NEW: Final = "new"
KNOWN: Final = "known"


@dataclass(frozen=True, slots=True)
class Device(Condition):
    """Matches new devices of the user, or known ones."""

    name: ClassVar[str] = "device"
    uses_device: ClassVar[bool] = True

    new: bool

    def holds(self, facts: Facts) -> bool:
        return facts.new_device is self.new

    def describe(self) -> Sentence:
        return Sentence(_("Only on a new device.") if self.new else _("Only on a known device."))


def read(values: Values) -> Condition | None:
    """Return the condition, or None for any device."""
    return None if values["device"] == ANY else Device(new=values["device"] == NEW)


DECLARATION = Declaration(
    name=Device.name,
    order=40,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Device is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any"),
    columns=(
        Column(
            "device",
            ColumnKind.CHOICE,
            _("device"),
            _("A known device is one that the user has signed in with before."),
            choices=((ANY, _("Any")), (NEW, _("New device")), (KNOWN, _("Known device"))),
            default=ANY,
        ),
    ),
    read=read,
)
