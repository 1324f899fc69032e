// A page without a server: oidc-client-ts does the protocol, this file draws what it knows.

const { issuer, clientId } = await (await fetch("config.json")).json();
const here = `${location.origin}/`;

const manager = new oidc.UserManager({
  authority: issuer,
  client_id: clientId,
  redirect_uri: here,
  post_logout_redirect_uri: here,
  scope: "openid profile email groups offline_access",
  // Renewed with the refresh token. An iframe would stay empty: the server's pages refuse to be framed.
  automaticSilentRenew: true,
  // Who signs out elsewhere is noticed at the next renewal, which is refused.
  monitorSession: false,
});
manager.events.addUserLoaded(draw);
manager.events.addUserUnloaded(() => draw(null));
manager.events.addSilentRenewError(() => manager.removeUser());

const of = (id) => document.getElementById(id);

function draw(user) {
  of("out").hidden = Boolean(user);
  of("in").hidden = !user;
  if (!user) return;
  of("name").textContent = user.profile.name;
  of("email").textContent = user.profile.email;
  of("groups").textContent = (user.profile.groups ?? []).join(", ") || "none";
  of("until").textContent = new Date(user.expires_at * 1000).toLocaleTimeString();
}

function show(problem) {
  of("problem").textContent = `Sign-in failed: ${problem.error_description ?? problem.message}`;
  of("problem").hidden = false;
}

const on = (id, act) => of(id).addEventListener("click", () => act().catch(show));
on("sign-in", () => manager.signinRedirect());
on("sign-up", () => manager.signinRedirect({ prompt: "create" }));
on("renew", () => manager.signinSilent());
on("sign-out", () => manager.signoutRedirect());

async function begin() {
  const query = new URLSearchParams(location.search);
  if (query.has("code") || query.has("error")) {
    const answer = location.href;
    history.replaceState(null, "", here); // a code need not stay in the address bar
    await manager.signinCallback(answer); // checks state and nonce, exchanges the code
  } else if (query.has("sign-in")) {
    return manager.signinRedirect();
  }
  draw(await manager.getUser());
}

begin().catch((problem) => {
  show(problem);
  draw(null);
});
