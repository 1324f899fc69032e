"""On SQLite there are few users, on PostgreSQL thousands. What queries rows runs on both, the rest on one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.actors import afresh
from tests.administration.desk import Desk
from tests.administration.members import MEMBERS, OWNERS, create_members, delete_members

QUERIES = (
    "test_list_filters.py",
    "test_long_lists.py",
    "test_lost_updates.py",
    "test_record_lists.py",
    "test_search.py",
)
"""Files about statements that the two databases may answer differently."""

started_afresh = pytest.fixture(autouse=True)(afresh)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder for PostgreSQL; one whose own mark says so runs on both."""
    for item in items:
        if item.path.parent != Path(__file__).parent or item.get_closest_marker("postgres"):
            continue
        item.add_marker(pytest.mark.postgres)
        if item.path.name not in QUERIES:
            item.add_marker(pytest.mark.one_database)


@pytest.fixture(scope="package", autouse=True)
def _members(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Insert the users once for the whole folder; each test's own rows are rolled back as usual."""
    if connection.vendor != "postgresql":
        yield
        return
    with django_db_blocker.unblock():
        create_members()
    yield
    with django_db_blocker.unblock():
        delete_members()


@pytest.fixture
def members() -> int:
    """Return how many users can sign in beside those of the test."""
    return MEMBERS + OWNERS if connection.vendor == "postgresql" else 0


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()
