"""The OAuth library brings two commands of its own; both are ours here."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def test_apps_are_made_by_our_command():
    with pytest.raises(CommandError, match="create_app"):
        call_command("createapplication")


@pytest.mark.django_db
def test_expired_rows_are_deleted_as_by_the_task(capsys: pytest.CaptureFixture[str]):
    call_command("cleartokens", stdout=StringIO())
    assert capsys.readouterr().out == "0 rows deleted.\n"
