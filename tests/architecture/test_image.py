"""The container image holds every app: the build copies only what `.dockerignore` lets through."""

from tests.architecture.sources import APPS, ROOT
from tests.tables import each


@each("app", APPS)
def test_an_app_goes_into_the_image(app: str):
    assert f"!{app}" in (ROOT / ".dockerignore").read_text().splitlines()
