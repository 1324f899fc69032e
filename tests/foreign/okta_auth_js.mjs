// An app's server that speaks by okta-auth-js, asked one thing a line: {"do": ..., ...} in, one line of JSON out.

import { createInterface } from "node:readline";
import { OktaAuth } from "@okta/okta-auth-js";

const [issuer, clientId, redirectUri, mode] = process.argv.slice(2);
const scopes = ["openid", "profile", "email", "offline_access"];
const auth = new OktaAuth({ issuer, clientId, redirectUri, scopes, idx: { enableLegacyMode: mode === "legacy" } });
let tokens = {};

function told({ status, nextStep, messages, tokens: given, availableSteps, enabledFeatures, error }) {
  tokens = given ?? tokens;
  return {
    status,
    step: nextStep?.name,
    keys: (messages ?? []).map((message) => message.i18n.key),
    texts: (messages ?? []).map((message) => message.message),
    available: availableSteps && Object.fromEntries(availableSteps.map(({ name, inputs }) => [name, inputs?.map((one) => one.name)])),
    features: enabledFeatures,
    claims: given?.idToken.claims,
    error: error && String(error),
  };
}

const deeds = {
  start: async (options) => told(await auth.idx.start(options)),
  proceed: async (values) => told(await auth.idx.proceed(values)),
  authenticate: async (values) => told(await auth.idx.authenticate(values)),
  userinfo: async () => auth.token.getUserInfo(tokens.accessToken, tokens.idToken),
  renew: async () => {
    auth.tokenManager.setTokens(tokens);
    tokens = await auth.token.renewTokens();
    return { claims: tokens.idToken.claims, refreshed: Boolean(tokens.refreshToken) };
  },
  revoke: async () => ({ answer: await auth.revokeAccessToken(tokens.accessToken) }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: deed, ...given } = JSON.parse(line);
  const answer = await deeds[deed](given).catch((error) => ({ error: error.errorCode ?? String(error.stack) }));
  console.log(JSON.stringify(answer));
}
process.exit(); // the library keeps timers for the tokens it holds
