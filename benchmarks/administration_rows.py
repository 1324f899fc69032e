"""A million users and five million events, written by PostgreSQL itself in some minutes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model

from accounts.domain.text import search_form
from accounts.models import Group
from policies.domain.rules import Kind
from policies.models import Policy, Rule, SessionOutcome

GIVEN: Final = ("Ada", "Grace", "Alan", "Edsger", "Barbara", "Ken", "Zoë", "Łukasz", "Åse", "Noor")
FAMILY: Final = ("Okafor", "Ødegård", "Nguyen", "Müller", "Smith", "Lindqvist", "Haddad", "Rossi", "Kaya")
TYPES: Final = ("user.session.start", "user.session.end", "user.authentication.verify", "oauth2.token.grant")
RARE_TYPE: Final = "user.account.lock"
OFFICE: Final = "203.0.113.9"
YEAR_SECONDS: Final = 365 * 86_400
GROUPS: Final = 200
POLICIES, RULES = 1000, 10


def fill(people: int, events: int) -> None:
    """Write every table in one statement; its indexes are built afterwards, which is quicker."""
    models = {model._meta.db_table: model for model in apps.get_models()}  # noqa: SLF001
    with transaction.atomic(), connection.cursor() as cursor:
        # Checking foreign keys would take longest of all.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for table, (count, columns) in _tables(people, events).items():
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
    return str(value) if isinstance(value, bool | int) else f"'{value}'"


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


def _one_of(words: tuple[str, ...], place: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + ({place}) % {len(words)}]"


def _name(words: tuple[str, ...], step: int, other: str) -> str:
    """Return a name of the list for every so many users, and for the others one of thousands."""
    return f"CASE WHEN n % {step} = 0 THEN {_one_of(words, f'n / {step}')} ELSE {other} END"


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(search_form, words))


Tables = Mapping[str, tuple[int, dict[str, str]]]


def _tables(people: int, events: int) -> Tables:
    contexts = events // 2
    return {
        "accounts_user": (people, _users(people)),
        "accounts_group": (
            GROUPS,
            {"public_id": "'g' || n", "name": "'Group ' || lpad(n::text, 3, '0')", "created_at": "now()"},
        ),
        "accounts_membership": (2 * people, _memberships(people)),
        "accounts_session": (people, _sessions(people)),
        "accounts_eventcontext": (contexts, _contexts(contexts)),
        "accounts_event": (events, _events(people, events, contexts)),
    }


def _users(people: int) -> dict[str, str]:
    address = "'user' || n || '.' || substr(md5(n::text), 1, 6) || '@mail' || n % 50 || '.example'"
    given, family = "'Given' || n % 5000", "'Family' || n % 40000"
    return {
        "public_id": "substr(md5('p' || n), 1, 22)",
        "login": address,
        "email": address,
        "email_folded": address,
        "first_name": _name(GIVEN, 10, given),
        "first_name_folded": f"lower({_name(_folded(GIVEN), 10, given)})",
        "last_name": _name(FAMILY, 20, family),
        "last_name_folded": f"lower({_name(_folded(FAMILY), 20, family)})",
        "password": "'!'",
        "profile": "'{}'",
        "status": "CASE WHEN n % 5000 = 0 THEN 'SUSPENDED' ELSE 'ACTIVE' END",
        "origin": "'self_service'",
        "created_at": f"now() - ({people} - n) * interval '20 seconds'",
    }


def _memberships(people: int) -> dict[str, str]:
    return {
        "user_id": f"1 + n % {people}",
        # Half of all are in one group and a tenth in another; the other groups share what is left.
        "group_id": "CASE WHEN n % 4 = 0 THEN 1 WHEN n % 10 = 1 THEN 2 ELSE 3 + n / 16 % 198 END",
        "source": "'policy'",
        "source_id": "'p' || n",
        "granted_at": "now()",
    }


def _sessions(people: int) -> dict[str, str]:
    return {
        "key_hash": "md5('k' || n)",
        "sid": "md5('s' || n)",
        "user_id": f"1 + (n::bigint * 104729) % {people}",
        "epoch": "1",
        "proofs": "'[]'",
        "data": "'{}'",
        "client": "'Firefox on Linux'",
        "ip_address": "('10.' || n % 200 || '.' || n / 200 % 250 || '.7')::inet",
        "created_at": f"now() - ({people} - n) * interval '80 milliseconds'",
        "last_seen_at": f"now() - (n::bigint * 7919) % {people} * interval '80 milliseconds'",
        "idle_seconds": "7200",
        "idle_expires_at": "now() + interval '2 hours'",
        "expires_at": "now() + n * interval '80 milliseconds'",
    }


def _contexts(contexts: int) -> dict[str, str]:
    others = "'10.' || n % 200 || '.' || n / 200 % 250 || '.' || n / 50000 % 100"
    return {
        "ip_address": f"(CASE WHEN n % 50 = 0 THEN '{OFFICE}' ELSE {others} END)::inet",
        "client": "'Firefox on Linux'",
        "created_at": f"now() - ({contexts} - n) * interval '{YEAR_SECONDS / contexts} seconds'",
    }


def _events(people: int, events: int, contexts: int) -> dict[str, str]:
    someone = f"substr(md5('p' || 1 + (n::bigint * 7919) % {people}), 1, 22)"
    transaction_id = "substr(md5('t' || n / 4), 1, 22)"
    return {
        "uuid": "lpad(to_hex(n), 32, '0')::uuid",
        "type": f"CASE WHEN n % 10000 = 0 THEN '{RARE_TYPE}' ELSE {_one_of(TYPES, 'n')} END",
        "outcome": "CASE WHEN n % 50 = 0 THEN 'failure' ELSE 'success' END",
        "actor_type": "'user'",
        "actor_id": f"CASE WHEN n % 50 = 0 THEN '' ELSE {someone} END",
        "user_id": f"CASE WHEN n % 50 = 0 THEN '' ELSE {someone} END",
        "transaction_id": transaction_id,
        "transaction_reference": f"upper(substr(encode(sha256({transaction_id}::bytea), 'hex'), 1, 8))",
        "targets": "'[]'",
        "detail": "'{}'",
        "context_id": f"1 + n / 2 % {contexts}",
        "occurred_at": f"now() - ({events} - n) * interval '{YEAR_SECONDS / events} seconds'",
        "schema_version": "1",
    }
