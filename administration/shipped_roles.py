"""The permissions of the shipped roles: one table, which ``migrate`` writes into the database."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from accounts.domain.roles import ShippedRole
from accounts.users.roles import restore_shipped_roles


def _on(models: Iterable[str], *verbs: str) -> Iterator[str]:
    """Yield the names of permissions: ``accounts.view_user`` for a verb and ``accounts.user``."""
    for model in models:
        app, _, name = model.partition(".")
        yield from (f"{app}.{verb}_{name}" for verb in verbs)


_PEOPLE: Final = ("accounts.user", "accounts.group", "accounts.membership")
_RECORDS: Final = (
    "accounts.budget",
    "accounts.challenge",
    "accounts.event",
    "accounts.outboxmail",
    "accounts.session",
    "flows.transaction",
)
_SINGLE: Final = ("accounts.brand", "policies.accountprotection")
_CONFIGURATION: Final = (
    "accounts.grouprule",
    "accounts.profileattribute",
    "applications.application",
    "enrollment.profileenrollmentpolicy",
    "identity_providers.identityprovider",
    "policies.accountmanagementpolicy",
    "policies.authenticationpolicy",
    "policies.enrollmentpolicy",
    "policies.networkzone",
    "policies.passwordpolicy",
    "policies.sessionpolicy",
)
_VIEWS: Final = frozenset(
    _on((*_PEOPLE, *_RECORDS, *_SINGLE, *_CONFIGURATION, "accounts.userimport"), "view")
)

PERMISSIONS: Final[Mapping[ShippedRole, frozenset[str]]] = MappingProxyType(
    {
        ShippedRole.ADMINISTRATOR: _VIEWS
        | frozenset(_on(_CONFIGURATION, "add", "change", "delete"))
        | frozenset(_on(_SINGLE, "change"))
        | frozenset(_on(["accounts.user"], "add", "change", "support", "export"))
        | frozenset(_on(["accounts.event"], "export"))
        | frozenset(_on(["accounts.group"], "add", "change", "delete"))
        | frozenset(_on(["accounts.membership"], "add", "delete"))
        | frozenset(_on(["accounts.outboxmail"], "test"))
        | frozenset(_on(["accounts.userimport"], "add")),
        ShippedRole.HELP_DESK: frozenset(_on((*_PEOPLE, *_RECORDS), "view"))
        | frozenset(_on(["accounts.user"], "support")),
        ShippedRole.AUDITOR: _VIEWS | frozenset(_on(["accounts.event"], "export")),
    }
)


# An app without models has no signal of its own.
@receiver(post_migrate, sender=installed.get_app_config("accounts"), dispatch_uid="shipped roles")
def write_shipped_roles(apps: Any = installed, verbosity: int = 0, **_options: Any) -> None:
    """Write the table after a migration, once the database has the permissions that it names."""
    if not {app.label for app in apps.get_app_configs()} >= _APPS:
        return  # a migration to an earlier state, without these tables
    for app in installed.get_app_configs():
        create_permissions(app, verbosity=verbosity)
    restore_shipped_roles(PERMISSIONS)


_APPS: Final = frozenset(name.partition(".")[0] for role in PERMISSIONS.values() for name in role)
