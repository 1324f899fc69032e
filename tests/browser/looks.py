"""The same page in several looks: narrow and wide, light and dark, and what axe says about each."""

from collections.abc import Iterator
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROWEST = 320
"""Width in CSS pixels at which nothing may scroll sideways: 1280 at 400 % (WCAG 2.2, criterion 1.4.10)."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What depends on the theme. Every rule runs at both widths and these in every look."""
# Nothing is fetched for rules about sound and turned screens: pages have no sound, and refuse copied styles.
# The one frame of the pages shows a mail without scripts: axe can't run in it, a message to it is an error.
RUN_AXE = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"], preload: false,
    iframes: false});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(" | ")}`);
}"""
# Colours of links fade from one theme to the other.
SETTLED = "Promise.allSettled(document.getAnimations().map((one) => one.finished))"
# Whatever differs from one run to the next becomes what stands in the pictures.
STEADY = r"""() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    const steady = text.data.replace(/\b\d{3} ?\d{3}\b/, (code) => code.length > 6 ? "482 913" : "482913")
      .replace(/in \d+ s\b/, "in 30 s").replace(/\b\d\d:\d\d(:\d\d)? UTC/, "14:51 UTC")
      .replace(/\b\d{1,2} [A-Z][a-z]+ 20\d\d/, "22 November 2026");
    if (steady !== text.data) text.data = steady;
  }
}"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme}-{self.width}"

    def put_on(self, page: Page) -> None:
        page.set_viewport_size({"width": self.width, "height": 840 if self.width > 600 else 740})
        page.emulate_media(color_scheme="dark" if self.theme == "dark" else "light")


LOOKS = tuple(Look(theme, width) for width in (1280, 360) for theme in ("light", "dark"))
EXAMINED = (Look("light", 1280), Look("dark", 360))
"""The looks in which every rule runs: between them both widths and both themes."""


def each_look(page: Page) -> Iterator[Look]:
    """Yield the looks while the page has them, and give it back as it was."""
    for look in LOOKS:
        look.put_on(page)
        yield look
    LOOKS[0].put_on(page)


def load_axe(page: Page) -> None:
    page.evaluate(Axe().axe_script)


def violations(page: Page, look: Look = LOOKS[0]) -> list[str]:
    """What axe finds in a look that the page has on: rule and places. `load_axe` comes first."""
    everything = {"type": "tag", "values": RULES}
    rules = everything if look in EXAMINED else {"type": "rule", "values": COLOURS}
    found: list[str] = page.evaluate(RUN_AXE, rules)
    return found


def scrolls_sideways(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide


def scrolls_when_narrow(page: Page) -> bool:
    size = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    found = scrolls_sideways(page)
    if size is not None:
        page.set_viewport_size(size)
    return found


def lost_in_forced_colors(page: Page) -> list[str]:
    """Return buttons and lists that lose their outline when the system's colours replace ours."""
    page.emulate_media(forced_colors="active")
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".btn, select")].filter((one) => {
          const {borderTopWidth, appearance} = getComputedStyle(one);
          return borderTopWidth === "0px" || (one.matches("select") && appearance === "none");
        }).map((one) => one.id || one.textContent)"""
    )
    page.emulate_media(forced_colors="none")
    return found


def picture(page: Page, place: str = "") -> bytes:
    """Take a picture of what the window shows, scrolled to a place of the page if one is named."""
    page.evaluate(STEADY)
    if place:
        page.locator(place).evaluate("(place) => place.scrollIntoView()")
    return page.screenshot(animations="disabled", caret="hide")
