"""Programs on a server, with Authlib. The secret comes from the environment."""

from typing import Final

from oidc.domain.snippets.connection import Connection, filled, quoted

_FLASK: Final = """
# pip install flask authlib requests
import os

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session

REDIRECT_URI = <<redirect_uri>>

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
oauth = OAuth(app)
oauth.register(
    "sso",
    client_id=<<client_id>>,
    client_secret=os.environ["OIDC_CLIENT_SECRET"],
    server_metadata_url=<<metadata>>,
    client_kwargs={"scope": <<scope>>, "code_challenge_method": "S256"},
)


@app.get("/login")
def login():
    return oauth.sso.authorize_redirect(REDIRECT_URI)


@app.get("/signup")
def sign_up():
    return oauth.sso.authorize_redirect(REDIRECT_URI, prompt="create")


@app.get(<<path>>)
def callback():
    token = oauth.sso.authorize_access_token()
    session["user"] = dict(token["userinfo"])
    return redirect("/")


@app.get("/")
def home():
    user = session.get("user")
    return f"Hello {user['sub']}" if user else '<a href="/login">Sign in</a> <a href="/signup">Sign up</a>'
"""

_DJANGO: Final = """
# pip install django authlib requests
# views.py
import os

from authlib.integrations.django_client import OAuth
from django.shortcuts import redirect

REDIRECT_URI = <<redirect_uri>>

oauth = OAuth()
oauth.register(
    "sso",
    client_id=<<client_id>>,
    client_secret=os.environ["OIDC_CLIENT_SECRET"],
    server_metadata_url=<<metadata>>,
    client_kwargs={"scope": <<scope>>, "code_challenge_method": "S256"},
)


def login(request):
    return oauth.sso.authorize_redirect(request, REDIRECT_URI)


def sign_up(request):
    return oauth.sso.authorize_redirect(request, REDIRECT_URI, prompt="create")


def callback(request):
    token = oauth.sso.authorize_access_token(request)
    request.session["user"] = dict(token["userinfo"])
    return redirect("/")


# urls.py
from django.urls import path

urlpatterns = [
    path("login", login),
    path("signup", sign_up),
    path(<<route>>, callback),
]
"""


def flask(app: Connection) -> str:
    """Return a whole Flask app."""
    return filled(_FLASK, **_values(app))


def django(app: Connection) -> str:
    """Return the views and routes of a Django project."""
    return filled(_DJANGO, **_values(app))


def _values(app: Connection) -> dict[str, str]:
    return {
        "client_id": quoted(app.client_id),
        "redirect_uri": quoted(app.redirect_uri),
        "metadata": quoted(f"{app.issuer}/.well-known/openid-configuration"),
        "scope": quoted(app.scope),
        "path": quoted(app.callback_path),
        "route": quoted(app.callback_path.lstrip("/")),
    }
