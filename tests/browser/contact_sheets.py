"""Contact sheets: every look of a page side by side in one picture, for a user to look at."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.looks import STEADY, each_look

_SHEET = """<!doctype html><title>{title}</title>
<style>
body {{ display: inline-flex; gap: 16px; align-items: start; margin: 16px; background: #777; }}
figure {{ margin: 0; }}
figcaption {{ padding: 4px 0; color: #fff; font: 20px sans-serif; }}
img {{ display: block; }}
</style>{figures}"""
_FIGURE = """<figure><figcaption>{title}</figcaption>
<img src="data:image/png;base64,{picture}"></figure>"""


def whole_pages(page: Page) -> dict[str, bytes]:
    """Take a picture of the whole page in each look."""
    page.evaluate(STEADY)
    return {
        str(look): page.screenshot(animations="disabled", caret="hide", full_page=True)
        for look in each_look(page)
    }


def write_sheet(page: Page, path: Path, pictures: Mapping[str, bytes]) -> None:
    """Lay the pictures side by side and write the sheet; ``page`` draws it and shows nothing else."""
    figures = (
        _FIGURE.format(title=f"{path.stem} {name}", picture=b64encode(picture).decode())
        for name, picture in pictures.items()
    )
    page.set_content(_SHEET.format(title=path.stem, figures="".join(figures)))
    path.parent.mkdir(parents=True, exist_ok=True)
    page.locator("body").screenshot(path=path)
