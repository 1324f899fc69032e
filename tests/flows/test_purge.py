"""What a broken-off attempt leaves behind, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from flows import repository
from flows.domain.steps import FormName
from flows.domain.transaction import Intent
from flows.models import Transaction as Row
from tests.actors import PASSWORD, Browser, passcode, profile, sign_up_policy, start_afresh

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def broken_off(time_machine):
    """Return a transaction that was left after its first page with a password."""
    start_afresh()
    time_machine.move_to(NOW, tick=False)
    sign_up_policy(password_page="first")
    browser = Browser()
    browser.begin(
        Intent.SIGN_UP, FormName.ENROLL_PROFILE, {**profile("ada@example.com"), **passcode(PASSWORD)}
    )
    yield browser
    start_afresh()


def test_the_password_of_a_broken_off_sign_up_stays_while_it_can_go_on(broken_off):
    repository.purge(NOW + timedelta(minutes=59))
    row = Row.objects.get()
    assert row.password_hash.startswith("argon2")
    assert row.submission["address"] == "ada@example.com"


def test_the_password_of_a_broken_off_sign_up_is_wiped_when_it_has_expired(broken_off):
    repository.purge(NOW + timedelta(minutes=61))
    row = Row.objects.get()
    assert (row.password_hash, row.submission, row.draft) == ("", None, {})


def test_after_a_day_nothing_is_left_of_it(broken_off):
    repository.purge(NOW + timedelta(hours=24, seconds=1))
    assert not Row.objects.exists()
