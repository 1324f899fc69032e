"""The three commands as users and pipelines call them."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import connection

from accounts.models import Group
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.django_db
NEW = "version: 1\ngroups:\n  - name: Staff\n"


def run(*args):
    """Return exit code, output and complaints."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*args, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(NEW, encoding="utf-8")
    return path


def test_exported_document_plans_nothing(tmp_path):
    path = tmp_path / "out.yaml"
    assert run("export_config", "--output", str(path)) == (0, "", "")
    assert path.read_text(encoding="utf-8") == run("export_config")[1]
    assert run("plan_config", str(path), "--prune") == (0, "No changes.\n", "")


def test_sections_are_exported_by_themselves():
    text = run("export_config", "--section", "groups", "--section", "brand")[1]
    assert [line for line in text.splitlines() if line and line[0].isalpha()] == [
        "version: 1",
        "brand:",
        "groups: []",
    ]


def test_unwritable_file_is_reported(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run("export_config", "--output", str(tmp_path / "none" / "x.yaml"))


def test_a_plan_has_an_exit_code_of_its_own_when_there_is_something_to_do(file):
    code, out, err = run("plan_config", str(file))
    assert (code, err) == (2, "")
    assert "groups\n  + Staff\n" in out
    assert "apply_config --if-version" in out
    assert not Group.objects.exists()


def test_json_plan_is_complete(file):
    code, out, _err = run("plan_config", str(file), "--json")
    said = json.loads(out)
    assert code == 2
    assert said["changes"] == [
        {
            "action": "add",
            "section": "groups",
            "name": "Staff",
            "path": "groups[0]",
            "differences": [],
            "values": {"name": "Staff"},
        }
    ]
    assert (said["orders"], said["left"], said["unchanged"]) == ([], [], 0)


def test_a_document_is_applied_once(file):
    code, out, _err = run("apply_config", str(file))
    assert (code, out.splitlines()[-1]) == (0, "Applied.")
    assert Group.objects.get().name == "Staff"
    code, out, _err = run("apply_config", str(file), "--json")
    assert (code, json.loads(out)["changes"], json.loads(out)["applied"]) == (0, [], True)


def test_a_dry_run_writes_nothing(file):
    code, out, _err = run("apply_config", str(file), "--dry-run")
    assert (code, out.splitlines()[-1]) == (0, "Dry run: nothing was written.")
    assert not Group.objects.exists()


def test_a_plan_that_is_old_is_refused(file):
    code, _out, err = run("apply_config", str(file), "--if-version", "other")
    assert (code, "Plan again" in err) == (1, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\ngrups: []", "line 2: grups: “grups” isn’t valid here. The closest name is “groups”."),
        ("version: 1\ngroups:\n  - name: x\n  - {name: [1]}", "line 4: groups[1].name: Expected text"),
        ("version: 1\nprotection:\n  challenge_minutes: 99", "line 3: protection.challenge_minutes: "),
        ("version: 1\ngroups:\n  - description: x", "line 3: groups[0].name: A required value is missing."),
        ("a: 1\na: 2", "line 2: “a” is set twice."),
        ("a: [", "This isn’t YAML:"),
    ],
)
def test_error_is_reported_by_path(file, text, said):
    file.write_text(text, encoding="utf-8")
    for command in ("plan_config", "apply_config"):
        code, out, err = run(command, str(file))
        assert (code, out) == (1, "")
        assert said in err
        assert json.loads(run(command, str(file), "--json")[1])["errors"][0]["message"]


def test_json_errors_have_line_path_and_code(file):
    file.write_text(
        "version: 1\ngroups:\n  - name: A\n  - name: B\n    colour: red\nbrand: 5\n", encoding="utf-8"
    )
    code, out, _err = run("plan_config", str(file), "--json")
    errors = json.loads(out)["errors"]
    assert code == 1
    assert [(error["line"], error["path"], error["code"]) for error in errors] == [
        (6, "brand", "ssr.document.record"),
        (5, "groups[1].colour", "ssr.document.unknown"),
    ]


def test_missing_file_is_reported():
    with pytest.raises(CommandError, match="No such file"):
        run("plan_config", "/nowhere/config.yaml")


def test_a_command_line_that_is_not_understood_does_not_look_like_changes(capsys):
    with pytest.raises(SystemExit) as end:
        execute_from_command_line(["manage.py", "plan_config", "--prun", "--colour"])
    assert (end.value.code, "usage:" in capsys.readouterr().err) == (1, True)


@pytest.mark.parametrize("command", ["apply_config", "plan_config", "export_config"])
def test_empty_database_is_named(monkeypatch, file, command):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    words = [command] if command == "export_config" else [command, str(file)]
    with pytest.raises(CommandError, match="Start the server once"):
        run(*words)


def test_unreachable_database_is_named_without_a_traceback(tmp_path, file):
    unreachable = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "sqlite:////nowhere/at/all/db.sqlite3"}
    done = subprocess.run(
        [sys.executable, "manage.py", "plan_config", str(file)],
        cwd=ROOT,
        env={**os.environ, **unreachable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "The database can’t be used now" in done.stderr
