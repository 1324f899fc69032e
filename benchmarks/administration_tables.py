"""The tables of a large installation: for each, how many rows, and the columns as expressions of SQL.

``n`` is the number of a row. Shares and spreads are those of a service that is some years old: one group
has nine of ten people, some statuses are rare, one person is watched by a script that signs in all day.
"""

from collections.abc import Mapping
from typing import Final

from accounts.domain.text import search_form

GIVEN: Final = ("Ada", "Grace", "Alan", "Edsger", "Barbara", "Ken", "Zoë", "Łukasz", "Åse", "Noor")
FAMILY: Final = ("Okafor", "Ødegård", "Nguyen", "Müller", "Smith", "Lindqvist", "Haddad", "Rossi", "Kaya")
TYPES: Final = ("user.session.start", "user.session.end", "user.authentication.auth", "oauth2.token.grant")
RARE_TYPE: Final = "user.account.lock"
OFFICE: Final = "203.0.113.9"
YEAR_SECONDS: Final = 365 * 86_400
GROUPS: Final = 200
EVERYBODY, TENTH = 1, 2
"""Ids of the groups of nine of ten people, and of one of ten."""
SMALL_GROUP: Final = 7
"""The id of one of the other groups, which have some thousand members each."""
BUSY_EVENTS, BUSY_SESSIONS = 20_000, 2_000
"""What the busiest person has."""
MESSAGES: Final = 200_000
"""Messages, challenges and transactions of the last day, which is how long they are kept."""

Tables = Mapping[str, tuple[int, dict[str, str]]]


