"""Sessions: found by a hash, ended by time, epoch and status."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

import pytest
from django.contrib.sessions.backends.base import UpdateError

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Action
from accounts.events.log import Entry, record
from accounts.identities import hash_secret
from accounts.models import Event, Session
from accounts.sessions.lifetime import (
    SignIn,
    end_one,
    end_others,
    end_session,
    open_session,
    purge,
    touch,
)
from accounts.sessions.queries import session_views
from accounts.sessions.store import SessionStore
from accounts.users.status import change_status
from flows.domain.proofs import Proof
from flows.transaction_rows import stored_proof
from tests.actors import a_user
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def user():
    return a_user("ada@example.com")


def opened(user, now=NOW, idle=2 * HOUR, absolute=24 * HOUR):
    proof = Proof(Authenticator.EMAIL, user.login, "", now)
    return open_session(SignIn(user, [stored_proof(proof)], idle, absolute), now)


def is_signed_in(key, settings):
    visitor = Visitor()
    visitor.http.cookies[settings.SESSION_COOKIE_NAME] = key
    return visitor.get("/me/").status_code == 200


def test_the_key_itself_is_stored_nowhere(user):
    session = opened(user)
    assert session.row.key_hash == hash_secret(session.key)
    stored = str(list(Session.objects.values()))
    assert session.key not in stored


def test_key_has_256_random_bits(user):
    """ASVS 5.0 7.2.3."""
    keys = [opened(user).key for _ in range(20)]
    assert {len(urlsafe_b64decode(key + "=")) for key in keys} == {32}
    # Hardly any bit is the same in all of twenty keys: no part of a key is constant.
    numbers = [int.from_bytes(urlsafe_b64decode(key + "=")) for key in keys]
    assert reduce(or_, (number ^ numbers[0] for number in numbers)).bit_count() > 250


def test_the_hash_from_the_table_opens_nothing(user, settings, time_machine):
    session = opened(user)
    time_machine.move_to(NOW, tick=False)
    assert is_signed_in(session.key, settings)
    assert not is_signed_in(session.row.key_hash, settings)


TIMES = [
    ("at once", timedelta(), True),
    ("a second before two idle hours", 2 * HOUR - timedelta(seconds=1), True),
    ("after two idle hours", 2 * HOUR, False),
]


@pytest.mark.parametrize(("later", "alive"), [line[1:] for line in TIMES], ids=[line[0] for line in TIMES])
def test_an_unused_session_ends(user, settings, time_machine, later, alive):
    session = opened(user)
    time_machine.move_to(NOW + later, tick=False)
    assert is_signed_in(session.key, settings) is alive


def test_a_session_in_use_ends_after_its_day(user, settings, time_machine):
    session = opened(user)
    for hours in range(24):
        time_machine.move_to(NOW + timedelta(hours=hours), tick=False)
        assert is_signed_in(session.key, settings), hours
    time_machine.move_to(NOW + timedelta(hours=24), tick=False)
    assert not is_signed_in(session.key, settings)


@pytest.mark.parametrize("action", [Action.SUSPEND, Action.LOCK, Action.DEACTIVATE, Action.RESET_PASSWORD])
def test_locked_out_user_loses_the_session_at_the_next_page(user, settings, time_machine, action):
    session = opened(user)
    time_machine.move_to(NOW, tick=False)
    assert is_signed_in(session.key, settings)
    change_status(user, action, NOW)
    assert not is_signed_in(session.key, settings)


def test_readmitted_user_signs_in_again(user, settings, time_machine):
    session = opened(user)
    time_machine.move_to(NOW, tick=False)
    change_status(user, Action.SUSPEND, NOW)
    change_status(user, Action.UNSUSPEND, NOW)
    assert not is_signed_in(session.key, settings)


def test_use_is_noted_once_a_minute_and_never_beyond_the_end(user):
    row = opened(user, idle=2 * HOUR, absolute=2 * HOUR).row
    assert not touch(row, NOW + timedelta(seconds=59))
    assert touch(row, NOW + HOUR)
    row.refresh_from_db()
    assert row.idle_expires_at == row.expires_at == NOW + 2 * HOUR


def test_a_session_that_was_ended_stays_ended(user, settings, time_machine):
    session = opened(user)
    time_machine.move_to(NOW, tick=False)
    end_session(session.row.key_hash)
    assert not is_signed_in(session.key, settings)


def test_write_to_an_ended_session_raises_an_error_django_handles(user, time_machine):
    session = opened(user)
    time_machine.move_to(NOW, tick=False)
    store = SessionStore(session.key)
    store["seen"] = True
    end_session(session.row.key_hash)
    with pytest.raises(UpdateError):
        store.save()


def test_sessions_are_purged_when_they_are_over(user):
    opened(user)
    assert purge(NOW + 24 * HOUR) == 0
    assert purge(NOW + 24 * HOUR + timedelta(seconds=1)) == 1


def browsers(user, number=3):
    """Open sessions an hour apart; the last of them is where the user sits."""
    return [
        open_session(
            SignIn(user, [], 9 * HOUR, 24 * HOUR, client=f"Browser {n}", ip_address=f"192.0.2.{n}"),
            NOW + n * HOUR,
        ).row
        for n in range(number)
    ]


def listed(user, here="", now=NOW + 3 * HOUR):
    return [one.client for one in session_views(user, now, here=here)]


def test_user_lists_sessions_with_this_browser_first(user):
    rows = browsers(user)
    open_session(SignIn(a_user("eve@example.com"), [], HOUR, HOUR), NOW)
    shown = session_views(user, NOW + 3 * HOUR, here=rows[0].key_hash)
    assert [one.client for one in shown] == ["Browser 0", "Browser 2", "Browser 1"]
    assert [one.here for one in shown] == [True, False, False]
    assert (shown[0].ip_address, shown[0].created_at) == ("192.0.2.0", NOW)


def test_expired_session_is_not_listed(user):
    browsers(user)
    assert listed(user, now=NOW + 10 * HOUR) == ["Browser 2"]
    change_status(user, Action.SUSPEND, NOW)
    assert listed(user) == []


def test_a_handle_opens_nothing_and_is_no_key(user, settings, time_machine):
    row = browsers(user, 1)[0]
    time_machine.move_to(NOW, tick=False)
    handle = session_views(user, NOW)[0].handle
    assert handle not in (row.key_hash, row.key_hash[:24])
    assert not is_signed_in(handle, settings)


def test_user_ends_only_own_sessions(user):
    browsers(user)
    handle = next(one.handle for one in session_views(user, NOW + 3 * HOUR) if one.client == "Browser 1")
    assert not end_one(a_user("eve@example.com"), handle, NOW + 3 * HOUR)
    assert end_one(user, handle, NOW + 3 * HOUR)
    assert not end_one(user, handle, NOW + 3 * HOUR)
    assert listed(user) == ["Browser 2", "Browser 0"]
    assert Event.objects.get(type="user.session.end").user_id == user.public_id


def test_user_signs_out_every_other_browser_and_stays(user):
    here = browsers(user)[1].key_hash
    assert end_others(user, here, NOW + 3 * HOUR) == 2
    assert listed(user, here) == ["Browser 1"]
    assert end_others(user, here, NOW + 3 * HOUR) == 0
    assert Event.objects.get(type="user.session.clear").detail == {"variant": "others"}


@pytest.mark.postgres
def test_hundred_sessions_are_kept_and_longest_unused_dropped(user):
    rows = browsers(user, 105)
    browsers(a_user("eve@example.com"), 2)
    last = NOW + 105 * HOUR
    Session.objects.update(expires_at=last + HOUR)
    record([Entry("user.session.start", user_id=user.public_id)], now=last)
    assert purge(last) == 5
    kept = set(Session.objects.filter(user=user).values_list("key_hash", flat=True))
    assert kept == {row.key_hash for row in rows[5:]}


def test_a_session_keeps_that_two_factors_were_proved(user):
    row = open_session(SignIn(user, [], HOUR, HOUR, further=True), NOW).row
    assert Session.objects.get(pk=row.pk).further


@pytest.mark.parametrize("persistent", [True, False])
def test_only_a_persistent_sessions_cookie_outlives_the_browser(user, settings, time_machine, persistent):
    session = open_session(SignIn(user, [], 24 * HOUR, 24 * HOUR, persistent=persistent), NOW)
    time_machine.move_to(NOW + HOUR, tick=False)
    store = SessionStore(session.key)
    assert store.get_expire_at_browser_close() is not persistent
    assert store.get_expiry_age() == 23 * 3600
