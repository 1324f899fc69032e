"""The check of the language catches what it is for."""

import re
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


def test_document_of_the_dialect_is_named_and_stale_exceptions_too(here: Path):
    (here / "one.md").write_text("Fine.\nNobody is told.\n`whoever` is code.\n")
    (here / "two.md").write_text("The word is whoever.\n")
    found = language.check_documents(["*.md"], ["two.md: whoever", "one.md: somebody"])
    assert found == ["one.md:2: “Nobody”", "'one.md: somebody': no longer an exception"]


def test_module_named_by_a_verb_is_named_and_stale_exceptions_too(here: Path):
    paths = [planted(here, name, "A module.") for name in ("asking.py", "prompts.py", "counting.py")]
    found = language.check_modules(paths, ["counting.py", "becoming.py"])
    assert [one.partition(":")[0] for one in found] == ["asking.py", "becoming.py"]


def test_test_name_that_is_long_or_of_the_dialect_is_reported(here: Path):
    right, long = f"test_{'x' * 65}", f"test_{'x' * 66}"
    names = (right, long, "test_nobody_signs_in", "test_the_last_way_in", "test_wayside_inn")
    path = here / "test_one.py"
    path.write_text("".join(f"def {name}():\n    assert True\n\n\n" for name in names))
    found = language.check_test_names([path])
    assert [one.rpartition(" ")[2] for one in found] == [long, "test_nobody_signs_in", "test_the_last_way_in"]


TEXTS = {
    "files": ["page.html", "words.py"],
    "other_readers": [],
    "banned": {"e-mail": "email"},
    "exceptions": [],
}
MODULE = '''"""Words of a page."""
TEXTS = {
    # Translators: sign-in page, button
    "right": _("Send a new code"),
    "inside": _(
        # Translators: sign-in page, text
        "Enter the code. "
        "Then choose a password."
    ),
    # Translators: not right above
    "far": _(
        "Far from its comment"
    ),
    "bare": "Not marked at all",
    # Translators: sign-in page, text
    "long": _("one two three four five six seven eight nine ten 11 12 13 14 15 16 17 18 19 20 21."),
    # Translators: sign-in page, text
    "banned": _("Open the e-mail."),
}
'''
TEMPLATE = """{% load i18n %}{# Translators: page, heading #}
<h1>{% translate "Sign in" %}</h1>{# Translators: page, text #}
<p title="Bare title">{% blocktranslate count n=n %}1 code{% plural %}{{ n }} codes{% endblocktranslate %}</p>
<p>Bare words {% translate "No comment" %}</p>{# Translators: page, button #}
<button data-x="{% translate "One" %}">{% translate "Two" %}</button>{% comment %}Translators: page, link
{% endcomment %}{{ name|default:_("Someone") }}
"""


def found_in(here: Path, **changes: object) -> list[tuple[str, str]]:
    (here / "words.py").write_text(MODULE)
    (here / "page.html").write_text(TEMPLATE)
    found = language.check_end_user_texts({**TEXTS, **changes})
    return [re.fullmatch(r"(.+?): .*?(\w+)\W*", one).groups() for one in found]


def test_text_without_mark_or_comment_is_named(here: Path):
    assert sorted(found_in(here)) == [
        ("page.html:3", "title"),
        ("page.html:4", "comment"),
        ("page.html:4", "words"),
        ("page.html:5", "Two"),
        ("words.py:12", "comment"),
        ("words.py:14", "all"),
        ("words.py:16", "21"),
        ("words.py:18", "mail"),
    ]


def test_words_and_long_sentences_of_administrators_are_named(here: Path):
    (here / "models.py").write_text(
        "name = Field('who', help_text='Open the app.', verbose_name='address')\n"
        "said = _('Told by mail.'), 'Told, but not marked'\n"
        f"long = Field(help_text='{'word ' * 20}end.')\n"
    )
    settings = {
        "files": ["models.py"],
        "banned": {r"\bapp\b": "application"},
        "exceptions": ["Nowhere"],
    }
    found = language.check_administrator_texts(settings, {r"\bmail\b": "email"})
    assert found == [
        "models.py:2: “mail” (email): 'Told by mail.'",
        "models.py:1: “app” (application): 'Open the app.'",
        f"models.py:3: 21 words in a sentence: '{'word ' * 20}end.'",
        "'Nowhere': no longer an exception",
    ]


def test_exception_is_left_out_and_named_when_stale(here: Path):
    found = found_in(here, exceptions=["Open the e-mail.", "Nowhere"])
    assert ("words.py:18", "mail") not in found
    assert ("'Nowhere'", "exception") in found
