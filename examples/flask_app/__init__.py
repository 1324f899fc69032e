"""A Flask app whose users sign up and sign in at the server; Authlib speaks the protocol."""

from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
SCOPES = "openid profile email groups offline_access"


def create_app(issuer: str, client_id: str, client_secret: str) -> Flask:
    """Make the app. ``issuer`` is where it reads everything else about the server."""
    app = Flask(__name__, static_folder=str(STATIC))
    app.secret_key = token_urlsafe(32)
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    server = OAuth(app).register(
        "server",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": SCOPES, "code_challenge_method": "S256"},
    )
    # Tokens stay on this side: the cookie of Flask is signed, but everybody can read it.
    tokens: dict[str, dict[str, Any]] = {}

    @app.get("/")
    def home() -> str:
        return render_template("home.html", token=tokens.get(session.get("id", "")))

    @app.get("/login")
    def login() -> Response:
        return server.authorize_redirect(url_for("callback", _external=True))

    @app.get("/signup")
    def sign_up() -> Response:
        return server.authorize_redirect(url_for("callback", _external=True), prompt="create")

    @app.get("/callback")
    def callback() -> Response:
        """Checks state and nonce, exchanges the code and reads the ID token."""
        token = server.authorize_access_token()
        session["id"] = token_urlsafe(32)
        tokens[session["id"]] = token
        return redirect(url_for("home"))

    @app.post("/refresh")
    def refresh() -> Response:
        """Each refresh token counts once: the answer brings the next one."""
        held = tokens.pop(session.get("id", ""), None)
        if held is None:
            return redirect(url_for("login"))
        fresh = server.fetch_access_token(grant_type="refresh_token", refresh_token=held["refresh_token"])
        tokens[session["id"]] = {**held, **fresh}
        return redirect(url_for("home"))

    @app.post("/logout")
    def logout() -> Response:
        """Sign out here, then at the server, which sends the browser back."""
        held = tokens.pop(session.pop("id", ""), {})
        query = {"post_logout_redirect_uri": url_for("home", _external=True)}
        if "id_token" in held:
            query["id_token_hint"] = held["id_token"]
        return redirect(f"{server.load_server_metadata()['end_session_endpoint']}?{urlencode(query)}")

    @app.errorhandler(OAuthError)
    def refused(error: OAuthError) -> tuple[str, int]:
        return render_template("home.html", token=None, error=error), 400

    return app
