"""``manage.py identity_providers set-secret Google < secret.txt``: identity providers on the command line."""

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from accounts.domain.text import tidy
from accounts.management.subcommands import Result, Subcommand, SubcommandsCommand, argument, not_found
from identity_providers.domain.checks import MAX_SECRET, PARAMETERS
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of
from identity_providers.services.connection_test import check_connection
from identity_providers.services.linked_accounts import count_links
from identity_providers.services.provider_drafts import ProviderDraft, new_provider
from identity_providers.services.providers import delete_provider, save_provider, set_active, set_secret

PROVIDER: Final = argument("provider", help="name of the provider")
_TEXTS: Final = ("label", "issuer", "client_id")
_FLAGS: Final = ("everywhere", "creates_accounts", "believes_assurance")
_PARAMETERS: Final = tuple(name for names in PARAMETERS.values() for name in names)
_SETTINGS: Final = (
    argument("--label", help="another name"),
    argument("--issuer", help="address of the provider"),
    argument("--client-id", help="client ID"),
    argument("--scope", action="append", dest="scopes", metavar="NAME", help="scope, once for each"),
    argument(
        "--trusted-domain",
        action="append",
        dest="trusted_domains",
        metavar="DOMAIN",
        help="domain whose addresses the provider verifies, once for each; an empty one removes all",
    ),
    *(argument(f"--{name.replace('_', '-')}", help="for Sign in with Apple") for name in _PARAMETERS),
    *(
        argument(f"--{name.replace('_', '-')}", choices=("yes", "no"), help=str(_help))
        for name, _help in (
            ("everywhere", "show it in all applications"),
            ("creates_accounts", "allow sign-up with it"),
            ("believes_assurance", "count two factors that were verified there"),
        )
    ),
)


class Command(SubcommandsCommand):
    """List, add, edit, test, activate, deactivate and delete identity providers."""

    help = "List, add, edit, test, activate, deactivate and delete identity providers."

    options_of = {"trusted_domains": "--trusted-domain", "scopes": "--scope", "label": "name"}

    def subcommands(self) -> Mapping[str, Subcommand]:
        provider = (PROVIDER,)
        kind = argument("kind", choices=[kind.value for kind in ProviderKind], help="kind of provider")
        activate = argument("--activate", action="store_true", help="also turn the provider on")
        return {
            "list": Subcommand("list the providers", _listed, writes=False),
            "show": Subcommand("show a provider", _shown, provider, writes=False),
            "add": Subcommand("add a provider, inactive", _added, (kind, PROVIDER, *_SETTINGS[1:])),
            "edit": Subcommand("change settings of a provider", _edited, (PROVIDER, *_SETTINGS)),
            "set-secret": Subcommand(
                "replace the client secret, read from standard input", _set_secret, (PROVIDER, activate)
            ),
            "activate": Subcommand("turn a provider on", _activated, provider),
            "deactivate": Subcommand(
                "turn a provider off and keep its linked accounts", _deactivated, provider
            ),
            "delete": Subcommand("delete a provider with its linked accounts", _deleted, provider),
            "test": Subcommand(
                "fetch the discovery document and the keys", _tested, provider, is_atomic=False
            ),
        }


def _found(options: Mapping[str, Any]) -> IdentityProvider:
    """Return the provider of this name. Raises CommandError."""
    rows = IdentityProvider.objects.defer("logo").prefetch_related("trusted_domains")
    row = rows.filter(label=tidy(options["provider"])).first()
    if row is None:
        raise not_found("ssr.provider.unknown", options["provider"])
    return row


def _listed(_options: dict[str, Any], _now: datetime) -> Result:
    rows = IdentityProvider.objects.defer("logo").prefetch_related("trusted_domains")
    return [_facts(row) for row in rows]


def _shown(options: dict[str, Any], _now: datetime) -> Result:
    row = _found(options)
    counts = count_links(row.public_id)
    return {
        **_facts(row),
        **{name: getattr(row, name) for name in _FLAGS},
        "client_id": row.client_id,
        "client_secret": "set" if row.client_secret else "not set",
        "scopes": list(row.scopes),
        "mapping": list(row.mapping),
        "linked_accounts": counts.linked,
    }


def _facts(row: IdentityProvider) -> dict[str, Any]:
    return {
        "label": row.label,
        "kind": row.kind,
        "issuer": row.issuer,
        "state": "active" if row.active else "inactive",
        "id": row.public_id,
        "trusted_domains": sorted(item.domain for item in row.trusted_domains.all()),
    }


def _added(options: dict[str, Any], now: datetime) -> Result:
    row = new_provider(ProviderKind(options["kind"]), label=tidy(options["provider"]), active=False)
    return _saved(row, options, now)


def _edited(options: dict[str, Any], now: datetime) -> Result:
    return _saved(_found(options), options, now)


def _saved(row: IdentityProvider, options: Mapping[str, Any], now: datetime) -> Result:
    """Write the settings that were named; the others stay."""
    for name in _TEXTS:
        if options.get(name) is not None:
            setattr(row, name, options[name])
    for name in _FLAGS:
        if options[name] is not None:
            setattr(row, name, options[name] == "yes")
    if options["scopes"] is not None:
        row.scopes = list(dict.fromkeys(options["scopes"]))
    given = {name: options[name] for name in _PARAMETERS if options[name] is not None}
    row.parameters = {**row.parameters, **given}
    present = provider_of(row, None if row.pk else ())
    domains = options["trusted_domains"]
    if domains is None:
        domains = sorted(present.trusted_domains)
    save_provider(ProviderDraft(row, present.mapping, domains), actor=None, now=now)
    return _facts(IdentityProvider.objects.get(pk=row.pk))


def _set_secret(options: dict[str, Any], now: datetime) -> Result:
    """Read the secret from standard input: an argument would be seen by every process of the machine."""
    row = _found(options)
    set_secret(row, sys.stdin.read(MAX_SECRET + 1), actor=None, now=now)
    if options["activate"]:
        set_active(row, active=True, actor=None, now=now)
    return _facts(row)


def _activated(options: dict[str, Any], now: datetime) -> Result:
    return _switched(options, now, active=True)


def _deactivated(options: dict[str, Any], now: datetime) -> Result:
    return _switched(options, now, active=False)


def _switched(options: dict[str, Any], now: datetime, *, active: bool) -> Result:
    row = _found(options)
    set_active(row, active=active, actor=None, now=now)
    return _facts(row)


def _deleted(options: dict[str, Any], now: datetime) -> Result:
    row = _found(options)
    return {"deleted": row.label, "linked_accounts": delete_provider(row, actor=None, now=now)}


def _tested(options: dict[str, Any], now: datetime) -> Result:
    row = _found(options)
    result = check_connection(row, actor=None, now=now)
    return {"label": row.label, "works": not result.failure, "failure": result.failure, **result.facts}
