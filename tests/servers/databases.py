"""The database of the tests inside this process: a copy of the template of the run, where there is one."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.servers import templates


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
