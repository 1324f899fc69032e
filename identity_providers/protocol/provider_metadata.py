"""The discovery document of an OpenID provider (OpenID Connect Discovery 1.0 §4)."""

import re
from dataclasses import dataclass
from typing import Any, Final

from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import Provider
from identity_providers.protocol.document_cache import DocumentCache
from identity_providers.protocol.failures import unavailable
from identity_providers.protocol.json_values import EMPTY, as_document, as_text, as_texts
from outbound.errors import OutboundError
from outbound.urls import parse_url

PATH: Final = "/.well-known/openid-configuration"
GITHUB_PATH: Final = "/login/oauth"
"""GitHub's own issuer is its address with this path, where responses name one."""
TENANT: Final = "{tenantid}"
"""The placeholder in the issuer of a Microsoft endpoint for several directories."""
_TENANT_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SEVERAL_TENANTS: Final = re.compile(r"/(?:common|organizations)(?=/|$)")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What of the document is used. ``states_issuer``: responses have ``iss`` (RFC 9207 §3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_auth_methods: tuple[str, ...] = ()
    states_issuer: bool = False


def issuer_of(provider: Provider) -> str:
    """Return the issuer that an administrator has configured, or that of the preset."""
    return provider.issuer or provider.preset.issuer


def metadata_of(provider: Provider) -> Metadata:
    """Return the metadata of a provider. Raises UpstreamFailure.

    The issuer must be the configured one, to the letter (§4.3): another one would let one provider speak
    for another.
    """
    configured = issuer_of(provider)
    metadata = METADATA.get(configured.removesuffix("/") + PATH)
    if metadata.issuer != configured and metadata.issuer != _tenant_template(provider.kind, configured):
        raise unavailable("metadata_issuer")
    return metadata


def tenant_issuer(template: str, tenant: str) -> str:
    """Return the issuer of one directory, or an empty text if that is no id of a directory."""
    return template.replace(TENANT, tenant) if _TENANT_ID.fullmatch(tenant) else ""


def is_issuer_of(provider: Provider, text: str) -> bool:
    """Return whether a response of the provider may name this issuer (RFC 9207 §2.4)."""
    configured = issuer_of(provider)
    if provider.kind is ProviderKind.GITHUB:
        return text in (configured, f"{configured}{GITHUB_PATH}")
    before, several, after = _tenant_template(provider.kind, configured).partition(TENANT)
    if not several:
        return text == configured
    tenant = text.removeprefix(before).removesuffix(after)
    return text == f"{before}{tenant}{after}" and _TENANT_ID.fullmatch(tenant) is not None


def is_page_url(text: str) -> bool:
    """Return whether a browser may be sent to a URL: over https, or to this machine."""
    try:
        url = parse_url(text)
    except OutboundError:
        return False
    return url.scheme == "https" or url.is_local


def _tenant_template(kind: ProviderKind, configured: str) -> str:
    if kind is not ProviderKind.MICROSOFT:
        return configured
    return _SEVERAL_TENANTS.sub(f"/{TENANT}", configured, count=1)


def _read(value: Any) -> Metadata:
    document = as_document(value) or EMPTY
    metadata = Metadata(
        issuer=as_text(document.get("issuer")),
        authorization_endpoint=as_text(document.get("authorization_endpoint")),
        token_endpoint=as_text(document.get("token_endpoint")),
        jwks_uri=as_text(document.get("jwks_uri")),
        userinfo_endpoint=as_text(document.get("userinfo_endpoint")),
        end_session_endpoint=as_text(document.get("end_session_endpoint")),
        token_auth_methods=as_texts(document.get("token_endpoint_auth_methods_supported")),
        states_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )
    if not (metadata.issuer and metadata.token_endpoint and metadata.jwks_uri):
        raise unavailable("metadata_incomplete")
    if not is_page_url(metadata.authorization_endpoint):
        raise unavailable("metadata_authorization_endpoint")
    return metadata


METADATA: Final = DocumentCache("metadata", _read)
