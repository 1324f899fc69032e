"""A client as its programs see it: its rows, and the addresses of this server."""

from oidc.domain.snippets import Connection
from oidc.issuers import DEFAULT, OWN, issuer_url, oauth_base
from oidc.models import Client


def connection_of(client: Client) -> Connection:
    """Return what a program has to know to sign users in here."""
    return Connection(
        client_id=client.client_id,
        public=client.public,
        native=client.native,
        issuer=issuer_url(OWN),
        base=oauth_base(OWN),
        default_issuer=issuer_url(DEFAULT),
        redirect_uris=tuple(client.redirect_uris.split()),
        post_logout_redirect_uris=tuple(client.post_logout_redirect_uris.split()),
        grant_types=tuple(client.grant_types),
        scopes=tuple(client.scopes),
    )
