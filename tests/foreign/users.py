"""Users at the pages of a real server, without a browser: where a library's address leads to."""

from types import SimpleNamespace
from typing import Any

from tests.browser.users import letter
from tests.foreign.apps import Registered
from tests.foreign.wire import Wire
from tests.journeys.apps.app_users import FromAppHosted, FromAppIdx
from tests.journeys.apps.relying_party import RelyingParty

PASSWORD = "violet lantern over quiet gravel"


def party(registered: Registered, key: str, issuer: str = "default", origin: str = "") -> RelyingParty:
    """Return an app of the tests, which speaks to the server itself."""
    client: Any = SimpleNamespace(client_id=key)
    http: Any = Wire(registered.server.url, origin)
    return RelyingParty(client, registered.secrets.get(key, ""), issuer, http)


class FlowUser(FromAppHosted):
    """A user with a browser. The tested software made the address itself."""

    def __init__(self, registered: Registered) -> None:
        super().__init__(party(registered, ""))
        self.server = registered.server
        self.client: Any = Wire(self.server.url)

    def sign_up(self, url: str, address: str) -> str:
        """Follow an app's address to an account; return where the answer leads."""
        self.open(url)
        assert self.step == "enroll-profile", self.step
        self.submit_profile({"email": address, "firstName": "Ada", "lastName": "Okafor"})
        self.submit_code(letter(self.server, address).code)
        self.choose_password(PASSWORD)
        return self.answer_url

    def arrive(self, url: str) -> str:
        """Follow an app's address; return where it leads at once."""
        self.open(url)
        return self.answer_url


class AtTheApp(FromAppIdx):
    """A user of an app that draws the pages itself, on another origin."""

    def __init__(self, registered: Registered, key: str, origin: str) -> None:
        super().__init__(party(registered, key, origin=origin))
        self.server = registered.server
        self.client: Any = self.app.http

    def sign_up(self, address: str) -> None:
        """Sign up to where the profile, the address and the password are done."""
        self.begin()
        self.sign_up_instead()
        self.submit_profile({"email": address, "firstName": "Ada", "lastName": "Okafor"})
        self.submit_code(letter(self.server, address).code)
        self.choose_password(PASSWORD)

    def sign_in(self, address: str) -> None:
        """Sign in as far as the password goes."""
        self.begin()
        self.identify(address)
        self.password(PASSWORD)
