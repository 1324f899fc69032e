"""A user who goes to an identity provider and comes back, in a browser without scripts."""

from typing import Any
from urllib.parse import urlencode

from identity_providers.client_secrets import seal_secret
from identity_providers.models import IdentityProvider
from tests.identity_providers.rows import a_provider
from tests.identity_providers.upstream import CLIENT_ID, SECRET, Upstream
from tests.journeys.drivers import HostedDriver

MAPPING = [
    {"claim": "given_name", "attribute": "firstName", "time": "creation"},
    {"claim": "family_name", "attribute": "lastName", "time": "sign_in"},
]


def provider_at(upstream: Upstream, label: str = "Acme", *domains: str, **columns: Any) -> IdentityProvider:
    """Insert the row of a running provider that is trusted for these domains."""
    defaults = {"issuer": upstream.url, "client_id": CLIENT_ID, "mapping": MAPPING}
    row = a_provider(label, *domains, **{**defaults, **columns})
    row.client_secret = seal_secret(SECRET, row.public_id)
    row.save(update_fields=["client_secret"])
    return row


def leave(driver: HostedDriver, provider: IdentityProvider) -> str:
    """Press the button of the provider; return the URL to which the page leads."""
    driver.send("redirect-idp", {"idp": provider.public_id})
    (link,) = [a.get("href") for a in driver.page.all("a") if a.has_class("btn")]
    return link


def come_back(driver: HostedDriver, provider: IdentityProvider, **response: str) -> None:
    """Open the redirect URI with the parameters of the response."""
    driver.open(f"/idp/callback/{provider.public_id}?{urlencode(response)}")


def visit(driver: HostedDriver, provider: IdentityProvider, upstream: Upstream, **user: Any) -> None:
    """Go there, sign in as the user that the provider describes, and come back."""
    upstream.user = {**upstream.user, **user}
    upstream.userinfo = upstream.user
    url = leave(driver, provider)
    assert url.startswith(upstream.url), url
    come_back(driver, provider, **upstream.authorize(url))
