"""Reading clients and what was granted to them."""

from collections.abc import Mapping
from typing import Final, TypeVar

from django.db.models import OuterRef, Subquery

from accounts.configuration_cache import Snapshot
from accounts.identities import hash_secret
from accounts.prepared import Prepared
from applications.models import Consent
from applications.selectors import APPLICATIONS, known_application
from oidc.models import AccessToken, Client, Grant, RefreshToken

T = TypeVar("T", AccessToken, RefreshToken)
CLIENTS: Final = "clients"
_AREAS: Final = frozenset({CLIENTS, APPLICATIONS})


def _load_clients() -> Mapping[str, Client]:
    return {client.client_id: client for client in Client.objects.all()}


_clients = Snapshot(_load_clients, _AREAS)


def client_of(client_id: str) -> Client | None:
    """Return the client of an active app. Requests share the row, so callers never change it."""
    return _clients.get().get(client_id) if known_application(client_id).active else None


def _load_origins() -> frozenset[str]:
    origin_lists = Client.objects.filter(application__active=True).values_list("allowed_origins", flat=True)
    return frozenset(origin for text in origin_lists for origin in text.split())


_origins = Snapshot(_load_origins, _AREAS)


def allowed_origins() -> frozenset[str]:
    """Return the origins whose pages may read answers, of every app that is switched on."""
    return _origins.get()


def _load_page_origins() -> tuple[str, ...]:
    rows = Client.objects.filter(application__active=True).order_by("pk")
    listed = (row.allowed_origins.split() for row in rows if row.draws_forms)
    return tuple(dict.fromkeys(origin for origins in listed for origin in origins))


_page_origins = Snapshot(_load_page_origins, _AREAS)


def page_origins() -> tuple[str, ...]:
    """Return the origins of every active app that draws the forms of the IDX API, oldest app first."""
    return _page_origins.get()


def _withdrawal(user: str, client: str) -> Subquery:
    """Return when the user withdrew the consent to the client's app, as a column of a query."""
    consents = Consent.objects.filter(user=OuterRef(user), application__client=OuterRef(client))
    return Subquery(consents.values("withdrawn_at"))


_GRANT = Prepared(
    lambda code: (
        Grant.objects.select_related("user")
        .annotate(consent_withdrawn_at=_withdrawal("user", "client"))
        .filter(code=code)
    ),
    "code",
)
_ACCESS_TOKEN = Prepared(
    lambda checksum: (
        AccessToken.objects.select_related("grant__user", "grant__client")
        .annotate(consent_withdrawn_at=_withdrawal("grant__user", "grant__client"))
        .filter(token_checksum=checksum)
    ),
    "checksum",
)
_REFRESH_TOKEN = Prepared(
    lambda checksum: (
        RefreshToken.objects.select_related("grant__user")
        .annotate(consent_withdrawn_at=_withdrawal("grant__user", "grant__client"))
        .filter(token_checksum=checksum)
    ),
    "checksum",
)


def grant_of(code: str) -> Grant | None:
    """Return what was granted with a code, whatever has become of it."""
    grant = _GRANT.first(code=hash_secret(code))
    if grant is not None:
        grant.withdrawn_at = vars(grant)["consent_withdrawn_at"]
    return grant


def access_token(token: str) -> AccessToken | None:
    """Return the row of an access token, with its grant, user and client."""
    return _with_withdrawal(_ACCESS_TOKEN.first(checksum=hash_secret(token)))


def refresh_token(token: str) -> RefreshToken | None:
    """Return the row of a refresh token, with its grant and user."""
    return _with_withdrawal(_REFRESH_TOKEN.first(checksum=hash_secret(token)))


def _with_withdrawal(row: T | None) -> T | None:
    if row is not None:
        row.grant.withdrawn_at = vars(row)["consent_withdrawn_at"]
    return row
