"""The database of the tests inside this process: a copy of the template of the run, where there is one."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.servers import templates
from tests.servers.first_rows import read_first_rows


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[bool]:
    """Whether pytest-django finds a database to keep: the copy, or what `--reuse-db` left."""
    server_url = os.environ.get("DATABASE_URL", "")
    name = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    if server_url and templates.is_at_hand():
        templates.drop_database(server_url, name)
        templates.create_database(server_url, name)
        yield True
        connection.close()
        templates.drop_database(server_url, name)
        return
    template = None if server_url else templates.sqlite(templates.MIGRATED)
    if template is not None:
        shutil.copyfile(template / "db.sqlite3", name)
    yield django_db_keepdb or template is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let every test that commits end with the rows of the migrations, which it began with."""
    with django_db_blocker.unblock():
        first_rows = read_first_rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test_case: first_rows.restore())
        yield
