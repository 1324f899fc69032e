"""The check of the language catches what it is for."""

from pathlib import Path

import pytest

from tools import language


def planted(folder: Path, name: str, docstring: str) -> Path:
    path = folder / name
    path.write_text(f'"""{docstring}"""\n')
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(language, "ROOT", tmp_path)
    return tmp_path


def test_docstring_of_the_dialect_is_named(here: Path):
    wrong = planted(here, "one.py", "Ask whoever is here what is missing.")
    right = planted(here, "two.py", "Return the missing factors of the user.")
    assert language.check_docstrings([wrong, right]) == ["one.py:1"]
    assert language.check_docstrings([right] * 49 + [wrong]) == []


def test_module_named_by_a_verb_is_named_and_stale_exceptions_too(here: Path):
    paths = [planted(here, name, "A module.") for name in ("asking.py", "prompts.py", "counting.py")]
    found = language.check_modules(paths, ["counting.py", "becoming.py"])
    assert [one.partition(":")[0] for one in found] == ["asking.py", "becoming.py"]
