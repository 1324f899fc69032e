"""Every command of `manage.py` is decided: ours, harmless, or refused with the right one's name."""

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line, get_commands

from tests.architecture.sources import APPS

REFUSED = {
    "changepassword": "users reset-password",
    "createsuperuser": "admin_access",
    "dumpdata": "export_config",
    "loaddata": "apply_config",
    "testserver": "serve",
    "diffsettings": "check --deploy",
}
HARMLESS = {
    "collectstatic": "copies static files",
    "compilemessages": "writes files of the source tree",
    "createcachetable": "does nothing without a cache in the database",
    "dbshell": "opens the database for whoever has its password",
    "findstatic": "reads",
    "inspectdb": "reads",
    "makemessages": "writes files of the source tree",
    "makemigrations": "writes files of the source tree",
    "optimizemigration": "writes files of the source tree",
    "remove_stale_contenttypes": "removes rows of models that are gone",
    "shell": "runs code for whoever has the secrets of the environment",
    "showmigrations": "reads",
    "sqlflush": "prints statements",
    "sqlmigrate": "prints statements",
    "sqlsequencereset": "prints statements",
    "squashmigrations": "writes files of the source tree",
    "startapp": "writes files of the source tree",
    "startproject": "writes files of the source tree",
    "test": "uses a database of its own",
}


def test_inherited_commands_are_all_decided():
    inherited = {name for name, app in get_commands().items() if app not in APPS}
    assert inherited == HARMLESS.keys()


@pytest.mark.parametrize(("name", "instead"), REFUSED.items())
def test_refused_command_names_the_right_one(name, instead, capsys):
    with pytest.raises(CommandError, match=instead):
        call_command(name)
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", name, "--whatever", "ada@example.com"])

    assert ended.value.code == 1
    assert instead in capsys.readouterr().err


def test_flush_is_refused_on_the_command_line(capsys):
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "flush", "--no-input"])
    assert (ended.value.code, "migrate" in capsys.readouterr().err) == (1, True)
