from pathlib import Path

import pytest
from django.template import engines

from tests.architecture.sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_every_template_compiles(path: Path):
    engines["django"].engine.get_template(path.relative_to(ROOT / "templates").as_posix())
