"""Paths of pages are declared in modules named ``urls`` and resolved by name everywhere else."""

import ast
import re
from collections.abc import Iterator

from django.test import Client
from django.urls import get_resolver

from tests.architecture.sources import ROOT, production

TEMPLATES = (ROOT / "templates").rglob("*.*")
ALLOWED = {
    # Middleware and error pages look at paths before a URL is resolved, or when none was found.
    "oidc/cors.py": 1,
    "ssr_project/error_pages.py": 2,
    # Scopes of cookies, which are no pages.
    "flows/idx/responses.py": 1,
    "ssr_project/dev/guard.py": 1,
    # Identifiers of the issuers, what OpenID Connect Discovery 1.0 §4 appends to one, and programs of apps.
    "oidc/issuers.py": 1,
    "oidc/snippets.py": 1,
    "oidc/sample_programs.py": 1,
    "identity_providers/protocol/provider_metadata.py": 1,
    # Sentences for administrators and operators.
    "enrollment/messages.py": 1,
    "enrollment/models.py": 1,
    "enrollment/management/commands/demo.py": 1,
    "ssr_project/variables.py": 2,
}
"""How many texts of a file may hold the path of a page."""


def beginnings() -> str:
    """Return the first parts of all paths, as alternatives of a regular expression."""
    first = {str(pattern.pattern).partition("/")[0] for pattern in _patterns()}
    return "|".join(sorted(re.escape(part) for part in first if part and "<" not in part))


def _patterns() -> Iterator:
    for entry in get_resolver().url_patterns:
        yield from getattr(entry, "url_patterns", ()) if not str(entry.pattern) else (entry,)


LITERAL = re.compile(rf"(?<![\w./>*])/(?:{beginnings()})(?![\w-])")
LINK = re.compile(r"""(?:href|action|src|data-bare)=["']/(?!/)""")


def literals(tree: ast.Module) -> Iterator[int]:
    """Yield the lines with texts, docstrings excepted, that hold the path of a page."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in documentation:
            continue
        if isinstance(node.value, str) and LITERAL.search(node.value):
            yield node.lineno


def test_code_resolves_paths_of_pages_by_name():
    found = {
        source.path: len([*literals(source.tree)])
        for source in production()
        if not source.path.endswith("urls.py")
    }
    assert {path: number for path, number in found.items() if number} == ALLOWED


def test_templates_resolve_paths_of_pages_by_name():
    texts = {path.relative_to(ROOT).as_posix(): path.read_text() for path in TEMPLATES}
    assert [name for name, text in texts.items() if LITERAL.search(text) or LINK.search(text)] == []


def test_planted_paths_are_found():
    planted = "\n".join(
        (
            'SIGN_IN = "/signin"',
            'url = f"{settings.PUBLIC_URL}/flow/{key}/state"',
            'redirect("/me/security?done")',
            'def page():\n    """Lead to /signin."""',
            'folder = "emails/activation/body.txt"',
        )
    )
    assert [*literals(ast.parse(planted))] == [1, 2, 3]
    assert LINK.search('<a href="/">')
    assert LITERAL.search("<form action='/signout'>")


def test_script_name_of_a_request_moves_no_page(db):
    """A kept path would be that of every later request."""
    page = Client().get("/me/", SCRIPT_NAME="/elsewhere")
    assert page["Location"] == "/signin?next=/me/"
