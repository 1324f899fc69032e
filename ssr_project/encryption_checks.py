"""Which keys of ENCRYPTION_KEYS are in use: named by `manage.py check --database default`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.apps import AppConfig
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.credentials import reencryption
from accounts.keys import encryption_keys
from identity_providers.services import reencryption as provider_secrets
from oidc import signing_keys

SIGNING_KEYS: Final = "signing keys"
PROVIDER_SECRETS: Final = "secrets of identity providers"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many values of one kind depend on a key id."""

    key_id: str
    kind: str
    count: int


def uses() -> list[KeyUse]:
    """Return what depends on which key, the ids in order."""
    counted = {
        **reencryption.count_by_key(),
        SIGNING_KEYS: signing_keys.count_by_key(),
        PROVIDER_SECRETS: provider_secrets.count_by_key(),
    }
    found = [KeyUse(key_id, kind, count) for kind, ids in counted.items() for key_id, count in ids.items()]
    return sorted(found, key=lambda use: (use.key_id, use.kind))


def _has_tables() -> bool:
    """Return whether everything is migrated: ``migrate`` itself runs this check before it begins."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@checks.register(checks.Tags.database)
def key_uses(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **_options: object,
) -> Iterable[checks.CheckMessage]:
    """Name ids that are in use: missing ones are warnings, older ones are worth knowing."""
    if not databases or not _has_tables():
        return []
    ring = encryption_keys()
    found = uses()
    return [
        *(
            checks.Warning(
                f"{use.count} {use.kind} need the key {use.key_id!r}, which is missing in ENCRYPTION_KEYS.",
                hint="Restore the key, or delete what needs it.",
                id="ssr.W101",
            )
            for use in found
            if use.key_id not in ring.ids
        ),
        *(
            checks.Info(
                f"{use.count} {use.kind} still need the older key {use.key_id!r}.",
                hint="Run 'manage.py reencrypt'. Recovery and access codes need it until used or replaced.",
                id="ssr.I101",
            )
            for use in found
            if use.key_id in ring.ids and use.key_id != ring.current_id
        ),
    ]
