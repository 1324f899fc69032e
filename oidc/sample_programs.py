"""Texts of the sample programs; ``oidc.snippets`` fills the places written ``<<name>>``."""

from typing import Final

BY_HAND: Final = """
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

FLASK: Final = """
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

DJANGO: Final = """
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

SINGLE_PAGE: Final = """
// npm install oidc-client-ts
import { UserManager } from "oidc-client-ts";

const redirectUri = <<redirect_uri>>;
const manager = new UserManager({
  authority: <<issuer>>,
  client_id: <<client_id>>,
  redirect_uri: redirectUri,
  post_logout_redirect_uri: <<post_logout>>,
  scope: <<scope>>,
});

if (location.href.startsWith(`${redirectUri}?`)) {
  await manager.signinCallback();
  history.replaceState({}, "", "/");
}
const user = await manager.getUser();
document.body.append(user ? `Hello ${user.profile.sub}` : "Nobody is signed in");

document.querySelector("#sign-in").onclick = () => manager.signinRedirect();
document.querySelector("#sign-up").onclick = () => manager.signinRedirect({ prompt: "create" });
document.querySelector("#sign-out").onclick = () => manager.signoutRedirect();
"""

EMBEDDED: Final = """
// npm install @okta/okta-auth-js
import { OktaAuth } from "@okta/okta-auth-js";

const auth = new OktaAuth({
  issuer: <<default_issuer>>,
  clientId: <<client_id>>,
  redirectUri: <<redirect_uri>>,
  scopes: <<scopes>>,
});

// Each answer says what is asked next; show its inputs as a form and send what was typed.
export const signUp = (profile) => auth.idx.register(profile);
export const signIn = (username) => auth.idx.authenticate({ username });
export const goOn = (typed) => auth.idx.proceed(typed);

export const show = (transaction) => {
  if (transaction.status === "SUCCESS") {
    auth.tokenManager.setTokens(transaction.tokens);
    return [];
  }
  (transaction.messages || []).forEach((one) => console.log(one.message));
  return transaction.nextStep ? transaction.nextStep.inputs : [];
};
"""
