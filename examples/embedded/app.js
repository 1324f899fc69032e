// The pages of sign-up and sign-in, drawn from the forms of the IDX API: whatever the server asks for next.

import { Interaction } from "./idx.js";

const { issuer, clientId } = await (await fetch("config.json")).json();
const redirectUri = `${location.origin}/`;
const server = new Interaction({ issuer, clientId, redirectUri, scope: "openid profile email groups offline_access" });
const page = document.getElementById("page");

function element(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

const said = (holder) => (holder?.messages?.value ?? []).map((one) => one.message);
const alert = (text) => element("p", { className: "note", role: "alert" }, element("span", {}, text));
const button = (label, act, look = "alt") =>
  element("button", { type: "button", className: `btn ${look} wide`, onclick: () => act().then(draw, fail) }, label);

const LABELS = {
  "select-enroll-profile": "Create an account",
  "select-identify": "Sign in instead",
  recover: "Forgot your password?",
  resend: "Send a new code",
  skip: "Not now",
  cancel: "Start again",
};
const BUTTONS = ["select-enroll-profile", "select-identify", "skip", "recover", "resend"];

function draw(document) {
  if (document.successWithInteractionCode) return server.tokens(document).then(home, fail);
  const current = (document.currentAuthenticator ?? document.currentAuthenticatorEnrollment)?.value ?? {};
  const forms = document.remediation?.value ?? [];
  const main = forms.find((form) => !BUTTONS.includes(form.name) && form.rel);
  page.replaceChildren(
    ...said(document).map(alert),
    ...(current.contextualData?.qrcode ? [element("img", { src: current.contextualData.qrcode.href, alt: "QR code" })] : []),
    ...(main ? drawn(main) : []),
    ...[...forms, ...BUTTONS.map((name) => ({ name, ...current[name] }))]
      .filter((form) => BUTTONS.includes(form.name) && form.href)
      .map((form) => button(LABELS[form.name], () => server.send(form))),
    ...(main?.name === "identify" ? [] : [button(LABELS.cancel, () => server.begin())]),
  );
  page.querySelector("input")?.focus();
}

// A form is fields and a button, or a choice of authenticators with a button each.
function drawn(form) {
  const choices = form.value.find((field) => field.options?.some((one) => one.value.form));
  if (choices) {
    const ways = choices.options.filter((one) => !JSON.stringify(one.relatesTo).includes("webauthn"));
    const chosen = (one) => ({ [`${choices.name}.id`]: one.value.form.value.find((field) => field.name === "id").value });
    return ways.map((one) => button(one.label, () => server.send(form, chosen(one))));
  }
  const fields = [...visible(form.value)];
  const submit = async (event) => {
    event.preventDefault();
    const entered = fields.map(([path, field]) => [path, field.type === "boolean" ? field.input.checked : field.input.value]);
    const given = Object.fromEntries(entered.filter(([, value]) => value !== ""));
    server.send(form, given).then(draw, fail);
  };
  const boxes = fields.map(([path, field]) => box(path, field));
  return [element("form", { onsubmit: submit }, ...boxes, element("button", { className: "btn wide" }, "Continue"))];
}

function* visible(fields, before = "") {
  for (const field of fields) {
    if (field.visible === false || field.mutable === false) continue;
    if (field.form) yield* visible(field.form.value, `${before}${field.name}.`);
    else yield [`${before}${field.name}`, field];
  }
}

function box(path, field) {
  const type = field.type === "boolean" ? "checkbox" : field.secret ? "password" : "text";
  const options = (field.options ?? []).map((one) => element("option", { value: one.value }, one.label));
  field.input = options.length
    ? element("select", { id: path, className: "input" }, element("option", { value: "" }, ""), ...options)
    : element("input", { id: path, className: type === "checkbox" ? "" : "input", type, checked: field.value === true });
  field.input.required = Boolean(field.required) && type !== "checkbox";
  const wrong = said(field).map((text) => element("p", { className: "error", role: "alert" }, text));
  return element("div", { className: "field" }, element("label", { htmlFor: path }, field.label ?? path), field.input, ...wrong);
}

function home(tokens) {
  const { name, email, groups } = tokens.claims;
  page.replaceChildren(
    element("p", {}, "Hello, ", element("strong", {}, name ?? ""), ". You’re signed in as ", element("strong", {}, email), "."),
    element("p", { className: "muted" }, `Groups: ${(groups ?? []).join(", ") || "none"}`),
    element("button", { className: "btn alt wide", onclick: () => server.refreshed(tokens).then(home, fail) }, "Refresh the tokens"),
    button("Sign out", () => server.revoke(tokens).then(() => server.begin()), ""),
  );
}

function fail(problem) {
  page.replaceChildren(alert(problem.message), button(LABELS.cancel, () => server.begin()));
}

const code = new URLSearchParams(location.search).get("otp");
if (code) {
  // The link of a mail leads here (`email_callback_uri`). The attempt waits in the window where it began.
  page.append(element("p", {}, "Enter this code in the window where you started:"), element("p", { className: "code" }, code));
} else {
  server.begin().then(draw, fail);
}
