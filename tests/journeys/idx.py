"""A user at an app that speaks the IDX API: the forms of the document are followed, nothing else."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from flows.domain.transaction import Intent
from tests.journeys.driver import AT_THE_DOOR, ENDED, SELECTS, SIGNED_IN, Driver, Errors

_KEYS = {
    "okta_password": "password",
    "okta_email": "email",
    "phone_number": "phone",
    "google_otp": "totp",
    "webauthn": "passkey",
    "security_question": "security_question",
    "recovery_code": "recovery_code",
    "tac": "access_code",
}
"""What clients know authenticators by, and what stories call them."""

_STEPS = {
    "enroll": {
        "phone_number": "phone-code",
        "google_otp": "totp",
        "webauthn": "passkey",
        "security_question": "security-question",
        "recovery_code": "recovery-codes",
    },
    "challenge": {
        "phone_number": "phone-code",
        "google_otp": "totp",
        "webauthn": "passkey",
        "security_question": "security-question",
        "recovery_code": "recovery-code",
        "tac": "access-code",
    },
}

_OWN_KEYS = {"E0000118": "ssr.resend.too_soon", "errors.E0000109": "ssr.resend.text_too_soon"}
"""Keys of the protocol's reference, and those that the hosted pages have for the same."""

_NAMES = {
    "reset-authenticator": "reset-password",
    "reenroll-authenticator": "expired-password",
    "reenroll-authenticator-warning": "expiring-password",
    "select-authenticator-enroll": "select-enroll",
    "authenticator-enrollment-data": "enroll-phone",
    "authenticator-verification-data": "challenge-phone",
    "select-authenticator-unlock-account": "identify-unlock",
    "complete": "done",
}


