"""A user at a browser without scripts: what stands on the page is read, filled in and sent."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from flows.domain.transaction import Intent
from tests.journeys.driver import CHOICE, ENDED, SIGNED_IN, Driver, Errors
from tests.journeys.pages import Element, parse
from tests.journeys.words import end_of, key_of


class HostedDriver(Driver):
    """A browser without scripts."""

    name = "hosted"
    _DOORS = {Intent.SIGN_IN: "/signin", Intent.SIGN_UP: "/signup", Intent.RECOVER: "/recover"}
    _LINKS = {
        "select-enroll-profile": "/signup",
        "select-identify": "/signin",
        "recover": "/recover",
        "unlock-account": "/unlock",
    }

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.url, self.page = "", Element("")

    def begin(self, intent: Intent = Intent.SIGN_IN) -> None:
        self.open(self._DOORS[intent])

    def open(self, url: str) -> None:
        """Open an address of this server, with or without its origin: a link of a mail, for instance."""
        parts = urlsplit(url)
        self._show(self.client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, follow=True))

    def send(self, form: str, values: Mapping[str, Any]) -> None:
        element = self._form(form)
        if element is None:
            links = [a.get("href") for a in self.page.all("a") if self._is_link(a.get("href"), form)]
            assert links, f"the page offers no {form}: {self.forms}"
            self.open(links[0])
            return
        body = element.sends() | {"form": [form]}
        for path, value in values.items():
            _fill(body, element, path, value)
        self._show(self.client.post(element.get("action") or self.url, body, follow=True))

    def act(self, action: str) -> None:
        """Press the button that posts to this address; the page may be anyone's, also one's own settings."""
        found = [form for form in self.page.all("form") if form.get("action") == action]
        assert found, f"no button posts to {action}"
        self._show(self.client.post(action, found[0].sends(), follow=True))

    def poll(self) -> None:
        waiting = [element for element in self.page.walk() if "data-poll" in element.attrs]
        assert waiting, f"{self.step} does not wait for anything"
        if self.client.get(waiting[0].get("data-poll")).json()["changed"]:
            self.open(self.url)

    @property
    def step(self) -> str:
        if urlsplit(self.url).path.startswith("/me/"):
            return SIGNED_IN
        if not self.forms:
            return ENDED
        form = self._form(self.main)
        assert form is not None
        return form.all("input", name="step")[0].get("value")

    @property
    def forms(self) -> list[str]:
        offered = [form for form in self.page.all("form") if form.all("input", name="form")]
        offered.sort(key=lambda form: not _is_main(form))
        names = [form.all("input", name="form")[0].get("value") for form in offered]
        return names + [button.get("value") for button in self.page.all("button", name="form")]

    @property
    def errors(self) -> Errors:
        found = dict[str, str]()
        for path, text in self._summary():
            found.setdefault(path, key_of(text))
        return list(found.items())

    @property
    def message_keys(self) -> list[str]:
        if self.step == ENDED:
            heading = [element.text for element in self.page.all("h1")]
            texts = [element.text for intro in self.page.classed("intro") for element in intro.all("p")]
            return [end_of(heading[0], texts[0] if texts else "")]
        said = [key_of(text) for path, text in self._summary() if not path]
        notes = [p.text for note in self.page.classed("note") for p in note.all("p")]
        return said + [key_of(text) for text in notes]

    @property
    def words(self) -> str:
        said = [*self.page.classed("summary"), *self.page.classed("note"), *self.page.classed("intro")]
        return " ".join(element.text for element in said)

    @property
    def choices(self) -> dict[str, str]:
        values = [button.get("value") for button in self.page.all("button", name=CHOICE)]
        return {value: value for value in values}

    def app_key(self) -> str:
        (key,) = self.page.all(id="seed_key")
        return key.text.replace(" ", "")

    def passkey_options(self, form: str) -> dict[str, Any]:
        element = self._form(form)
        assert element is not None, f"the page offers no {form}: {self.forms}"
        options: dict[str, Any] = json.loads(element.get("data-passkey"))
        return options

    def codes_shown(self) -> list[str]:
        (codes,) = self.page.classed("codes")
        return [line.text for line in codes.all("li")]

    def _summary(self) -> Iterator[tuple[str, str]]:
        for line in (line for summary in self.page.classed("summary") for line in summary.all("li")):
            links = line.all("a")
            target = links[0].get("href").removeprefix("#") if links else ""
            yield self._path_of(target) if target else "", line.text

    def _path_of(self, target: str) -> str:
        named = [element.get("name") for element in self.page.all(id=target) if element.get("name")]
        assert named, f"the summary points at {target}, which is no input"
        return re.sub(r"\.(day|month|year)$", "", named[0])

    def _form(self, name: str) -> Element | None:
        having = (form for form in self.page.all("form") if form.all(name="form", value=name))
        return next(having, None)

    def _is_link(self, href: str, form: str) -> bool:
        return form in self._LINKS and urlsplit(href).path == self._LINKS[form]

    def _show(self, response: Any) -> None:
        self.status = response.status_code
        self.retry_after = int(response.headers.get("Retry-After", 0))
        self.url = response.request["PATH_INFO"]
        if response.request["QUERY_STRING"]:
            self.url = f"{self.url}?{response.request['QUERY_STRING']}"
        self.page = parse(response.content.decode())


def _is_main(form: Element) -> bool:
    """The main form has the one button that is filled with colour."""
    return any(button.has_class("btn") and not button.has_class("alt") for button in form.all("button"))


def _fill(body: dict[str, list[str]], form: Element, path: str, value: Any) -> None:
    """Enter a value the way the page asks for it: a date in three boxes, a tick, a choice of several."""
    if form.all(name=f"{path}.day"):
        for part, text in zip(("year", "month", "day"), str(value).split("-"), strict=True):
            body[f"{path}.{part}"] = [text]
        return
    assert form.all(name=path), f"the page has no field {path}"
    if isinstance(value, bool):
        body.pop(path, None)
        if value:
            body[path] = ["on"]
    else:
        body[path] = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
