from pathlib import Path

import django
import pytest
from django.contrib import admin
from django.template import engines

from tests.architecture.sources import ROOT
from tests.tables import each

PAGES = ROOT / "templates" / "pages"
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))


@each("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_every_template_compiles(path: Path):
    if path.is_relative_to(PAGES):
        engines["jinja2"].get_template(path.relative_to(PAGES).as_posix())
    else:
        engines["django"].get_template(path.relative_to(ROOT / "templates").as_posix())


COPIES = [
    path
    for path in TEMPLATES
    if (Path(admin.__file__).parent / "templates" / path.relative_to(ROOT / "templates")).exists()
    and "{% extends" not in path.read_text()
]


@pytest.mark.parametrize("path", COPIES, ids=lambda path: path.name)
def test_copy_of_a_template_of_django_names_its_version(path: Path):
    """With another version, compare the copy with Django's template, then change its comment."""
    assert f"{{% comment %}}Django {django.__version__}{{% endcomment %}}" in path.read_text()
