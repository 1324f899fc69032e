"""What is wrong with an identity provider, by field."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from accounts.domain.domain_names import InvalidDomain, ascii_domain
from accounts.domain.text import trim
from accounts.domain.violations import Violation
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute, Provider
from outbound.errors import OutboundError
from outbound.urls import parse_url

PARAMETERS: Final = {ProviderKind.APPLE: {"team_id": "Team ID", "key_id": "Key ID"}}
"""The settings that only one kind has, by their names; each is required."""
SECRET_REQUIRED: Final = frozenset(ProviderKind) - {ProviderKind.OPENID_CONNECT}
"""Kinds whose clients always have a secret."""
FIXED_ISSUERS: Final = frozenset({ProviderKind.GOOGLE, ProviderKind.APPLE})
MAX_MAPPINGS: Final = 30
MAX_SECRET: Final = 8000
_ADDRESSES: Final = frozenset({"login", "email"})
_CLAIM: Final = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,100}")
_PARAMETER: Final = re.compile(r"[A-Za-z0-9]{1,40}")


def check_provider(provider: Provider, attributes: Collection[str]) -> Iterator[Violation]:
    """Yield what is wrong with a provider. ``attributes`` are the keys of the profile schema."""
    if not is_issuer(provider.issuer):
        yield Violation("issuer", "ssr.provider.issuer", (provider.issuer[:100],))
    if not provider.client_id:
        yield Violation("client_id", "ssr.provider.client_id")
    yield from _check_scopes(provider)
    yield from _check_parameters(provider)
    yield from _check_mapping(provider.mapping, attributes)


def is_issuer(text: str) -> bool:
    """Return whether a URL can be an issuer: https, or this machine, without query (Discovery 1.0 §4.1)."""
    try:
        url = parse_url(text)
    except OutboundError:
        return False
    return "?" not in text and (url.scheme == "https" or url.is_local)


def read_domains(lines: Iterable[str]) -> tuple[tuple[str, ...], tuple[Violation, ...]]:
    """Return domains in ASCII, sorted, and a violation for each line that is none."""
    found, wrong = set[str](), list[Violation]()
    for line in filter(None, map(trim, lines)):
        try:
            found.add(ascii_domain(line.lower().removeprefix("@")))
        except InvalidDomain:
            wrong.append(Violation("trusted_domains", "ssr.provider.domain", (line[:100],)))
    return tuple(sorted(found)), tuple(wrong)


def check_secret(secret: str) -> tuple[Violation, ...]:
    """Return what is wrong with a client secret that was entered."""
    if not secret.strip():
        return (Violation("client_secret", "ssr.provider.secret"),)
    if len(secret) > MAX_SECRET:
        return (Violation("client_secret", "ssr.provider.secret.long", (str(MAX_SECRET),)),)
    return ()


def _check_scopes(provider: Provider) -> Iterator[Violation]:
    for scope in provider.scopes:
        if not _SCOPE.fullmatch(scope):
            yield Violation("scopes", "ssr.provider.scope", (scope[:100],))
    if provider.preset.openid and "openid" not in provider.scopes:
        yield Violation("scopes", "ssr.provider.scopes.openid")


def _check_parameters(provider: Provider) -> Iterator[Violation]:
    known = PARAMETERS.get(provider.kind, {})
    for name, title in known.items():
        if not _PARAMETER.fullmatch(provider.parameters.get(name, "")):
            yield Violation(name, "ssr.provider.parameter", (title,))
    for name in provider.parameters:
        if name not in known:
            yield Violation("parameters", "ssr.provider.parameter.unknown", (name[:100],))


def _check_mapping(mapping: tuple[MappedAttribute, ...], attributes: Collection[str]) -> Iterator[Violation]:
    if len(mapping) > MAX_MAPPINGS:
        yield Violation("mapping", "ssr.provider.mapping.many", (str(MAX_MAPPINGS),))
    for place, item in enumerate(mapping):
        path = f"mapping[{place}]"
        if not _CLAIM.fullmatch(item.claim):
            yield Violation(f"{path}.claim", "ssr.provider.mapping.claim", (item.claim[:100],))
        if item.attribute in _ADDRESSES:
            yield Violation(f"{path}.attribute", "ssr.provider.mapping.address")
        elif item.attribute not in attributes:
            yield Violation(f"{path}.attribute", "ssr.provider.mapping.attribute", (item.attribute[:100],))
    counts = Counter(item.attribute for item in mapping)
    for attribute, count in counts.items():
        if count > 1:
            yield Violation("mapping", "ssr.provider.mapping.twice", (attribute[:100],))
