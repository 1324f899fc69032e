"""A million users and five million events, written by PostgreSQL itself in some minutes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model

from accounts.models import Group
from benchmarks.administration_tables import tables
from policies.domain.rules import Kind
from policies.models import Policy, Rule, SessionOutcome

POLICIES, RULES = 1000, 10


def fill(people: int, events: int) -> None:
    """Write every table in one statement; its indexes are built afterwards, which is quicker."""
    models = {model._meta.db_table: model for model in apps.get_models()}  # noqa: SLF001
    with transaction.atomic(), connection.cursor() as cursor:
        # Checking foreign keys would take longest of all.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for table, (count, columns) in tables(people, events).items():
            values = columns | _defaults(models[table], columns)
            names = ", ".join(f'"{name}"' for name in values)
            with _without_indexes(cursor, table):
                cursor.execute(
                    f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} "
                    f"FROM generate_series(1, {count}) AS n"
                )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def add_policies() -> None:
    """Add global session policies with rules, each for a group."""
    groups = list(Group.objects.order_by("pk"))
    Policy.objects.bulk_create(
        Policy(kind=Kind.SESSION, name=f"Policy {number}", position=number) for number in range(POLICIES)
    )
    policies = list(Policy.objects.filter(kind=Kind.SESSION, is_default=False))
    through = Policy.groups.through
    through.objects.bulk_create(
        through(policy=policy, group=groups[number % len(groups)]) for number, policy in enumerate(policies)
    )
    Rule.objects.bulk_create(
        Rule(policy=policy, name=f"Rule {number}", position=number, device="new")
        for policy in policies
        for number in range(RULES)
    )
    added = Rule.objects.filter(policy__in=policies)
    SessionOutcome.objects.bulk_create(SessionOutcome(rule=rule) for rule in added)


def sizes() -> Mapping[str, tuple[int, int]]:
    """Return the bytes of a row of each large table, and of its indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_relation_size(oid) / reltuples, pg_indexes_size(oid) / reltuples "
            "FROM pg_class WHERE relkind = 'r' AND reltuples > 10000 "
            "AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        return {name: (round(table), round(indexes)) for name, table, indexes in cursor.fetchall()}


def _defaults(model: type[Model], columns: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that need a value and matter to no page, with what the model puts there."""
    needed = (one for one in model._meta.concrete_fields if not one.null and not one.primary_key)  # noqa: SLF001
    left = (one for one in needed if one.column not in columns and not one.has_db_default())
    return {one.column: _literal(one) for one in left}


def _literal(column: "Field[Any, Any]") -> str:
    value = column.get_db_prep_save(column.get_default(), connection)
    return str(connection.ops.compose_sql("%s", [value]))


@contextmanager
def _without_indexes(cursor: Any, table: str) -> Iterator[None]:
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = %s::regclass AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
