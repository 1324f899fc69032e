"""The restart of a transaction beside a code that is entered at the same moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Challenge
from flows.domain.transaction import Intent
from flows.engine import restart
from flows.models import Transaction
from tests.actors import Browser, a_user, afresh, challenge_of, sign_up_policy

ADA = "ada@example.com"
pytestmark = pytest.mark.django_db
_afresh = pytest.fixture(autouse=True)(afresh)


def test_restart_locks_the_challenge_before_the_transaction():
    sign_up_policy()
    a_user(ADA)
    browser = Browser()
    browser.recover(ADA)
    challenge, stored = challenge_of(browser), browser.stored()
    assert stored is not None
    with CaptureQueriesContext(connection) as statements:
        restarted = restart(stored).transaction
    updates = [one["sql"].split()[1].strip('"') for one in statements if one["sql"].startswith("UPDATE")]
    assert updates == [Challenge._meta.db_table, Transaction._meta.db_table]
    assert (restarted.intent, restarted.user) == (Intent.RECOVER, None)
    assert Challenge.objects.get(pk=challenge.pk).closed_at is not None
