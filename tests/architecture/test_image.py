"""The container image holds every app: the build copies only what `.dockerignore` lets through."""

import pytest

from tests.architecture.sources import APPS, ROOT


@pytest.mark.parametrize("app", APPS)
def test_an_app_goes_into_the_image(app: str):
    assert f"!{app}" in (ROOT / ".dockerignore").read_text().splitlines()
