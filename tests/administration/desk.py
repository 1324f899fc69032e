"""An administrator at work: a browser signed in by the printed link, filling in pages as they are shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.domain.identifiers import parse_email
from accounts.lifecycle.admin_access import issue_link
from accounts.lifecycle.bulk_actions import work_on_bulk_actions
from accounts.models import Event, User

OWNER = "owner@example.com"


class _Form(HTMLParser):
    """Reads what a browser would send if nothing were changed."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select: str = ""
        self.area: str = ""
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form" and held.get("id", "").endswith("_form"):
            self.open = True
        if not self.open or "disabled" in held:
            return
        name = held.get("name", "")
        match tag:
            case "select":
                self.select = name
            case "option" if "selected" in held and self.select:
                self.values.setdefault(self.select, []).append(held.get("value", ""))
            case "textarea":
                self.area = name
                self.values[name] = [""]
            case "input" if held.get("type") in ("checkbox", "radio"):
                if "checked" in held:
                    self.values.setdefault(name, []).append(held.get("value", "on"))
            case "input" if held.get("type") not in ("submit", "search") and name:
                self.values[name] = [held.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] = [self.values[self.area][0] + data.removeprefix("\n")]


@dataclass(frozen=True)
class Shown:
    """What came back: its status, its text, and every error and message on it."""

    status: int
    text: str

    @property
    def said(self) -> str:
        lists = re.findall(
            r'<ul class="(?:errorlist|messagelist)[^"]*"[^>]*>(.*?)</ul>', self.text, re.DOTALL
        )
        return " ".join(re.sub(r"<[^>]+>|\s+", " ", one) for one in lists)

    def error_at(self, name: str) -> str:
        """Return the errors that stand at a field."""
        found = re.search(rf'<ul class="errorlist" id="id_{name}_error">(.*?)</ul>', self.text, re.DOTALL)
        return re.sub(r"<[^>]+>", "", found[1]) if found else ""


class Desk:
    """One signed-in administrator."""

    def __init__(self, address: str = OWNER) -> None:
        self.client = Client()
        link = issue_link(parse_email(address), timezone.now())
        answer = self.client.post("/admin-access/" + link.rpartition("/")[2])
        assert answer.status_code == 303, answer
        self.user = User.objects.get(login=address)

    def get(self, path: str) -> HttpResponse:
        return self.client.get(f"/admin/{path}")

    def open(self, path: str) -> Shown:
        return _shown(self.get(path))

    def form(self, path: str) -> dict[str, Any]:
        """Return what a browser would send from a page if nothing were changed."""
        return self.form_of(self.open(path))

    def form_of(self, shown: Shown) -> dict[str, Any]:
        """Return what a browser would send from a page that is shown."""
        parser = _Form()
        parser.feed(shown.text)
        return dict(parser.values)

    def save(
        self, path: str, changes: Mapping[str, Any] | None = None, drop: str = "", to: str = ""
    ) -> Shown:
        """Open a page, change what is named and press Save; ``drop`` leaves fields out.

        ``to`` is where another button of the page sends the form.
        """
        posted: dict[str, Any] = {**self.form(path), **(changes or {})}
        posted = {name: value for name, value in posted.items() if not (drop and name.startswith(drop))}
        return self.post(to or path, posted)

    def post(self, path: str, data: Mapping[str, Any]) -> Shown:
        return _shown(self.client.post(f"/admin/{path}", data, follow=True))

    def choose(self, people: list[User], action: str) -> Shown:
        """Choose an action for users in the list, which leads to a question."""
        ids = [str(user.pk) for user in people]
        return self.post("accounts/user/", {"action": action, "_selected_action": ids})

    def act(self, people: list[User], action: str) -> Shown:
        """Choose an action for users, confirm it, let the task do it and look at the result."""
        start = re.search(
            r'action="/admin/(accounts/user/bulk/\d+/)start/"', self.choose(people, action).text
        )
        assert start
        self.post(f"{start[1]}start/", {})
        work_on_bulk_actions()
        return self.open(start[1])


def _shown(answer: Any) -> Shown:
    return Shown(answer.status_code, answer.content.decode())


def newest_event(type: str) -> Event:
    """Return the newest event of a type."""
    found = Event.objects.filter(type=type).first()
    if found is None:
        raise LookupError(f"no event {type}")
    return found
