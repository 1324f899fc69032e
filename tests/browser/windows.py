"""Windows of a browser: each is a user's own, with cookies that no other window sees."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError

REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (e) =>
  console.error(`policy: ${e.violatedDirective} refuses ${e.blockedURI || "inline"} (${e.sourceFile})`))"""

# A form that is refused comes back under a status of its own, which Chromium writes down as a remark.
_REFUSED = re.compile(
    r"Failed to load resource: the server responded with a status of (400|401|403|404|409|410|422|429)"
)


class Windows:
    """Opens windows at one server, and keeps what their pages complained about."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.browser, self.url, self.options = browser, url, options
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, *, width: int = 1280, scripts: bool = True, **options: Any) -> BrowserContext:
        """Open a window; `options` are those of Playwright's `new_context`."""
        height = 900 if width > 600 else 740
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            **{"reduced_motion": "reduce", **self.options, **options},
        )
        context.set_default_timeout(60_000)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        self.contexts.append(context)
        return context

    def page(self, **options: Any) -> Page:
        """Open a window with one page."""
        return self.open(**options).new_page()

    @contextmanager
    def watched(self) -> Iterator["Windows"]:
        """Close every window at the end; fail when a page wrote an error or broke its own policy."""
        try:
            yield self
        finally:
            for context in self.contexts:
                context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def _hear(self, message: ConsoleMessage) -> None:
        about_a_page = _REFUSED.match(message.text) and "/static/" not in message.location["url"]
        if message.type in ("error", "warning") and not about_a_page:
            self.complaints.append(f"{message.page and message.page.url}: {message.text}")

    def _catch(self, error: WebError) -> None:
        # A busy browser gives up the animation between two pages; nothing else depends on it.
        if not str(error.error).startswith("Transition was aborted"):
            self.complaints.append(f"{error.page and error.page.url}: {error.error}")