def tables(people: int, events: int) -> Tables:
    """Return the tables to fill, in the order in which they name each other."""
    contexts = events // 2
    return {
        "accounts_user": (people, _users(people)),
        "accounts_group": (
            GROUPS,
            {"public_id": "'g' || n", "name": "'Group ' || lpad(n::text, 3, '0')", "created_at": "now()"},
        ),
        "accounts_membership": (people * 3 // 2, _memberships(people)),
        "accounts_session": (people, _sessions(people)),
        "accounts_remembereddevice": (people, _devices(people)),
        "accounts_enrollment": (people // 2, _enrollments()),
        "accounts_challenge": (MESSAGES, _challenges()),
        "accounts_outboxmail": (MESSAGES, _messages()),
        "accounts_budget": (MESSAGES, _attempts()),
        "accounts_eventcontext": (contexts, _contexts(contexts)),
        "accounts_event": (events, _events(people, events, contexts)),
        "flows_transaction": (MESSAGES, _transactions(people)),
    }


def busy_person(people: int) -> int:
    """Return the id of the person with the most events and sessions."""
    return people // 2 + 1


def _one_of(words: tuple[str, ...], place: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + ({place}) % {len(words)}]"


def _name(words: tuple[str, ...], step: int, other: str) -> str:
    """Return a name of the list for every so many users, and for the others one of thousands."""
    return f"CASE WHEN n % {step} = 0 THEN {_one_of(words, f'n / {step}')} ELSE {other} END"


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(search_form, words))


def _public_id(number: str) -> str:
    return f"substr(md5('p' || {number}), 1, 22)"


def _address(number: str) -> str:
    name = f"'user' || {number} || '.' || substr(md5(({number})::text), 1, 6)"
    return f"{name} || '@mail' || {number} % 50 || '.example'"


_STATUS: Final = """CASE
    WHEN n % 50 = 3 THEN 'PROVISIONED' WHEN n % 200 = 5 THEN 'STAGED' WHEN n % 100 = 7 THEN 'LOCKED_OUT'
    WHEN n % 5000 = 0 THEN 'SUSPENDED' WHEN n % 30 = 11 THEN 'DEPROVISIONED' WHEN n % 1000 = 13 THEN 'LEAVING'
    WHEN n % 500 = 17 THEN 'PASSWORD_EXPIRED' WHEN n % 100000 = 19 THEN 'RECOVERY' ELSE 'ACTIVE' END"""


def _users(people: int) -> dict[str, str]:
    given, family = "'Given' || n % 5000", "'Family' || n % 40000"
    return {
        "public_id": _public_id("n"),
        "login": f"CASE WHEN n % 30 = 11 THEN NULL ELSE {_address('n')} END",
        "email": _address("n"),
        "email_folded": _address("n"),
        "email_verified": "n % 20 <> 0",
        # Of steps that no share of the statuses has: each name has all of them.
        "first_name": _name(GIVEN, 11, given),
        "first_name_folded": f"lower({_name(_folded(GIVEN), 11, given)})",
        "last_name": _name(FAMILY, 21, family),
        "last_name_folded": f"lower({_name(_folded(FAMILY), 21, family)})",
        "password": "'!'",
        "profile": """CASE WHEN n % 3 = 0 THEN '{"city": "Łódź"}' ELSE '{}' END::jsonb""",
        "status": _STATUS,
        # Added by hand: some hundred people, long ago.
        "origin": f"CASE WHEN n < {people // 1000} THEN 'administrator' WHEN n % 9 = 0 THEN 'import'"
        " ELSE 'self_service' END",
        "is_staff": "n % 50000 = 4",
        "has_authenticators": "n % 2 = 0",
        "created_at": f"now() - ({people} - n) * interval '100 seconds'",
    }


def _memberships(people: int) -> dict[str, str]:
    """Nine of ten people are in one group, one of ten in another, and the others share what is left."""
    most, tenth = people * 9 // 10, people
    return {
        "user_id": f"CASE WHEN n <= {most} THEN n WHEN n <= {tenth} THEN (n - {most}) * 10"
        f" ELSE (n - {tenth}) * 2 END",
        "group_id": f"CASE WHEN n <= {most} THEN {EVERYBODY} WHEN n <= {tenth} THEN {TENTH}"
        f" ELSE 3 + n % {GROUPS - 2} END",
        "source": _one_of(("policy", "administrator", "rule", "import"), "n / 3"),
        "source_id": "CASE n / 3 % 4 WHEN 1 THEN '' ELSE 'source' || n / 3 % 4 END",
        "granted_at": "now()",
    }


def _sessions(people: int) -> dict[str, str]:
    is_busy, busy = f"n % {people // BUSY_SESSIONS} = 0", busy_person(people)
    return {
        "key_hash": "md5('k' || n)",
        "sid": "md5('s' || n)",
        "user_id": f"CASE WHEN {is_busy} THEN {busy} ELSE 1 + (n::bigint * 104729) % {people} END",
        "epoch": "1",
        "proofs": "'[]'",
        "data": "'{}'",
        "client": "'Firefox on Linux'",
        "ip_address": "('10.' || n % 200 || '.' || n / 200 % 250 || '.7')::inet",
        "created_at": f"now() - ({people} - n) * interval '80 milliseconds'",
        "last_seen_at": f"now() - (n::bigint * 7919) % {people} * interval '80 milliseconds'",
        "idle_seconds": "7200",
        "idle_expires_at": "now() + interval '6 hours'",
        "expires_at": "now() + interval '6 hours' + n * interval '80 milliseconds'",
    }


def _devices(people: int) -> dict[str, str]:
    return {
        "user_id": f"1 + (n::bigint * 104729) % {people}",
        "device_hash": "md5('d' || n)",
        "epoch": "1",
        "first_seen": "now()",
        "last_seen": "now()",
        "client": "'Firefox on Linux'",
        "expires_at": "now() + interval '30 days'",
    }


def _enrollments() -> dict[str, str]:
    return {
        "public_id": "'e' || n",
        "user_id": "n * 2",
        "authenticator": "'recovery_code'",
        "data": """'{"digests": []}'""",
        "created_at": "now() - interval '90 days'",
    }


_TODAY: Final = f"now() - n * interval '{86_000 / MESSAGES} seconds'"


def _challenges() -> dict[str, str]:
    return {
        "public_id": "'c' || n",
        "purpose": "'sign_in'",
        "address": _address("n"),
        "key_id": "'one'",
        "sent_at": _TODAY,
        "expires_at": f"{_TODAY} + interval '10 minutes'",
        "used_at": "CASE WHEN n % 5 = 0 THEN NULL ELSE now() END",
        "mailed": "true",
        "transaction_id": "'t' || n",
        "user_id": "n",
    }


def _messages() -> dict[str, str]:
    kind = "CASE WHEN n % 20000 = 0 THEN 'activation' ELSE 'sign_in_code' END"
    return {
        "message_id": "'m' || n",
        "template": kind,
        "to": _address("n"),
        "context": "'{}'",
        "challenge_id": "n",
        "serial": "1",
        "state": "CASE WHEN n < 50 THEN 'queued' WHEN n % 1000 = 0 THEN 'failed' ELSE 'sent' END",
        "attempts": "1",
        "available_at": _TODAY,
        "created_at": _TODAY,
        "sent_at": _TODAY,
    }


def _attempts() -> dict[str, str]:
    return {
        "key": "md5('b' || n)",
        "uses": "jsonb_build_array(jsonb_build_array(1, ''))",
        "ends_at": "extract(epoch FROM now())::bigint * 1000000 + n",
    }


def _transactions(people: int) -> dict[str, str]:
    return {
        "id": "'t' || n",
        "front_end": "'hosted'",
        "secret_hash": "md5('x' || n)",
        "intent": "CASE WHEN n % 10 = 0 THEN 'sign_up' ELSE 'sign_in' END",
        "created_at": _TODAY,
        "expires_at": f"{_TODAY} + interval '1 hour'",
        "finished_at": f"CASE WHEN n % 3 = 0 THEN NULL ELSE {_TODAY} + interval '1 minute' END",
        "new_user_id": "md5('n' || n)",
        "user_id": "n",
        "challenge_id": "n",
        "context_id": "n",
    }


def _contexts(contexts: int) -> dict[str, str]:
    others = "'10.' || n % 200 || '.' || n / 200 % 250 || '.' || n / 50000 % 100"
    return {
        "ip_address": f"(CASE WHEN n % 50 = 0 THEN '{OFFICE}' ELSE {others} END)::inet",
        "client": "'Firefox on Linux'",
        "created_at": f"now() - ({contexts} - n) * interval '{YEAR_SECONDS / contexts} seconds'",
    }


def _events(people: int, events: int, contexts: int) -> dict[str, str]:
    busy = f"n % {events // BUSY_EVENTS} = 0"
    someone = f"CASE WHEN {busy} THEN {_public_id(str(busy_person(people)))}"
    someone += f" ELSE {_public_id(f'(1 + (n::bigint * 7919) % {people})')} END"
    unnamed = "n % 50 = 1"
    transaction_id = "substr(md5('t' || n / 4), 1, 22)"
    return {
        "uuid": "lpad(to_hex(n), 32, '0')::uuid",
        "type": f"CASE WHEN n % 10000 = 1 THEN '{RARE_TYPE}' ELSE {_one_of(TYPES, 'n')} END",
        "outcome": "CASE WHEN n % 50 = 1 THEN 'failure' ELSE 'success' END",
        "actor_type": "'user'",
        "actor_id": f"CASE WHEN {unnamed} THEN '' ELSE {someone} END",
        "user_id": f"CASE WHEN {unnamed} THEN '' ELSE {someone} END",
        "transaction_id": transaction_id,
        "transaction_reference": f"upper(substr(encode(sha256({transaction_id}::bytea), 'hex'), 1, 8))",
        "targets": "'[]'",
        "detail": "'{}'",
        "context_id": f"1 + n / 2 % {contexts}",
        "occurred_at": f"now() - ({events} - n) * interval '{YEAR_SECONDS / events} seconds'",
        "schema_version": "1",
    }
