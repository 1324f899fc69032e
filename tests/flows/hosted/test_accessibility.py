"""axe on every hosted page: WCAG 2.2 AA and best practice, nothing excluded."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.looks import EXAMINED, load_axe, scrolls_sideways, violations
from tests.flows.hosted.gallery import PAGES

STATIC = Path(__file__).parents[3] / "static"
# Ends are one template with other words: three tones and a button stand for all.
ENDS = ("end idx.session.expired", "end ssr.link.used", "end idx.recovery.completed", "end with a button")
EXAMINED_PAGES = [name for name in PAGES if not name.startswith("end ") or name in ENDS]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def answer_with(html: str) -> Callable[[Route], None]:
    """The page at every address, our files under /static/, nothing else."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        file = STATIC / name
        if route.request.method == "POST":
            route.fulfill(status=204)
        elif name and file.exists():
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    return answer


def shown(tab: Page, html: str) -> Page:
    tab.unroute_all()
    tab.route("**/*", answer_with(html))
    # Not "load": the page that goes on by itself is under way to the next before it has loaded.
    tab.goto("http://localhost/", wait_until="commit")
    tab.wait_for_selector("footer, main")
    wait_for_styles(tab)
    return tab


def wait_for_styles(tab: Page) -> None:
    """Without its styles every target is too small. Asked from outside: the page's policy forbids eval."""
    for _ in range(500):
        if tab.evaluate("[...document.styleSheets].some((sheet) => sheet.cssRules.length)"):
            return
        tab.wait_for_timeout(10)
    raise AssertionError("the page never got its styles")


@pytest.mark.parametrize("name", EXAMINED_PAGES)
def test_no_page_has_a_violation_or_scrolls_sideways(tab: Page, name: str):
    shown(tab, PAGES[name])
    load_axe(tab)
    for look in EXAMINED:
        look.put_on(tab)
        assert (str(look), violations(tab, look), scrolls_sideways(tab)) == (str(look), [], False)
