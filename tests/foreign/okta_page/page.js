// What a developer writes with okta-auth-js in a page: every function is one that its documentation shows.

const { issuer, clientId } = Object.fromEntries(new URLSearchParams(sessionStorage.app ?? location.search));
sessionStorage.app ??= location.search.slice(1);
const scopes = ["openid", "profile", "email"];
const auth = new OktaAuth({ issuer, clientId, redirectUri: `${location.origin}/`, scopes });

let transaction;

function told(next) {
  transaction = next;
  if (next.tokens) auth.tokenManager.setTokens(next.tokens);
  return {
    status: next.status,
    step: next.nextStep?.name,
    keys: (next.messages ?? []).map((message) => message.i18n.key),
    email: next.tokens?.idToken.claims.email,
    amr: next.tokens?.idToken.claims.amr,
  };
}

const start = async (flow) => told(await auth.idx.start({ flow }));
const proceed = async (values) => told(await auth.idx.proceed(values));

async function createPasskey() {
  const { currentAuthenticator, authenticatorEnrollments } = transaction.context;
  const { activationData } = currentAuthenticator.value.contextualData;
  const options = OktaAuth.webauthn.buildCredentialCreationOptions(activationData, authenticatorEnrollments.value);
  const credential = await navigator.credentials.create(options);
  return proceed({ step: "enroll-authenticator", ...OktaAuth.webauthn.getAttestation(credential) });
}

async function usePasskey() {
  const { currentAuthenticator, authenticatorEnrollments } = transaction.context;
  const { challengeData } = currentAuthenticator.value.contextualData;
  const options = OktaAuth.webauthn.buildCredentialRequestOptions(challengeData, authenticatorEnrollments.value);
  const credential = await navigator.credentials.get(options);
  return proceed({ step: "challenge-authenticator", ...OktaAuth.webauthn.getAssertion(credential) });
}

async function finishRedirect() {
  const { tokens } = await auth.token.parseFromUrl();
  auth.tokenManager.setTokens(tokens);
  return tokens.idToken.claims.email;
}

async function renew() {
  const before = auth.tokenManager.getTokensSync().accessToken;
  const after = await auth.token.renew(before);
  const { tokens } = await auth.token.getWithoutPrompt();
  return { renewed: after.accessToken !== before.accessToken, email: tokens.idToken.claims.email };
}
