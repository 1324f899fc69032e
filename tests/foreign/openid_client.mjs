// An app that speaks by openid-client, asked one thing a line: {"do": ..., ...} in, one line of JSON out.

import { createInterface } from "node:readline";
import * as client from "openid-client";

const [issuer, id, secret] = process.argv.slice(2);
const insecure = { execute: [client.allowInsecureRequests] }; // this server speaks on loopback
const config = await client.discovery(new URL(issuer), id, secret, undefined, insecure);
const held = {};

const deeds = {
  async begin({ redirect_uri, ...wishes }) {
    [held.pkceCodeVerifier, held.expectedState, held.expectedNonce] = [
      client.randomPKCECodeVerifier(),
      client.randomState(),
      client.randomNonce(),
    ];
    const code_challenge = await client.calculatePKCECodeChallenge(held.pkceCodeVerifier);
    const [state, nonce] = [held.expectedState, held.expectedNonce];
    const asked = { code_challenge, code_challenge_method: "S256", state, nonce, redirect_uri, ...wishes };
    return { url: client.buildAuthorizationUrl(config, asked).href };
  },
  async finish({ url }) {
    held.tokens = await client.authorizationCodeGrant(config, new URL(url), held);
    return { ...held.tokens, claims: held.tokens.claims() };
  },
  async userinfo() {
    return client.fetchUserInfo(config, held.tokens.access_token, held.tokens.claims().sub);
  },
  async refresh() {
    held.tokens = await client.refreshTokenGrant(config, held.tokens.refresh_token);
    return { ...held.tokens, claims: held.tokens.claims() };
  },
  async introspect() {
    return client.tokenIntrospection(config, held.tokens.access_token);
  },
  async revoke() {
    await client.tokenRevocation(config, held.tokens.refresh_token);
    return {};
  },
  async leave({ post_logout_redirect_uri }) {
    const asked = { id_token_hint: held.tokens.id_token, post_logout_redirect_uri, state: "bye" };
    return { url: client.buildEndSessionUrl(config, asked).href };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: deed, ...given } = JSON.parse(line);
  const answer = await deeds[deed](given).catch((error) => ({ error: error.error ?? error.code ?? String(error) }));
  console.log(JSON.stringify(answer));
}
