"""What a user can do and see, whichever front end they meet."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django.test import Client

from flows.domain.transaction import Intent
from tests.journeys.mailbox import newest
from tests.journeys.pages import parse
from tests.journeys.texts import newest_text_code
from tests.journeys.user_devices import ANSWER, NUMBER, QUESTION, App, Pocket
from tests.passkeys import for_idx_api

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SIGNED_IN, ENDED = "signed-in", "ended"
WRONG = "000000"
PASSCODE, CHOICE = "credentials.passcode", "authenticator.id"
SELECTS = ("select-authenticator-enroll", "select-authenticator-authenticate")
AT_THE_DOOR = "challenge-webauthn-autofillui-authenticator"

Errors = list[tuple[str, str]]


class Driver(ABC):
    """What a user can do, and what they see. ``status`` and ``retry_after`` are of the last answer."""

    name: str
    status: int = 0
    retry_after: int = 0

    def __init__(
        self, *, ip_address: str = "198.51.100.7", user_agent: str = FIREFOX, pocket: Pocket | None = None
    ) -> None:
        self.pocket = pocket or Pocket()
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
    @abstractmethod
    def words(self) -> str:
        """Return the messages of the whole form or the end, as users read them."""

    @property
    @abstractmethod
    def choices(self) -> dict[str, str]:
        """The authenticators to choose from here, in order, each with what is sent to choose it."""

    @abstractmethod
    def app_key(self) -> str:
        """Read the secret that an authenticator app is to be told."""

    @abstractmethod
    def passkey_options(self, form: str) -> dict[str, Any]:
        """Read what a browser asks a passkey for this form."""

    @abstractmethod
    def codes_shown(self) -> list[str]:
        """Read the recovery codes that are shown."""

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

    def prove_address(self) -> None:
        """Enter the mailed code, which the first further authenticator takes beside the password."""
        assert self.step == "challenge-email", self.step
        self.submit_code()

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
    def offered(self) -> list[str]:
        """The authenticators to choose from here, in order."""
        return list(self.choices)

    def choose(self, authenticator: str) -> None:
        """Choose another way, or what to set up."""
        (form,) = [name for name in self.forms if name in SELECTS]
        self.send(form, {CHOICE: self.choices[authenticator]})

    def set_up_app(self) -> None:
        """Tell one's app the secret of the page and enter its first code."""
        self.pocket.app = App(self.app_key())
        self.enter_app_code()

    def enter_app_code(self) -> None:
        """Enter a code that the app has not shown before."""
        self.send(self.main, {PASSCODE: self.pocket.app_code()})

    def make_passkey(self) -> None:
        """Let one's device make a passkey."""
        made = self.pocket.device.create(self.passkey_options(self.main))
        self._send_passkey(self.main, made)

    def use_passkey(self) -> None:
        """Let one's device answer with a passkey."""
        self._send_passkey(self.main, self.pocket.device.get(self.passkey_options(self.main)))

    def come_with_passkey(self) -> None:
        """Come in by a passkey at the front door, without a name."""
        self.begin()
        self._send_passkey(AT_THE_DOOR, self.pocket.device.get(self.passkey_options(AT_THE_DOOR)))

    def _send_passkey(self, form: str, answer: dict[str, Any]) -> None:
        said = for_idx_api(answer, with_id=form == AT_THE_DOOR)
        self.send(form, {f"credentials.{name}": value for name, value in said.items()})

    def give_number(self, number: str = NUMBER) -> None:
        """Say which phone is one's own."""
        self.send("authenticator-enrollment-data", {"authenticator.phoneNumber": number})

    def ask_for_text(self) -> None:
        self.send("authenticator-verification-data", {})

    def enter_text_code(self) -> None:
        """Enter the code of the newest text message."""
        self.send(self.main, {PASSCODE: newest_text_code()})

    def set_up_question(self) -> None:
        self.send(self.main, {"credentials.questionKey": QUESTION, "credentials.answer": ANSWER})

    def answer_question(self, answer: str = ANSWER) -> None:
        self.send(self.main, {"credentials.answer": answer})

    def keep_codes(self) -> None:
        """Write down the recovery codes that are shown."""
        self.pocket.sheet = self.codes_shown()
        self.send(self.main, {})

    def enter_recovery_code(self) -> None:
        """Enter the next recovery code of the sheet and cross it out."""
        self.send(self.main, {PASSCODE: self.pocket.sheet.pop(0)})

    def skip(self) -> None:
        self.send("skip", {})

    def keep(self, yes: bool) -> None:
        """Say whether to stay signed in."""
        self.send("keep-me-signed-in", {"keepMeSignedIn": yes})

    def unlock(self, address: str) -> None:
        """Say that one's account is locked."""
        self.begin()
        self.send("unlock-account", {})
        assert self.step == "identify-unlock", self.step
        self.identify(address)

    @property
    def signed_in_as(self) -> str | None:
        """The address on the user's own page, or nothing when that page asks to sign in."""
        response = self.client.get("/me/")
        if response.status_code != 200:
            return None
        found = re.search(r"You’re signed in as (\S+)\.", parse(response.content.decode()).text)
        return found.group(1) if found else None
