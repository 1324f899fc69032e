"""Programs in a browser, which keep no secret. Their origin has to be registered."""

from typing import Final

from oidc.domain.snippets.connection import Connection, filled, quoted

_SINGLE_PAGE: Final = """
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

_EMBEDDED: Final = """
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


def single_page(app: Connection) -> str:
    """Return a page's script that goes to our pages and comes back with tokens."""
    return filled(
        _SINGLE_PAGE,
        issuer=quoted(app.issuer),
        client_id=quoted(app.client_id),
        redirect_uri=quoted(app.redirect_uri),
        post_logout=quoted(app.post_logout_redirect_uri) if app.post_logout_redirect_uri else "undefined",
        scope=quoted(app.staying_scope),
    )


def embedded(app: Connection) -> str:
    """Return a script that signs users up and in on the app's own pages, step by step."""
    scopes = ", ".join(map(quoted, app.staying_scope.split()))
    return filled(
        _EMBEDDED,
        default_issuer=quoted(app.default_issuer),
        client_id=quoted(app.client_id),
        redirect_uri=quoted(app.redirect_uri),
        scopes=f"[{scopes}]",
    )
