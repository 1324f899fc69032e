"""axe on every hosted page: WCAG 2.2 AA and best practice, nothing excluded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.flows.hosted.examples import every_page

STATIC = Path(__file__).parents[3] / "static"
# Ends are one template with other words: three tones and a button stand for all.
ENDS = ("end idx.session.expired", "end ssr.link.used", "end idx.recovery.completed", "end with a button")
PAGES = {name: html for name, html in every_page().items() if not name.startswith("end ") or name in ENDS}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"

pytestmark = pytest.mark.browser


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
    tab.goto("http://localhost/", wait_until="commit")
    tab.wait_for_selector("footer, main")
    return tab


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_violation_or_scrolls_sideways(browser: Browser, width: int, theme: str):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    )
    tab = context.new_page()
    complaints = {}
    for name, html in PAGES.items():
        found = Axe().run(shown(tab, html), options={"runOnly": {"type": "tag", "values": RULES}})
        wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
        names = [violation["id"] for violation in found.response["violations"]] + ["too wide"] * wide
        if names:
            complaints[name] = names
    context.close()
    assert complaints == {}
