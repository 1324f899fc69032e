"""What a first visit costs in bytes, compressed as a proxy and the server's own files are."""

import brotli
import pytest
from playwright.sync_api import Page, Response

pytestmark = pytest.mark.browser

PAGE_BYTES, SCRIPT_BYTES = 15_000, 3_000
HTML_QUALITY = 5
"""What proxies compress pages with while somebody waits; files are compressed beforehand, by the best."""


def weights(page: Page, path: str) -> dict[str, int]:
    """Open the page for the first time; return the compressed size of everything it asked for, by address."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    return {answer.url: compressed(answer) for answer in answers}


def compressed(answer: Response) -> int:
    quality = HTML_QUALITY if "html" in answer.headers["content-type"] else 11
    return len(brotli.compress(answer.body(), quality=quality))


@pytest.mark.parametrize("path", ["/signin", "/signup", "/recover"])
def test_a_first_visit_weighs_little(page: Page, path: str):
    found = weights(page, path)
    assert any(url.endswith(path) for url in found)
    assert sum(found.values()) <= PAGE_BYTES, found


def test_the_script_weighs_less(page: Page):
    found = {url: size for url, size in weights(page, "/signin").items() if url.endswith(".js")}
    assert len(found) == 1
    assert sum(found.values()) <= SCRIPT_BYTES, found
