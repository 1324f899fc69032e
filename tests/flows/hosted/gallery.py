"""Every hosted page in every state worth a look, as HTML. No server, no database: steps are data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.html import format_html

from accounts.models import User
from accounts.sessions.queries import SessionView
from dashboard.authenticators import Row
from flows.hosted.end_words import END_WORDS
from flows.hosted.ends import End, end_for
from flows.hosted.link_pages import Activation, LinkElsewhere, LinkHere, Undo
from tests.flows.hosted import authenticator_examples, question_examples
from tests.flows.hosted.examples import ADDRESS, BRAND, MASKED, NOW, STEPS

ROOT_OF_STEPS = Path(__file__).parents[3] / "templates" / "pages" / "flows" / "steps"
ALL_STEPS = {**STEPS, **authenticator_examples.PAGES, **question_examples.PAGES}

LINK_ELSEWHERE = LinkElsewhere(
    purpose="sign_in",
    masked=MASKED,
    code="482913",
    client="Firefox on Linux",
    asked_at=NOW,
    start_url="/signin",
)


def drawn(template: str, **context: object) -> str:
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', "t" * 64)
    return render_to_string(template, {"brand": BRAND, "csrf_input": token, **context})


def drawn_step(name: str) -> str:
    shown = ALL_STEPS[name]()
    return drawn(f"flows/steps/{shown.step}.html", page=shown)


def drawn_end(end: End) -> str:
    return drawn("flows/end.html", end=end)


def _end_with(key: str) -> str:
    return drawn_end(end_for(key, params=("14:58 UTC",), reference="7Q4K-2M9X", at=NOW))


def _link_here(purpose: str) -> str:
    return drawn("flows/link_here.html", link=LinkHere(purpose, ADDRESS))


def _dashboard() -> str:
    here = SessionView("one", "Firefox on Linux", "192.0.2.1", NOW, NOW, persistent=False, here=True)
    return drawn(
        "dashboard/home.html",
        user=User(first_name="Ada", login=ADDRESS, email=ADDRESS),
        authenticators=[Row("lock", "Password", ("Changed today",))],
        sessions=[here, replace(here, handle="two", client="Safari on iPhone", here=False)],
        other_sessions=2,
    )


def other_pages() -> Iterator[tuple[str, Callable[[], str]]]:
    """Ends, pages behind mail links, the dashboard and the plain error pages."""
    for key in END_WORDS:
        yield f"end {key}", partial(_end_with, key)
    for purpose in ("sign_up", "sign_in", "recovery", "welcome", "unlock", "step_up"):
        yield f"link here, {purpose}", partial(_link_here, purpose)
    link = partial(drawn, "flows/link_elsewhere.html")
    yield "link elsewhere", partial(link, link=LINK_ELSEWHERE)
    yield "link elsewhere, over", partial(link, link=replace(LINK_ELSEWHERE, code=""))
    yield "undo", partial(drawn, "flows/undo.html", undo=Undo(MASKED))
    yield "activate", partial(drawn, "flows/activate.html", activation=Activation("Ada", ADDRESS))
    yield "signed out", partial(drawn, "flows/signed_out.html")
    yield "dashboard", _dashboard
    for status in (403, 404, 500):
        yield f"error {status}", partial(drawn, f"{status}.html")
    yield "error 403, signed in", partial(drawn, "403.html", user={"is_authenticated": True})


class Gallery(Mapping[str, str]):
    """Pages by name, each drawn when it is first looked at: collection needs only the names."""

    def __init__(self) -> None:
        self._drawers = {name: partial(drawn_step, name) for name in ALL_STEPS} | dict(other_pages())
        self._drawn = cache(lambda name: self._drawers[name]())

    def __getitem__(self, name: str) -> str:
        return self._drawn(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._drawers)

    def __len__(self) -> int:
        return len(self._drawers)


PAGES = Gallery()
