"""Every hosted page in every state worth a look, as HTML. No server, no database: steps are data."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.html import format_html

from accounts.models import User
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


def other_pages() -> Iterator[tuple[str, str]]:
    """Ends, pages behind mail links, the dashboard and the plain error pages."""
    for key in END_WORDS:
        yield f"end {key}", drawn_end(end_for(key, params=("14:58 UTC",), reference="7Q4K-2M9X", at=NOW))
    for purpose in ("sign_up", "sign_in", "recovery", "welcome", "unlock", "step_up"):
        yield f"link here, {purpose}", drawn("flows/link_here.html", link=LinkHere(purpose, ADDRESS))
    yield "link elsewhere", drawn("flows/link_elsewhere.html", link=LINK_ELSEWHERE)
    yield "link elsewhere, over", drawn("flows/link_elsewhere.html", link=replace(LINK_ELSEWHERE, code=""))
    yield "undo", drawn("flows/undo.html", undo=Undo(MASKED))
    yield "activate", drawn("flows/activate.html", activation=Activation("Ada", ADDRESS))
    yield "signed out", drawn("flows/signed_out.html")
    user = User(first_name="Ada", login=ADDRESS, email=ADDRESS)
    yield (
        "dashboard",
        drawn("dashboard/home.html", user=user),
    )
    for status in (403, 404, 500):
        yield f"error {status}", drawn(f"{status}.html")
    yield "error 403, signed in", drawn("403.html", user={"is_authenticated": True})


@cache
def every_page() -> dict[str, str]:
    """Draw every page, once for all the files that look at them when they are collected."""
    return {name: drawn_step(name) for name in ALL_STEPS} | dict(other_pages())
