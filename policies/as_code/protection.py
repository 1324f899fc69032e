"""The account protection."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from accounts.as_code.columns import columns, fields_of, put, values_of
from accounts.domain.documents.records import Record
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from policies.models import AccountProtection
from policies.services.protection import save_protection

_COLUMNS: Final = columns(AccountProtection)


def _read() -> dict[str, Any]:
    return values_of(AccountProtection.objects.first() or AccountProtection(), _COLUMNS)


def protection(unverified: Callable[[], Sequence[str]]) -> Section:
    """Return the section. ``unverified`` names the forms without email verification, known above."""

    def save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
        row = AccountProtection.objects.first() or AccountProtection()
        put(row, _COLUMNS, change.value)
        save_protection(row, unverified(), actor=None, now=change.now)
        return ()

    return Section("protection", Record(tuple(fields_of(_COLUMNS, always_written=True))), _read, save)
