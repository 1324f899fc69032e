"""A person at an app that speaks the JSON face: the forms of the document are followed, nothing else."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from flows.domain.transaction import Intent
from tests.journeys.driver import ENDED, SIGNED_IN, Driver, Errors


class IdxDriver(Driver):
    """A client of the JSON face."""

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
                return f"{self.main.split('-', maxsplit=1)[0]}-{self._related()['type']}"
            case "reset-authenticator" | "reenroll-authenticator":
                return "reset-password"
            case "complete":
                return "done"
            case other:
                return other

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
    def message_keys(self) -> list[str]:
        return self._keys(self.document)

    def _keys(self, holder: Mapping[str, Any], cls: str = "") -> list[str]:
        said = holder.get("messages", {"value": []})["value"]
        return [message["i18n"]["key"] for message in said if not cls or message["class"] == cls]

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
        value: dict[str, Any] = self.document[path.removeprefix("$.")]["value"]
        return value

    def _form(self, name: str) -> dict[str, Any] | None:
        offered = [form for form in self._remediations() if form["name"].removeprefix("ssr-") == name]
        action = self._current().get(name)
        return offered[0] if offered else action

    def _post(self, path: str, body: Mapping[str, Any]) -> None:
        response = self.client.post(path, json.dumps(body), content_type="application/json")
        self.status = response.status_code
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
    for field in fields:
        path = f"{prefix}{field['name']}"
        yield path, field
        if "form" in field:
            yield from _fields(field["form"]["value"], f"{path}.")
