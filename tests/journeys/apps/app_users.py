"""Users of an app on either front end: the verbs of the drivers, and tokens at the end."""

from typing import Any
from urllib.parse import urlsplit

from flows.domain.transaction import Intent
from tests.journeys.apps.relying_party import RelyingParty
from tests.journeys.driver import SIGNED_IN
from tests.journeys.hosted import HostedDriver
from tests.journeys.idx import IdxDriver

LEFT = "left"


class FromAppHosted(HostedDriver):
    """A browser that an app sends to our pages."""

    def __init__(self, app: RelyingParty, **known: Any) -> None:
        super().__init__(**known)
        self.app, self.answer_url = app, ""

    def begin(self, intent: Intent = Intent.SIGN_IN, **asked: str) -> None:
        prompt = {"prompt": "create"} if intent is Intent.SIGN_UP else {}
        self.open(self.app.authorize_url(**{**prompt, **asked}))

    @property
    def step(self) -> str:
        return SIGNED_IN if self.answer_url else super().step

    @property
    def answer(self) -> dict[str, str]:
        """What the app got back."""
        return self.app.read(self.answer_url)

    def tokens(self) -> dict[str, Any]:
        """The app asks for its tokens."""
        given = self.app.exchange(self.answer["code"])
        assert given.status_code == 200, given.content
        said: dict[str, Any] = given.json()
        return said

    def open(self, url: str) -> None:
        """Open an address; a redirect to the app is followed no further than its address."""
        parts = urlsplit(url)
        self._go(self.client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path))

    def _go(self, response: Any) -> None:
        self.answer_url = ""
        while response.status_code in (302, 303):
            where = response["Location"]
            if not where.startswith("/"):
                self.status, self.answer_url = response.status_code, where
                return
            response = self.client.get(where)
        self._show(response)

    def _show(self, response: Any) -> None:
        if response.redirect_chain if hasattr(response, "redirect_chain") else False:
            response.redirect_chain.clear()
        super()._show(response)
        ways = [meta.get("content") for meta in self.page.all("meta") if meta.get("http-equiv") == "refresh"]
        self.answer_url = ways[0].partition("url=")[2] if ways else ""


class FromAppIdx(IdxDriver):
    """An app that draws the pages itself."""

    def __init__(self, app: RelyingParty, **known: Any) -> None:
        super().__init__(**known)
        self.app = app

    def begin(self, intent: Intent = Intent.SIGN_IN, **asked: str) -> None:
        begun = self.app.interact(**asked)
        assert begun.status_code == 200, begun.content
        self._post("/idp/idx/introspect", {"interactionHandle": begun.json()["interaction_handle"]})
        if intent is Intent.SIGN_UP:
            self.sign_up_instead()

    @property
    def step(self) -> str:
        return SIGNED_IN if "successWithInteractionCode" in self.document else super().step

    @property
    def code(self) -> str:
        fields = self.document["successWithInteractionCode"]["value"]
        return next(str(one["value"]) for one in fields if one["name"] == "interaction_code")

    def tokens(self) -> dict[str, Any]:
        """The app asks for its tokens, where the document says."""
        href = urlsplit(self.document["successWithInteractionCode"]["href"]).path
        assert href == f"{self.app.base}/v1/token"
        given = self.app.exchange(self.code, "interaction_code")
        assert given.status_code == 200, given.content
        said: dict[str, Any] = given.json()
        return said


FromApp = FromAppHosted | FromAppIdx


def from_app(front_end: str, app: RelyingParty, **known: Any) -> FromApp:
    """Return a new user who comes from this app."""
    return FromAppHosted(app, **known) if front_end == "hosted" else FromAppIdx(app, **known)
