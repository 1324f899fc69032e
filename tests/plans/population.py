"""A hundred thousand of everything, written by PostgreSQL itself in a few seconds."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from accounts.credentials import challenges, lockout
from accounts.sessions import devices
from flows import repository

MANY = 100_000
UNCHECKED = """
    SELECT set_config('session_replication_role', 'replica', true)
    FROM pg_roles WHERE rolname = current_user AND rolsuper"""


def _spread(kept: timedelta) -> str:
    """Ages a little beyond what a purge leaves: after many of them, what it finds next is always little."""
    return f"now() - n * interval '{(kept + timedelta(seconds=100)).total_seconds() / MANY} seconds'"


AGE = _spread(repository.RETENTION)
AGE_OF_CHALLENGES = _spread(challenges.RETENTION + timedelta(minutes=10))
AGE_OF_DEVICES = _spread(devices.RETENTION)
IDS = "md5(n::text)"

TABLES = {
    "accounts_eventcontext": f"""
        (client, created_at) SELECT 'Firefox on Linux', {AGE}""",
    "accounts_user": f"""
        (public_id, login, email, email_folded, email_verified, first_name, last_name, profile, status,
         origin, security_epoch, is_staff, is_superuser, password, has_authenticators,
         has_put_off, last_authenticator, created_at)
        SELECT {IDS}, 'person' || n || '@example.net', 'person' || n || '@example.net',
         'person' || n || '@example.net', true, 'Ada', 'Okafor', '{{}}', 'ACTIVE', 'self_service', 1, false,
         false, '!', true, true,
         '', {AGE}""",
    "accounts_challenge": f"""
        (public_id, purpose, address, key_id, serial, attempts, max_attempts, sent_at, expires_at, used_at,
         decoy, mailed, transaction_id)
        SELECT {IDS}, 'sign_up', 'person' || n || '@example.net', 'one', 1, 0, 5,
         {AGE_OF_CHALLENGES}, {AGE_OF_CHALLENGES} + interval '10 minutes', now(), false, true, {IDS}""",
    "accounts_outboxmail": f"""
        (message_id, channel, template, "to", language, context, challenge_id, serial,
         state, attempts, available_at, created_at, last_error)
        SELECT {IDS}, 'email', 'sign_up_code', 'person' || n || '@example.net', 'en', '{{}}',
         (SELECT min(id) FROM accounts_challenge) + n - 1, 1, 'sent', 1, {AGE}, {AGE}, ''""",
    "accounts_session": f"""
        (key_hash, user_id, epoch, proofs, data, device_id, client, created_at, last_seen_at, idle_seconds,
         idle_expires_at, expires_at)
        SELECT {IDS}, (SELECT min(id) FROM accounts_user) + n - 1, 1, '[]', '{{}}', '', '', {AGE}, {AGE},
         7200, {AGE} + interval '2 hours', {AGE} + interval '24 hours'""",
    "accounts_event": f"""
        (uuid, type, outcome, reason, actor_type, actor_id, user_id, transaction_id, targets, detail,
         context_id, occurred_at, schema_version)
        SELECT {IDS}::uuid, 'user.session.start', 'success', '', 'user', {IDS}, {IDS}, {IDS}, '[]',
         '{{}}', (SELECT min(id) FROM accounts_eventcontext) + n - 1, {AGE}, 1""",
    "accounts_budget": f"""
        (key, uses, ends_at)
        SELECT {IDS}, jsonb_build_array(jsonb_build_array(extract(epoch FROM {AGE})::bigint * 1000000, '')),
         (extract(epoch FROM {AGE}) + 86400) * 1000000""",
    "accounts_passwordfailures": f"""
        (key, failures, total, locked_until, last_at)
        SELECT {IDS}, 1, 1, NULL, extract(epoch FROM {_spread(lockout.RETENTION)})""",
    "accounts_passwordhistory": f"""
        (user_id, password_hash, replaced_at)
        SELECT (SELECT min(id) FROM accounts_user) + n - 1, '!', {AGE}""",
    "accounts_remembereddevice": f"""
        (user_id, device_hash, epoch, first_seen, last_seen, client, expires_at)
        SELECT (SELECT min(id) FROM accounts_user) + n - 1, {IDS}, 1, {AGE_OF_DEVICES}, {AGE_OF_DEVICES}, '',
         {AGE_OF_DEVICES} + interval '30 days'""",
    "flows_transaction": f"""
        (id, front_end, secret_hash, intent, version, created_at, expires_at, ended, identifier,
         identifier_display, user_epoch, new_user_id, decoy, draft, proofs, password_hash, mails_sent,
         return_to, application, pending, skips, choice_scope, choice, operation, operation_authenticator,
         operation_enrollment, session, new_address, new_address_display, tries,
         user_id, challenge_id, context_id)
        SELECT {IDS}, 'hosted', {IDS}, 'sign_up', 1, {AGE}, {AGE} + interval '1 hour', '', '', '', 0, {IDS},
         false, '{{}}', '[]', '', 1, '', 'dashboard', '[]', '[]', '', '', '', '', '', '', '', '', 0,
         (SELECT min(id) FROM accounts_user) + n - 1,
         (SELECT min(id) FROM accounts_challenge) + n - 1,
         (SELECT min(id) FROM accounts_eventcontext) + n - 1""",
    "accounts_enrollment": f"""
        (public_id, user_id, authenticator, label, data, credential_id, sign_count, backed_up, last_step,
         created_at, last_used_at)
        SELECT {IDS}, (SELECT min(id) FROM accounts_user) + n - 1, 'recovery_code', '', '{{}}',
         NULL, 0, false, NULL, {AGE}, {AGE}""",
    "accounts_recoverycode": """
        (enrollment_id, digest, used_at)
        SELECT (SELECT min(id) FROM accounts_enrollment) + n - 1, 'one.' || n, NULL""",
    "accounts_accesscode": """
        (enrollment_id, digest, issued_by_id, expires_at, used_at)
        SELECT (SELECT min(id) FROM accounts_enrollment) + n - 1, 'one.' || n, NULL,
         now() + n * interval '1 second', NULL""",
    "accounts_spentchallenge": f"""
        (digest, expires_at)
        SELECT {IDS}, now() + (n - 100) * interval '1 second'""",
    "accounts_postponement": f"""
        (user_id, what, times, last_at)
        SELECT (SELECT min(id) FROM accounts_user) + n - 1, 'nudge:passkey', 1, {AGE}""",
    "accounts_group": f"""
        (public_id, name, description, created_at)
        SELECT {IDS}, 'Group ' || n, '', {AGE}""",
    "accounts_membership": f"""
        (user_id, group_id, source, source_id, granted_at)
        SELECT (SELECT min(id) FROM accounts_user) + n - 1, (SELECT min(id) FROM accounts_group) + n - 1,
         'administrator', '', {AGE}""",
    "accounts_uniqueattributevalue": """
        (attribute_id, value, user_id)
        SELECT (SELECT id FROM accounts_profileattribute WHERE key = 'employeeNumber'), 'E-' || n,
         (SELECT min(id) FROM accounts_user) + n - 1""",
}


def gather() -> None:
    """Fill the tables and let the planner know."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    with transaction.atomic(), connection.cursor() as cursor:
        # To check the foreign keys would take longest of all; only a superuser may leave it out.
        cursor.execute(UNCHECKED)
        for table, columns in TABLES.items():
            named, _, values = columns.partition("SELECT")
            rest = _unsaid(models[table], named)
            names = ", ".join([named.strip().removesuffix(")"), *rest])
            values = ", ".join([values, *("%s" for _ in rest)])
            cursor.execute(
                f"INSERT INTO {table} {names}) SELECT {values} FROM generate_series(1, %s) AS n",
                [*rest.values(), MANY],
            )
        cursor.execute("ANALYZE")


def _unsaid(model: type[Model], named: str) -> dict[str, Any]:
    """Columns that need a value and matter to no plan, each with what its model puts there."""
    said = {name.strip(' \n"') for name in named.strip().strip("()").split(",")}
    needed = (one for one in model._meta.concrete_fields if not one.null and not one.primary_key)
    return {
        f'"{one.column}"': one.get_db_prep_save(one.get_default(), connection)
        for one in needed
        if one.column not in said and not one.has_db_default()
    }


def disperse() -> None:
    """Empty the tables again."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute("ANALYZE")
