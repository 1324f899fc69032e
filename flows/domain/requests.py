"""An app's authorization request as one typed fact of the transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accounts.domain.identifiers import MAX_LENGTH
from accounts.domain.text import trim

MAX_HINT: Final = 2 * MAX_LENGTH


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A checked authorization request (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2.1).

    ``issuer`` is the server that received it: empty for the organisation's own, else its id.
    ``fresh_since``: proofs from before that time do not count (``prompt=login``, ``max_age``).
    ``consent_asked``: an earlier consent does not count (``prompt=consent``). ``factors`` is the requested
    number of factors (``acr_values``). The code challenge is one of S256, or empty for a confidential
    client without one. ``response_mode`` is the encoding of the response. ``origins`` are those of the
    client's own pages, where it draws the forms itself. ``subject`` is the public id of the user of an ID
    token hint: no other user's session answers. ``interaction``: the response is an interaction code.
    """

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    code_challenge: str
    state: str = ""
    nonce: str = ""
    issuer: str = ""
    fresh_since: datetime | None = None
    consent_asked: bool = False
    factors: int = 0
    response_mode: str = "query"
    origins: tuple[str, ...] = ()
    subject: str = ""
    interaction: bool = False


def stored_request(request: AuthorizationRequest) -> dict[str, Any]:
    """Return a request as JSON."""
    return {
        "client": request.client_id,
        "redirect_uri": request.redirect_uri,
        "scopes": list(request.scopes),
        "challenge": request.code_challenge,
        "state": request.state,
        "nonce": request.nonce,
        "issuer": request.issuer,
        "fresh_since": request.fresh_since.isoformat() if request.fresh_since is not None else None,
        "consent_asked": request.consent_asked,
        "factors": request.factors,
        "response_mode": request.response_mode,
        "origins": list(request.origins),
        "subject": request.subject,
        "interaction": request.interaction,
    }


def request_of(stored: Mapping[str, Any]) -> AuthorizationRequest:
    """Read what ``stored_request`` wrote."""
    fresh_since = stored["fresh_since"]
    return AuthorizationRequest(
        client_id=stored["client"],
        redirect_uri=stored["redirect_uri"],
        scopes=tuple(stored["scopes"]),
        code_challenge=stored["challenge"],
        state=stored["state"],
        nonce=stored["nonce"],
        issuer=stored["issuer"],
        fresh_since=datetime.fromisoformat(fresh_since) if fresh_since is not None else None,
        consent_asked=stored["consent_asked"],
        factors=stored["factors"],
        response_mode=stored.get("response_mode", "query"),  # older rows have none
        origins=tuple(stored.get("origins", ())),
        subject=stored.get("subject", ""),
        interaction=stored.get("interaction", False),
    )


def read_login_hint(text: str) -> str:
    """Return the login of a hint, or nothing for one that cannot be shown.

    No address holds a space: where one stands, a plus sign was sent without being encoded.
    """
    login = trim(text[:MAX_HINT])
    login = login.replace(" ", "+") if "@" in login else login
    return login[:MAX_LENGTH] if login.isprintable() else ""
