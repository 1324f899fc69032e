"""Outcome rows as the values that a flow decides with; the rows may be unsaved."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from accounts.domain.authenticators import Authenticator
from accounts.domain.columns import read_value
from policies import models as rows
from policies.domain.outcomes import NO_SETTINGS, AuthenticatorSetting, Settings


def outcome_of(row: rows.Outcome, settings: Settings = NO_SETTINGS) -> Any:
    """Return the domain's outcome of a row. ``settings``: those of an enrollment outcome."""
    others = {"settings": settings} if isinstance(row, rows.EnrollmentOutcome) else {}
    return read_value(row.declared_by, row, **others)


def settings_of(chosen: Iterable[rows.AuthenticatorSetting]) -> Settings:
    """Return the authenticator settings of an enrollment outcome's rows."""
    return MappingProxyType(
        {Authenticator(row.authenticator): read_value(AuthenticatorSetting, row) for row in chosen}
    )
