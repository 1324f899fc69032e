"""Remembered devices: one upsert, ended by time and by epoch."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.lifecycle import Action
from accounts.models import Event, RememberedDevice
from accounts.sessions import devices
from accounts.sessions.devices import RETENTION, recall, remember
from accounts.users.status import change_status
from tests.actors import a_user
from tests.visitor import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
LAPTOP = "0123456789abcdef"


@pytest.fixture
def ada():
    return a_user("ada@example.com")


def recalled(user, now=NOW, device=LAPTOP):
    return recall(user.pk, user.security_epoch, device, now)


def test_browser_is_new_until_a_user_signs_in_there(ada):
    assert recalled(ada) is None
    remember(ada, LAPTOP, NOW, client="Firefox on Linux")
    assert recalled(ada).client == "Firefox on Linux"
    assert recalled(ada, device="another") is None
    assert recalled(a_user("eve@example.com")) is None


def test_remembering_is_one_statement_the_first_time_and_every_other(ada):
    for _ in range(2):
        with recorded() as statements:
            remember(ada, LAPTOP, NOW)
        assert [one.kind for one in statements] == ["INSERT accounts_remembereddevice"]
    assert RememberedDevice.objects.count() == 1


def test_the_id_in_the_cookie_is_stored_nowhere(ada):
    remember(ada, LAPTOP, NOW)
    assert LAPTOP not in str(list(RememberedDevice.objects.values()))


def test_a_browser_without_an_id_is_not_remembered(ada):
    remember(ada, "", NOW)
    assert not RememberedDevice.objects.exists()


def test_a_second_factor_is_remembered_through_later_sign_ins_without_one(ada):
    remember(ada, LAPTOP, NOW)
    assert recalled(ada).further_factor_at is None
    remember(ada, LAPTOP, NOW + HOUR, further_factor=True)
    remember(ada, LAPTOP, NOW + 2 * HOUR, client="Safari on iOS")
    known = recalled(ada, NOW + 2 * HOUR)
    assert (known.first_seen, known.last_seen) == (NOW, NOW + 2 * HOUR)
    assert (known.further_factor_at, known.client) == (NOW + HOUR, "Safari on iOS")


def test_thirty_days_are_counted_from_the_last_sign_in(ada):
    remember(ada, LAPTOP, NOW)
    remember(ada, LAPTOP, NOW + timedelta(days=20))
    assert recalled(ada, NOW + timedelta(days=50) - SECOND)
    assert recalled(ada, NOW + timedelta(days=50)) is None


def test_a_browser_that_comes_back_after_its_time_begins_again(ada):
    remember(ada, LAPTOP, NOW, further_factor=True)
    later = NOW + RETENTION
    remember(ada, LAPTOP, later)
    known = recalled(ada, later)
    assert (known.first_seen, known.further_factor_at) == (later, None)


@pytest.mark.parametrize(
    "action", [Action.SUSPEND, Action.LOCK, Action.RESET_PASSWORD, Action.EXPIRE_PASSWORD]
)
def test_whatever_ends_sessions_ends_devices(ada, action):
    remember(ada, LAPTOP, NOW, further_factor=True)
    change_status(ada, action, NOW)
    assert recalled(ada) is None
    assert devices.devices_of(ada, NOW) == ()


def test_browser_of_an_older_epoch_loses_its_second_factor(ada):
    remember(ada, LAPTOP, NOW, further_factor=True)
    ada.security_epoch += 1
    remember(ada, LAPTOP, NOW + HOUR)
    known = recalled(ada, NOW + HOUR)
    assert (known.first_seen, known.further_factor_at) == (NOW + HOUR, None)


def test_user_lists_browsers_and_forgets_one(ada):
    eve = a_user("eve@example.com")
    for number, user in enumerate((ada, ada, eve)):
        remember(user, f"device-{number}", NOW + number * HOUR)
    first, second = devices.devices_of(ada, NOW + HOUR)
    assert first.last_seen > second.last_seen
    assert not devices.forget(eve, first.id, NOW)
    assert devices.forget(ada, first.id, NOW)
    assert [event.type for event in Event.objects.filter(user_id=ada.public_id)] == [devices.FORGOTTEN]
    assert [one.id for one in devices.devices_of(ada, NOW + 2 * HOUR)] == [second.id]
    assert len(devices.devices_of(eve, NOW + 2 * HOUR)) == 1


def test_devices_are_purged_when_their_time_is_over(ada):
    remember(ada, LAPTOP, NOW)
    assert devices.purge(NOW + RETENTION) == 0
    assert devices.purge(NOW + RETENTION + SECOND) == 1