class IdxDriver(Driver):
    """A client of the IDX API."""

    name = "idx"
    _INTENTS = {Intent.SIGN_IN: "LOGIN", Intent.SIGN_UP: "ENROLL", Intent.RECOVER: "RECOVER"}
    _ACTIONS = ("resend", "poll", "recover")

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.document: dict[str, Any] = {}

    def begin(self, intent: Intent = Intent.SIGN_IN) -> None:
        self._post("/idp/idx/start", {"intent": self._INTENTS[intent]})

    def introspect(self) -> None:
        """Look again, as a reloaded client does."""
        self._post("/idp/idx/introspect", {"stateHandle": self.document["stateHandle"]})

    def send(self, form: str, values: Mapping[str, Any]) -> None:
        shown = self._form(form)
        assert shown is not None, f"the document offers no {form}: {self.forms}"
        body = _presets(shown["value"])
        for path, value in values.items():
            *parents, last = path.split(".")
            inner = body
            for parent in parents:
                inner = inner.setdefault(parent, {})
            inner[last] = value
        self._post(urlsplit(shown["href"]).path, body)

    def cancel(self) -> None:
        self._post(urlsplit(self.document["cancel"]["href"]).path, _presets(self.document["cancel"]["value"]))

    def poll(self) -> None:
        self.send("poll", {})

    @property
    def step(self) -> str:
        if "success" in self.document:
            return SIGNED_IN
        if "remediation" not in self.document:
            return ENDED
        match self.main:
            case "enroll-authenticator" | "challenge-authenticator":
                verb, related = self.main.partition("-")[0], self._related()
                return f"{verb}-{_STEPS[verb].get(related['key'], related['type'])}"
            case other:
                return _NAMES.get(other, other)

    @property
    def forms(self) -> list[str]:
        names = [form["name"].removeprefix("ssr-") for form in self._remediations()]
        return names + [name for name in self._ACTIONS if name in self._current()]

    @property
    def errors(self) -> Errors:
        found: dict[str, str] = {}
        for key in self._keys(self.document, "ERROR")[:1]:
            found[""] = key
        for form in self._remediations():
            for path, field in _fields(form["value"]):
                for key in self._keys(field, "ERROR")[:1]:
                    found.setdefault(path, key)
        return list(found.items())

    @property
    def words(self) -> str:
        return " ".join(said["message"] for said in self.document.get("messages", {"value": []})["value"])

    @property
    def choices(self) -> dict[str, str]:
        form = next(self._form(name) for name in self.forms if name in SELECTS)
        assert form is not None
        options = form["value"][0]["options"]
        ids = {option["relatesTo"]: option["value"]["form"]["value"][0]["value"] for option in options}
        return {_KEYS[self._at(path)["key"]]: sent for path, sent in ids.items()}

    def app_key(self) -> str:
        return str(self._current()["contextualData"]["sharedSecret"])

    def passkey_options(self, form: str) -> dict[str, Any]:
        if form == AT_THE_DOOR:
            held = self.document["webauthnAutofillUIChallenge"]["value"]
        else:
            held = self._current()["contextualData"]
        options: dict[str, Any] = held.get("challengeData") or held["activationData"]
        return options

    def codes_shown(self) -> list[str]:
        return list(self._current()["contextualData"]["recoveryCodes"])

    @property
    def message_keys(self) -> list[str]:
        return self._keys(self.document)

    def _keys(self, holder: Mapping[str, Any], cls: str = "") -> list[str]:
        said = holder.get("messages", {"value": []})["value"]
        keys = [message["i18n"]["key"] for message in said if not cls or message["class"] == cls]
        return [_OWN_KEYS.get(key, key) for key in keys]

    def _remediations(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.document.get("remediation", {"value": []})["value"]
        return found

    def _current(self) -> dict[str, Any]:
        members = ("currentAuthenticator", "currentAuthenticatorEnrollment")
        held = [self.document[member]["value"] for member in members if member in self.document]
        return held[0] if held else {}

    def _related(self) -> dict[str, Any]:
        """Return what the main form relates to, found by its path as clients find it."""
        (path,) = self._remediations()[0]["relatesTo"]
        return self._at(path)

    def _at(self, path: str) -> dict[str, Any]:
        """Return what a path such as ``$.authenticators.value[1]`` leads to."""
        member, _, index = path.removeprefix("$.").removesuffix("]").partition(".value[")
        value: Any = self.document[member]["value"]
        found: dict[str, Any] = value[int(index)] if index else value
        return found

    def _form(self, name: str) -> dict[str, Any] | None:
        offered = [form for form in self._remediations() if form["name"].removeprefix("ssr-") == name]
        action = self._current().get(name)
        return offered[0] if offered else action

    def _post(self, path: str, body: Mapping[str, Any]) -> None:
        response = self.client.post(path, json.dumps(body), content_type="application/json")
        self.status = response.status_code
        self.retry_after = int(response.headers.get("Retry-After", 0))
        self.new_device_token = response.headers.get("X-Device-Token", "")
        self.document = response.json()
        assert self.document["version"] == "1.0.0"
        assert "error" not in self.document
        self._check_forms()

    def _check_forms(self) -> None:
        """Every form carries the handle as an immutable field, and no address carries it."""
        current = self._current()
        actions = [current[name] for name in self._ACTIONS if name in current]
        for form in (*self._remediations(), *actions):
            assert form["href"].startswith(settings.PUBLIC_URL + "/")
            assert self.document["stateHandle"] not in form["href"]
            if form["name"] == "redirect-idp":
                continue  # a link for the user's browser
            handle = form["value"][-1]
            assert (handle["name"], handle["mutable"]) == ("stateHandle", False)
            assert handle["value"] == self.document["stateHandle"]


def _presets(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the values that a client sends back as they came."""
    body: dict[str, Any] = {}
    for field in fields:
        if "form" in field:
            body[field["name"]] = _presets(field["form"]["value"])
        elif "value" in field:
            body[field["name"]] = field["value"]
    return body


def _fields(fields: list[dict[str, Any]], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk every field; what is wrong with a choice of forms is wrong with what is chosen by its id."""
    for field in fields:
        path = f"{prefix}{field['name']}"
        options = [option["value"] for option in field.get("options", ())]
        forms = [option["form"] for option in options if isinstance(option, dict) and "form" in option]
        yield (f"{path}.id" if path == "authenticator" and forms else path), field
        for form in [*forms, *([field["form"]] if "form" in field else ())]:
            yield from _fields(form["value"], f"{path}.")
