"""What administrators chose before there were rules is kept."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

BEFORE = ("policies", "0003_email_is_written_in_one_word")
ABOVE = ("oauth2_provider", "oidc", "applications")
"""What stands on policies: its tables go first."""
AFTER = ("policies", "0006_without_the_old_rows")


def migrate(*targets):
    MigrationExecutor(connection).migrate(targets)


def tables(target):
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def old():
    """The tables of before, and today's again at the end."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate(*((app, None) for app in ABOVE), ("policies", None))
        migrate(BEFORE)
        yield tables(BEFORE)
    finally:
        # Whatever failed: the tests that come after need today's tables.
        migrate(*leaves)


def test_what_was_chosen_is_kept(old):
    old.get_model("policies", "PasswordPolicy").objects.update(min_length=20, refuse_common=False)
    old.get_model("policies", "GlobalSessionPolicy").objects.update(idle_minutes=30, absolute_minutes=600)
    protection = old.get_model("policies", "AccountProtection").objects
    protection.update(enumeration_prevention=True, challenge_minutes=20)

    migrate(AFTER)
    new = tables(AFTER)

    password = new.get_model("policies", "PasswordOutcome").objects.get()
    session = new.get_model("policies", "SessionOutcome").objects.get()
    protection = new.get_model("policies", "AccountProtection").objects.get()
    assert (password.min_length, password.refuse_common, password.refuse_personal) == (20, False, True)
    assert (session.idle_minutes, session.absolute_minutes) == (30, 600)
    assert protection.hide_at_sign_in
    assert protection.hide_at_recovery
    assert protection.hide_at_sign_up
    assert (protection.challenge_minutes, protection.new_device_mail) == (20, True)
    assert new.get_model("policies", "Rule").objects.filter(is_default=True).count() == 5
