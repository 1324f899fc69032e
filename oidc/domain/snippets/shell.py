"""What is typed into a shell: the environment of a program, and a sign-in by hand."""

from shlex import quote
from typing import Final
from urllib.parse import urlencode

from oidc.domain.snippets.connection import Connection, filled

_BY_HAND: Final = """
url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
VERIFIER=$(openssl rand 48 | url)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | url)
STATE=$(openssl rand -hex 16)

# 1. Open this address in a browser. It comes back to the redirect URI with ?code=… and the same state.
echo <<authorize>>"&state=$STATE&code_challenge=$CHALLENGE&code_challenge_method=S256"

# 2. Within a minute, change the code into tokens.
CODE=paste-the-code-here
curl <<token>> <<client>> \\
  -d grant_type=authorization_code -d "code=$CODE" -d "code_verifier=$VERIFIER" \\
  --data-urlencode <<redirect>>

# 3. Ask who it is.
ACCESS_TOKEN=paste-the-access-token-here
curl <<userinfo>> -H "Authorization: Bearer $ACCESS_TOKEN"
"""


def environment(app: Connection, secret: str) -> str:
    """Return the environment variables; without a secret there is none to set."""
    values = {
        "OIDC_ISSUER": app.issuer,
        "OIDC_CLIENT_ID": app.client_id,
        **({"OIDC_CLIENT_SECRET": secret} if secret else {}),
        "OIDC_REDIRECT_URI": app.redirect_uri,
    }
    return "".join(f"{name}={quote(value)}\n" for name, value in values.items())


def by_hand(app: Connection) -> str:
    """Return a sign-in with nothing but a browser, ``openssl`` and ``curl``."""
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": app.scope,
    }
    client_id = quote(app.client_id)
    return filled(
        _BY_HAND,
        authorize=quote(f"{app.base}/v1/authorize?{urlencode(asked)}"),
        token=quote(f"{app.base}/v1/token"),
        userinfo=quote(f"{app.base}/v1/userinfo"),
        client=f"-d client_id={client_id}" if app.public else f'-u {client_id}:"$OIDC_CLIENT_SECRET"',
        redirect=quote(f"redirect_uri={app.redirect_uri}"),
    )
