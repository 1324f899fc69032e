"""Talking to the IDX API byte by byte, where a driver would be too polite."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from tests.flows.idx.document_shape import Json, faults_of, form, repeats_of

START, INTROSPECT = "/idp/idx/start", "/idp/idx/introspect"


class Wire:
    """One client of the IDX API without any cookie; it remembers the newest handle."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.9")
        self.handle = ""
        self.response: Any = None
        self.document: Json = {}

    def begin(self, intent: str = "LOGIN") -> Json:
        return self.post(START, {"intent": intent})

    def post(self, path: str, body: Json | None = None, **headers: str) -> Json:
        """Post an object with the handle in it, as existing clients do."""
        sent = {"stateHandle": self.handle} | (body or {})
        return self.send(path, json.dumps(sent), **headers)

    def send(
        self, path: str, body: str | bytes, content_type: str = "application/json", **headers: str
    ) -> Json:
        self.client.cookies.clear()
        self.response = self.client.post(path, body, content_type=content_type, headers=headers or None)
        self.document = self.response.json()
        assert repeats_of(self.document) == []
        self.handle = self.document.get("stateHandle", self.handle)
        return self.document

    @property
    def status(self) -> int:
        return self.response.status_code

    def sign_in(self, address: str) -> Json:
        """Come as far as the second page of a sign-in."""
        self.begin()
        return self.post("/idp/idx/identify", {"identifier": address})

    def answer(self, passcode: str) -> Json:
        return self.post("/idp/idx/challenge/answer", {"credentials": {"passcode": passcode}})

    def send_form(self, name: str, body: Json | None = None) -> Json:
        """Answer a form of the newest document where it says; what comes back breaks no client."""
        document = self.post(urlsplit(form(self.document, name)["href"]).path, body)
        assert faults_of(document) == []
        return document

    def choose(self, name: str, authenticator: str) -> Json:
        """Choose from a list by the id that it gave."""
        return self.send_form(name, {"authenticator": {"id": authenticator}})

    @property
    def current(self) -> Json:
        """What the newest document says of the authenticator it is about."""
        members = ("currentAuthenticator", "currentAuthenticatorEnrollment")
        found: Json = next(self.document[member]["value"] for member in members if member in self.document)
        return found
