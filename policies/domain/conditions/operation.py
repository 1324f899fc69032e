"""Condition on the operation that an account management policy decides about."""

from dataclasses import dataclass
from typing import ClassVar, Final

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.declaration import Declaration, Values, labels
from policies.domain.facts import Facts
from policies.domain.facts import Operation as Doing
from policies.domain.rules import Condition, Kind
from policies.domain.words import Sentence

OPERATIONS: Final = (
    (Doing.ENROLL.value, _("Set up an authenticator")),
    (Doing.REMOVE.value, _("Remove an authenticator")),
    (Doing.RECOVER.value, _("Recover the account")),
    (Doing.UNLOCK.value, _("Unlock the account")),
    (Doing.CHANGE_EMAIL.value, _("Change the email address")),
    (Doing.CHANGE_PASSWORD.value, _("Change the password")),
    (Doing.DELETE_ACCOUNT.value, _("Delete the account")),
    (Doing.EXPORT_DATA.value, _("Download personal data")),
)


@dataclass(frozen=True, slots=True)
class Operation(Condition):
    """Matches one of these operations."""

    name: ClassVar[str] = "operation"

    operations: frozenset[Doing]

    def holds(self, facts: Facts) -> bool:
        return facts.operation in self.operations

    def describe(self) -> Sentence:
        return Sentence(_("Only for: {0}."), (labels(OPERATIONS, frozenset(self.operations)),))


def read(values: Values) -> Condition | None:
    """Return the condition, or None without operations."""
    chosen = frozenset(map(Doing, values["operations"]))
    return Operation(chosen) if chosen else None


DECLARATION = Declaration(
    name=Operation.name,
    order=70,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Operation is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any"),
    columns=(
        Column(
            "operations",
            ColumnKind.SEVERAL,
            _("operations"),
            _("Leave empty for any operation."),
            choices=OPERATIONS,
        ),
    ),
    read=read,
    kinds=frozenset({Kind.ACCOUNT_MANAGEMENT}),
)
