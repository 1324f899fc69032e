"""ASVS 5.0 1.2.1: text is escaped where it is written, and every exception has a place and a reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import production
from tests.lint import ROOT
from tests.tables import each

UNESCAPED = re.compile(r"\|\s*(?:safe|safeseq)\b|\bautoescape\s+off\b")
PLAIN_TEXT_MAILS = {
    "emails/layout.txt",
    *(
        f"emails/{path.parent.name}/subject.txt"
        for path in (ROOT / "templates" / "emails").glob("*/subject.txt")
    ),
}
"""Subjects and plain-text parts of mails: an escaped `&` would be read as `&amp;`."""

MARKS = {"SafeString", "SafeText", "mark_safe", "format_html", "format_html_join"}
REASONS = {
    ("administration/brand.py", "SafeString('<br>')"): "a literal that stands between rows",
    ("administration/sign_on/policies.py", "SafeString('')"): "a literal, of no length",
    (
        "administration/templatetags/page_parts.py",
        "SafeString(cell.removeprefix('<td'))",
    ): "the rest of a cell that Django rendered",
    ("flows/hosted/material.py", "SafeString(provisioned.qr_svg)"): "a drawing of the server's own link",
    ("administration/brand.py", "format_html_join(SafeString('<br>'), line, rows)"): "two literals",
    (
        "administration/applications/apps.py",
        "format_html(NOTES, ' '.join(map(say, notes_of(row))))",
    ): "a constant",
    (
        "administration/sign_up/enrollment_policies.py",
        "format_html(template, url, row.pk or '', effect_text(row, groups, fields), items)",
    ): "a literal one line above",
}
"""Calls whose first argument is marked as HTML although it isn't a literal string."""


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_literal(call: ast.Call) -> bool:
    count = 2 if _name(call) == "format_html_join" else 1
    return all(isinstance(argument, ast.Constant) for argument in call.args[:count])


def marked() -> Iterator[tuple[str, str]]:
    """Yield the calls that mark something as HTML which may hold text of a user."""
    for source in production():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and _name(node) in MARKS:
                is_markup = _name(node).startswith("format_html")
                if not (is_markup and _is_literal(node)):
                    yield source.path, ast.unparse(node)


def test_code_marks_nothing_as_html_but_the_places_named_here():
    """ASVS 5.0 1.2.1, 3.2.2."""
    assert set(marked()) == set(REASONS)


def test_no_template_but_plain_text_mails_switches_escaping_off():
    """ASVS 5.0 1.2.1: templates of every folder."""
    folder = ROOT / "templates"
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.*")
        if UNESCAPED.search(path.read_text())
    }
    assert found == PLAIN_TEXT_MAILS
    assert not [path for path in ROOT.glob("*/templates/**/*.html") if "node_modules" not in path.parts]


@each("name", ["|safe", "| safe ", "|safeseq", "{% autoescape off %}"])
def test_unescaped_text_would_be_noticed(name: str):
    assert UNESCAPED.search(f"{{{{ value {name} }}}}")


SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setHTMLUnsafe"
    r"|createContextualFragment|srcdoc"
)


@each("path", sorted((ROOT / "static").glob("*.js")), ids=lambda path: path.name)
def test_script_writes_text_as_text(path: Path):
    """ASVS 5.0 1.3.2, 3.2.2: no sink of a script parses text as HTML or code."""
    assert SINKS.findall(path.read_text()) == []


READ_BY_NAME = re.compile(r"\b(?:window|document)\.(\w+)|\b(?:window|document)\[")
OF_THE_BROWSER = {
    *("activeElement", "addEventListener", "body", "cookie", "createElement", "documentElement", "forms"),
    *("getElementById", "hidden", "location", "opener", "parent", "querySelector", "querySelectorAll"),
    *(
        "PublicKeyCredential",
        "visibilityState",
        "removeEventListener",
        "open",
        "referrer",
        "title",
        "scrollTo",
        "close",
    ),
}


@each("path", sorted((ROOT / "static").glob("*.js")), ids=lambda path: path.name)
def test_script_reads_no_global_that_markup_could_define(path: Path):
    """ASVS 5.0 3.2.3: no script reads an element named like a variable (DOM clobbering)."""
    assert set(READ_BY_NAME.findall(path.read_text())) <= OF_THE_BROWSER
