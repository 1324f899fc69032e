// A client of the IDX API. Each answer is a document that lists forms; the app draws them and sends one back.

const BASE64URL = { "+": "-", "/": "_", "=": "" };
const text64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => BASE64URL[sign]);
const bytes64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt());
const random = () => text64(crypto.getRandomValues(new Uint8Array(32)));
const digest = async (text) =>
  text64(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

export class Interaction {
  // `issuer`, `clientId` and `redirectUri` as they are registered. Nobody is redirected there.
  constructor({ issuer, clientId, redirectUri, scope }) {
    Object.assign(this, { issuer, clientId, redirectUri, scope });
    // The server's own issuer has its endpoints below /oauth2, a named one below itself.
    this.endpoints = `${issuer.includes("/oauth2/") ? issuer : `${issuer}/oauth2`}/v1`;
    this.origin = issuer.split("/oauth2")[0];
  }

  // Begin an attempt; return the first document. `prompt: "create"` begins at the sign-up form.
  async begin(wishes = {}) {
    [this.verifier, this.nonce] = [random(), random()];
    const { interaction_handle: interactionHandle } = await this.#form("interact", {
      scope: this.scope,
      redirect_uri: this.redirectUri,
      state: random(),
      nonce: this.nonce,
      code_challenge: await digest(this.verifier),
      code_challenge_method: "S256",
      ...wishes,
    });
    return this.#json(`${this.origin}/idp/idx/introspect`, { interactionHandle });
  }

  // Send a form of a document with what the person entered, by dotted paths; return the next document.
  send(form, entered = {}) {
    const body = presets(form.value ?? []);
    for (const [path, value] of Object.entries(entered)) {
      const names = path.split(".");
      const last = names.pop();
      names.reduce((inner, name) => (inner[name] ??= {}), body)[last] = value;
    }
    return this.#json(form.href, body);
  }

  // Exchange the code of a finished document; return the tokens and the checked claims of the ID token.
  async tokens(document) {
    const code = document.successWithInteractionCode.value.find((field) => field.name === "interaction_code").value;
    const tokens = await this.#form("token", {
      grant_type: "interaction_code",
      interaction_code: code,
      redirect_uri: this.redirectUri,
      code_verifier: this.verifier,
    });
    return { ...tokens, claims: await this.#checked(tokens.id_token) };
  }

  async refreshed(tokens) {
    return { ...tokens, ...(await this.#form("token", { grant_type: "refresh_token", refresh_token: tokens.refresh_token })) };
  }

  // Nothing is left at the server to sign out from: it set no cookie. The family of tokens is taken back.
  revoke(tokens) {
    return this.#form("revoke", { token: tokens.refresh_token ?? tokens.access_token });
  }

  async #checked(token) {
    const [head, body, signature] = token.split(".");
    const read = (part) => JSON.parse(new TextDecoder().decode(bytes64(part)));
    const { keys } = await (await fetch(`${this.endpoints}/keys`)).json();
    const key = keys.find((one) => one.kid === read(head).kid && one.alg === "RS256");
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const made = key && (await crypto.subtle.importKey("jwk", key, rsa, false, ["verify"]));
    const signed = new TextEncoder().encode(`${head}.${body}`);
    const claims = read(body);
    const holds =
      made &&
      (await crypto.subtle.verify(rsa, made, bytes64(signature), signed)) &&
      claims.iss === this.issuer &&
      claims.aud === this.clientId &&
      claims.nonce === this.nonce &&
      claims.exp > Date.now() / 1000;
    if (!holds) throw new Error("The ID token is not what this app asked for.");
    return claims;
  }

  async #form(name, fields) {
    const body = new URLSearchParams({ client_id: this.clientId, ...fields });
    const answer = await fetch(`${this.endpoints}/${name}`, { method: "POST", body });
    const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (!answer.ok) throw new Error(said.error_description ?? said.error ?? answer.statusText);
    return said;
  }

  async #json(url, body) {
    const headers = { "Content-Type": "application/json", Accept: "application/ion+json; okta-version=1.0.0" };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    // A refusal is a document too: the same form, with messages.
    return answer.json();
  }
}

// What goes back as it came: the handle of the attempt, and ids of choices.
function presets(fields) {
  const filled = fields.filter((field) => field.form ?? field.value !== undefined);
  return Object.fromEntries(filled.map((field) => [field.name, field.form ? presets(field.form.value) : field.value]));
}
