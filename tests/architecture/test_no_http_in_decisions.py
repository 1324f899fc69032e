import ast

from tests.architecture.sources import Source, production

ACCOUNTS = ("lifecycle", "messaging", "sessions", "credentials", "profile", "users")
DECIDING = (
    *(f"accounts/{subject}/" for subject in ACCOUNTS),
    "flows/engine",
    "flows/handlers/",
    "flows/domain/",
    "flows/repository",
)
HTTP = ("django.http", "django.shortcuts")


def http_imports(source: Source) -> list[str]:
    names = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
        elif isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
    return [f"{source.path}: {name}" for name in names if name.startswith(HTTP)]


def test_decision_modules_do_not_import_http():
    deciding = [source for source in production() if source.path.startswith(DECIDING)]
    assert [found for source in deciding for found in http_imports(source)] == []


def test_a_planted_redirect_is_seen():
    text = "from django.shortcuts import redirect\nimport django.http\n"
    planted = Source("flows/handlers/planted.py", text)
    assert len(http_imports(planted)) == 2
