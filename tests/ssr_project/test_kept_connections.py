"""Connections to PostgreSQL that are kept: what they cost before a request, and a server that ended one."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import close_old_connections, connection

from ssr_project.postgresql import base

pytestmark = [pytest.mark.postgres(only=True), pytest.mark.django_db(transaction=True)]
MARK = "SELECT 'the last statement'"


@pytest.fixture
def observer() -> Iterator[psycopg.Connection]:
    """Another connection to the same server, which sees and ends ours."""
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("dbname", "user", "password", "host", "port")
    }
    with psycopg.connect(**parameters, autocommit=True) as other:
        yield other


def ask() -> int:
    """Send one statement, as a request does, and return which backend answered."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def last_statement(observer: psycopg.Connection, backend: int) -> str:
    return str(observer.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone()[0])


def end(observer: psycopg.Connection, backend: int) -> None:
    observer.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def test_connection_is_kept_and_looked_at_without_a_statement(observer: psycopg.Connection):
    backend = ask()
    connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute(MARK)
    close_old_connections()
    assert connection.is_usable()
    assert last_statement(observer, backend) == MARK
    assert ask() == backend


def test_idle_connection_is_checked(observer: psycopg.Connection):
    backend = ask()
    with connection.cursor() as cursor:
        cursor.execute(MARK)
    connection.looked_at = time.monotonic() - base.QUIET_SECONDS
    assert connection.is_usable()
    assert last_statement(observer, backend) != MARK


def test_connection_ended_by_the_server_is_replaced_before_a_statement(
    observer: psycopg.Connection,
):
    backend = ask()
    assert connection.is_usable()
    end(observer, backend)
    assert ask() != backend


def test_third_sending_of_a_statement_uses_a_prepared_one():
    for _ in range(4):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int + 41", [1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 41%%'")
        assert cursor.fetchone()[0] == 1
