"""How the database is opened."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from ssr_project.env import Environment
from ssr_project.service_urls import service_url

_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
CONNECT_SECONDS = 5
CONNECTION_MAX_AGE = 600
PREPARED_AFTER = 2
"""Times that a statement is sent on one connection before the server keeps it prepared."""
SCHEMES = ("postgresql", "postgres", "sqlite")


def database_settings(environment: Environment) -> dict[str, Any]:
    """Return Django's ``DATABASES["default"]``."""
    if not environment.database_url:
        # Not by way of a URL: the folder's name may hold any character.
        name = str(environment.data_dir / "db.sqlite3")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, **_sqlite()}
    url = environment.database_url
    if service_url("DATABASE_URL", url).scheme not in SCHEMES:
        raise ImproperlyConfigured(f"DATABASE_URL has to begin with one of {', '.join(SCHEMES)}.")
    config = dict(environ.Env.db_url_config(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        return config | _sqlite()
    return _kept(config, behind_pooler=environment.database_pooler)


def _sqlite() -> dict[str, Any]:
    """IMMEDIATE: a transaction that reads first and writes later would get "database is locked" at once."""
    return {
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_START},
        "CONN_MAX_AGE": None,
    }


def _kept(config: dict[str, Any], *, behind_pooler: bool) -> dict[str, Any]:
    """Keep each thread's connection, and on it the statements that the server has parsed and planned.

    Opening a connection costs thirty times a query. A pooler that hands a connection of the server to another
    client after each transaction would lose prepared statements and cursors.
    """
    options = {"connect_timeout": CONNECT_SECONDS, "server_side_binding": True, **config.get("OPTIONS", {})}
    options["prepare_threshold"] = None if behind_pooler else PREPARED_AFTER
    return config | {
        "ENGINE": "ssr_project.postgresql",
        "CONN_MAX_AGE": CONNECTION_MAX_AGE,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": behind_pooler,
        "OPTIONS": options,
    }
