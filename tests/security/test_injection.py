"""ASVS 5.0 V1: no text of a request becomes a statement, a command, code or a template."""

import ast
from collections.abc import Iterator

from accounts.domain.profile_cells import csv_lines, plain_cell, safe_cell
from tests.architecture.sources import Source, production
from tests.tables import each

STATEMENTS = {
    ("accounts/credentials/budgets.py", "_CHARGE.format(**_DIALECTS[connection.vendor])"),
    ("accounts/messaging/lease.py", "_TAKE.format(**_DIALECTS[connection.vendor])"),
    ("accounts/messaging/lease.py", "_END"),
    ("accounts/events/settled_ids.py", "_WRITERS"),
    # Composed by the ORM, once for a connection.
    ("accounts/prepared.py", "composed.sql"),
    ("accounts/prepared.py", "insertion.sql"),
    ("accounts/credentials/lockout.py", "_COUNT"),
    ("accounts/sessions/devices.py", "_REMEMBER"),
    ("applications/services/uses.py", "_NOTE"),
}
"""Constants of their modules, with placeholders for every value; two have words of the database's dialect."""
BY_FUNCTION = {("oidc/grants.py", "statement"): "_execute"}
"""Statements that a function of their module is given, and that function."""
RAW = {"raw", "extra", "RawSQL", "executemany", "executescript"}
COMMANDS = {"system", "popen", "spawn", "subprocess", "pty", "Popen", "check_output"}
EVALUATION = {"eval", "exec", "compile", "__import__", "literal_eval"}
DESERIALIZATION = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "PickleSerializer"}
UNSAFE_YAML = {"unsafe_load", "full_load", "UnsafeLoader", "FullLoader", "Loader"}


def calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of a file with the last part of its name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name, node


def imported(source: Source) -> Iterator[str]:
    """Yield the names that a file imports, and their modules."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from (part for alias in names for part in alias.name.split("."))
            case ast.ImportFrom(module=module, names=names):
                yield from (module or "").split(".")
                yield from (alias.name for alias in names)


def test_every_statement_of_sql_is_a_constant():
    """ASVS 5.0 1.2.4: values travel as parameters."""
    found = {
        (source.path, ast.unparse(call.args[0]))
        for source in production()
        for name, call in calls(source)
        if name == "execute" and call.args and ast.unparse(call.func).startswith("cursor")
        if not isinstance(call.args[0], ast.Constant)
    }
    assert found == STATEMENTS | BY_FUNCTION.keys()
    given = {
        ast.unparse(call.args[0])
        for source in production()
        for name, call in calls(source)
        if (source.path, name) in {(path, function) for (path, _), function in BY_FUNCTION.items()}
    }
    assert given == {"_SPEND_CODE", "_SPEND_REFRESH_TOKEN", "_NOTE_SESSION"}
    constants = {name for _, name in STATEMENTS if name.isidentifier()} | {"_CHARGE", "_TAKE"} | given
    assert constants <= {
        node.target.id if isinstance(node, ast.AnnAssign) else node.targets[0].id
        for source in production()
        for node in source.tree.body
        if isinstance(node, (ast.AnnAssign, ast.Assign)) and isinstance(node.value, ast.Constant)
        if isinstance(node.target if isinstance(node, ast.AnnAssign) else node.targets[0], ast.Name)
    }


def test_no_query_is_written_by_hand():
    """ASVS 5.0 1.2.4: everything else goes through the ORM."""
    found = [
        (source.path, name)
        for source in production()
        for name in [*(name for name, _ in calls(source)), *imported(source)]
        if name in RAW
    ]
    assert found == []


def test_no_command_is_run():
    """ASVS 5.0 1.2.5: the server starts no shell and no program named by a value."""
    found = [
        (source.path, name)
        for source in production()
        for name in [*(name for name, _ in calls(source)), *imported(source)]
        if name in COMMANDS
    ]
    assert found == []


def _evaluates(name: str, call: ast.Call) -> bool:
    return name in EVALUATION and ast.unparse(call.func) not in ("re.compile", "re2.compile")


def test_no_text_is_evaluated():
    """ASVS 5.0 1.3.2: rules and patterns are data, not code."""
    found = [
        (source.path, ast.unparse(call.func))
        for source in production()
        for name, call in calls(source)
        if _evaluates(name, call)
    ]
    assert found == []


def test_no_text_becomes_a_template():
    """ASVS 5.0 1.3.5, 1.3.7: templates are files of the project."""
    found = [
        (source.path, name)
        for source in production()
        for name in [*(name for name, _ in calls(source)), *imported(source)]
        if name in {"Template", "from_string", "render_to_string_from", "jinja2", "Formatter"}
    ]
    # The environment, whose loader reads files of the project.
    assert found == [("ssr_project/page_templates.py", "jinja2")]


def inside_functions(source: Source, module: str) -> Iterator[str]:
    """Yield the first arguments of a module's functions, where it is called while the server answers."""
    for outer in ast.walk(source.tree):
        if isinstance(outer, ast.FunctionDef):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(f"{module}."):
                    yield from (
                        ast.unparse(one) for one in node.args[:1] if not isinstance(one, ast.Constant)
                    )


def test_no_text_becomes_a_regular_expression():
    """ASVS 5.0 1.2.9, 1.3.12: patterns are constants; an administrator's run on RE2, in linear time."""
    assert {one for source in production() for one in inside_functions(source, "re")} == set()
    engines = {source.path for source in production() if list(inside_functions(source, "re2"))}
    assert engines == {"accounts/domain/patterns.py"}


def test_no_query_matches_by_a_regular_expression():
    """ASVS 5.0 1.2.9: what an administrator searches for is compared as text."""
    lookups = ("__regex", "__iregex")
    assert [source.path for source in production() if any(name in source.text for name in lookups)] == []


def test_tables_are_written_by_one_module_in_which_no_cell_is_a_formula():
    """ASVS 5.0 1.2.10: an apostrophe makes a cell text that a spreadsheet would run."""
    formats = {"openpyxl", "xlsxwriter", "xlwt", "pandas"}
    assert [source.path for source in production() if formats & set(imported(source))] == []
    writing = [source.path for source in production() if "csv.writer" in source.text]
    assert writing == ["accounts/domain/profile_cells.py"]
    cells = [f"{start}1+1" for start in "=+-@\t\r\n＝＋－＠"]
    assert [cell for cell in cells if f"'{cell}" not in csv_lines([[cell]])] == []
    assert [plain_cell(safe_cell(cell)) for cell in cells] == cells


def test_nothing_that_can_run_code_is_deserialized():
    """ASVS 5.0 1.5.2: JSON and a safe loader of YAML."""
    found = [
        (source.path, name)
        for source in production()
        for name in {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
        | set(imported(source))
        if name in DESERIALIZATION | UNSAFE_YAML
    ]
    assert found == []


@each("text", ["os.system(x)", "eval(x)", "Model.objects.raw(x)", "Template(x)", "from_string(x)"])
def test_planted_call_is_seen(text: str):
    names = {name for name, _ in calls(Source("planted.py", text))}
    assert names & (RAW | COMMANDS | EVALUATION | {"Template", "from_string"})
