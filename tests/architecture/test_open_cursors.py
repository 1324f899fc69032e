"""Production code opens no server-side cursor, so none can outlive its atomic block."""

import ast

from tests.architecture.sources import Source, production

CURSORS = {"iterator", "aiterator", "chunked_cursor"}


def cursor_calls(source: Source) -> list[str]:
    calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    return [
        f"{source.path}:{call.lineno}"
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in CURSORS
    ]


def test_production_code_opens_no_server_side_cursor():
    assert [found for source in production() for found in cursor_calls(source)] == []


def test_planted_iterator_is_found():
    planted = Source("accounts/planted.py", "rows = User.objects.all().iterator(10)\n")
    assert cursor_calls(planted) == ["accounts/planted.py:1"]
