"""What a person can do and see, whichever face they meet."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django.test import Client

from flows.domain.transaction import Intent
from tests.journeys.mailbox import newest
from tests.journeys.pages import parse

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SIGNED_IN, ENDED = "signed-in", "ended"
WRONG = "000000"
PASSCODE = "credentials.passcode"

Errors = list[tuple[str, str]]


class Driver(ABC):
    """What a person can do, and what they see. ``status`` is the HTTP status of the last answer."""

    name: str
    status: int = 0

    def __init__(self, *, ip_address: str = "198.51.100.7", user_agent: str = FIREFOX) -> None:
        self.client = Client(
            enforce_csrf_checks=True, REMOTE_ADDR=ip_address, headers={"user-agent": user_agent}
        )

    @abstractmethod
    def begin(self, intent: Intent = Intent.SIGN_IN) -> None:
        """Come in to sign in, sign up or recover."""

    @abstractmethod
    def send(self, form: str, values: Mapping[str, Any]) -> None:
        """Fill in the form of this name by dotted paths and send it. The other fields stay as they are."""

    @abstractmethod
    def poll(self) -> None:
        """Ask, as a waiting page does, whether anything has changed; show the new step if so."""

    @property
    @abstractmethod
    def step(self) -> str:
        """The name of the step that is shown, ``signed-in`` or ``ended``."""

    @property
    @abstractmethod
    def forms(self) -> list[str]:
        """The names of everything the step offers, in order; the first is the main one."""

    @property
    @abstractmethod
    def errors(self) -> Errors:
        """Path and message key of every error: the first of each field, path empty for the whole form."""

    @property
    @abstractmethod
    def message_keys(self) -> list[str]:
        """The keys of everything said about the whole form or the end, errors and notes."""

    @property
    def main(self) -> str:
        return self.forms[0]

    def identify(self, address: str) -> None:
        self.send(self.main, {"identifier": address})

    def submit_profile(self, values: Mapping[str, Any]) -> None:
        """Fill in the sign-up form by attribute keys; ``password`` is the password beside them."""
        paths = {
            PASSCODE if key == "password" else f"userProfile.{key}": value for key, value in values.items()
        }
        self.send("enroll-profile", paths)

    def submit_code(self, code: str | None = None) -> None:
        """Enter a code; without one, that of the newest mail."""
        self.send(self.main, {PASSCODE: newest().code if code is None else code})

    def password(self, password: str) -> None:
        """Prove the old password."""
        self.send("challenge-authenticator", {PASSCODE: password})

    def choose_password(self, password: str) -> None:
        """Choose a first password."""
        self.send("enroll-authenticator", {PASSCODE: password})

    def reset_password(self, password: str) -> None:
        """Choose a password in place of a forgotten or a temporary one."""
        self.send(self.main, {PASSCODE: password})

    def resend(self) -> None:
        self.send("resend", {})

    def change_address(self, address: str) -> None:
        self.send("change-address", {"userProfile.email": address})

    def recover(self) -> None:
        """Say on the password page that it is forgotten."""
        self.send("recover", {})

    def sign_up_instead(self) -> None:
        self.send("select-enroll-profile", {})

    def sign_in_instead(self) -> None:
        self.send("select-identify", {})

    def complete(self) -> None:
        self.send("complete", {})

    @property
    def signed_in_as(self) -> str | None:
        """The address on the person's own page, or nothing when that page asks to sign in."""
        response = self.client.get("/me/")
        if response.status_code != 200:
            return None
        found = re.search(r"You are signed in as (\S+)\.", parse(response.content.decode()).text)
        return found.group(1) if found else None
