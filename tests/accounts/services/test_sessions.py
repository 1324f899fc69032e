"""Sessions: found by a hash, ended by time, epoch and status."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError

from accounts.domain.lifecycle import Action
from accounts.identities import hash_secret
from accounts.models import Session
from accounts.services.people import change_status
from accounts.services.sessions import SignIn, end_session, open_session, purge, touch
from accounts.sessions import SessionStore
from tests.actors import a_person
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def person():
    return a_person("ada@example.com")


def opened(person, now=NOW, idle=2 * HOUR, absolute=24 * HOUR):
    return open_session(SignIn(person, [], idle, absolute), now)


def is_signed_in(key, settings):
    visitor = Visitor()
    visitor.http.cookies[settings.SESSION_COOKIE_NAME] = key
    return visitor.get("/me/").status_code == 200


def test_the_key_itself_is_stored_nowhere(person):
    session = opened(person)
    assert session.row.key_hash == hash_secret(session.key)
    stored = str(list(Session.objects.values()))
    assert session.key not in stored


def test_the_hash_from_the_table_opens_nothing(person, settings, time_machine):
    session = opened(person)
    time_machine.move_to(NOW, tick=False)
    assert is_signed_in(session.key, settings)
    assert not is_signed_in(session.row.key_hash, settings)


TIMES = [
    ("at once", timedelta(), True),
    ("a second before two idle hours", 2 * HOUR - timedelta(seconds=1), True),
    ("after two idle hours", 2 * HOUR, False),
]


@pytest.mark.parametrize(("later", "alive"), [line[1:] for line in TIMES], ids=[line[0] for line in TIMES])
def test_an_unused_session_ends(person, settings, time_machine, later, alive):
    session = opened(person)
    time_machine.move_to(NOW + later, tick=False)
    assert is_signed_in(session.key, settings) is alive


def test_a_session_in_use_ends_after_its_day(person, settings, time_machine):
    session = opened(person)
    for hours in range(24):
        time_machine.move_to(NOW + timedelta(hours=hours), tick=False)
        assert is_signed_in(session.key, settings), hours
    time_machine.move_to(NOW + timedelta(hours=24), tick=False)
    assert not is_signed_in(session.key, settings)


@pytest.mark.parametrize("action", [Action.SUSPEND, Action.LOCK, Action.DEACTIVATE, Action.RESET_PASSWORD])
def test_whoever_is_shut_out_is_out_at_the_next_page(person, settings, time_machine, action):
    session = opened(person)
    time_machine.move_to(NOW, tick=False)
    assert is_signed_in(session.key, settings)
    change_status(person, action, NOW)
    assert not is_signed_in(session.key, settings)


def test_whoever_is_let_in_again_signs_in_again(person, settings, time_machine):
    session = opened(person)
    time_machine.move_to(NOW, tick=False)
    change_status(person, Action.SUSPEND, NOW)
    change_status(person, Action.UNSUSPEND, NOW)
    assert not is_signed_in(session.key, settings)


def test_use_is_noted_once_a_minute_and_never_beyond_the_end(person):
    row = opened(person, idle=2 * HOUR, absolute=2 * HOUR).row
    assert not touch(row, NOW + timedelta(seconds=59))
    assert touch(row, NOW + HOUR)
    row.refresh_from_db()
    assert row.idle_expires_at == row.expires_at == NOW + 2 * HOUR


def test_a_session_that_was_ended_stays_ended(person, settings, time_machine):
    session = opened(person)
    time_machine.move_to(NOW, tick=False)
    end_session(session.row.key_hash)
    assert not is_signed_in(session.key, settings)


def test_writing_into_a_session_that_was_ended_meanwhile_is_an_error_django_knows(person, time_machine):
    session = opened(person)
    time_machine.move_to(NOW, tick=False)
    store = SessionStore(session.key)
    store["seen"] = True
    end_session(session.row.key_hash)
    with pytest.raises(UpdateError):
        store.save()


def test_sessions_are_purged_when_they_are_over(person):
    opened(person)
    assert purge(NOW + 24 * HOUR) == 0
    assert purge(NOW + 24 * HOUR + timedelta(seconds=1)) == 1
