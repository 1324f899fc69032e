from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.credentials import access_code, enrollments
from accounts.credentials.enrollment_queries import enrolled
from accounts.domain.authenticators import Authenticator
from accounts.lifecycle import support
from accounts.models import AccessCode, Enrollment, Event
from tests.actors import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ada():
    return a_user("ada@example.com")


@pytest.fixture
def boss():
    return a_user("boss@example.com")


def matched(user, code):
    """The digest that the code matches among what the user has, or nothing."""
    held = [one for one in enrolled(user.pk) if one.authenticator is Authenticator.ACCESS_CODE]
    return access_code.verify(held[0].data, held[0].public_id, code) if held else None


def test_an_administrator_gives_out_a_code_that_lets_in_once(ada, boss):
    code = support.replace_access_code(ada, NOW, actor=boss)
    ada.refresh_from_db()
    assert (len(code), ada.has_authenticators) == (12, True)
    digest = matched(ada, code)
    assert [enrollments.spend_access_code(ada.pk, digest, NOW) for _ in range(2)] == [True, False]
    assert enrolled(ada.pk) == ()
    assert AccessCode.objects.get().issued_by == boss


def test_issue_event_has_user_and_lifetime_but_no_code(ada, boss):
    code = support.replace_access_code(ada, NOW, actor=boss, lifetime=timedelta(minutes=90))
    event = Event.objects.get()
    assert (event.type, event.user_id) == ("user.account.access_code.issue", ada.public_id)
    assert (event.actor_type, event.actor_id) == ("user", boss.public_id)
    assert event.detail == {"minutes": 90}
    rows = [*AccessCode.objects.values(), *Enrollment.objects.values(), *Event.objects.values()]
    assert code not in repr(rows)


def test_code_of_another_user_is_refused(ada, boss):
    digest = matched(ada, support.replace_access_code(ada, NOW, actor=boss))
    assert not enrollments.spend_access_code(boss.pk, digest, NOW)


def test_its_time_is_over_to_the_second(ada, boss, clock):
    code = support.replace_access_code(ada, NOW, actor=boss, lifetime=timedelta(minutes=10))
    digest = matched(ada, code)
    clock.move_to(NOW + timedelta(minutes=10))
    assert matched(ada, code) is None
    assert not enrollments.spend_access_code(ada.pk, digest, NOW + timedelta(minutes=10))
    assert enrollments.spend_access_code(ada.pk, digest, NOW + timedelta(minutes=9, seconds=59))


def test_a_new_code_ends_the_one_before(ada, boss):
    first = support.replace_access_code(ada, NOW, actor=boss)
    second = support.replace_access_code(ada, NOW, actor=boss)
    assert matched(ada, first) is None
    assert matched(ada, second)
    assert AccessCode.objects.count() == Enrollment.objects.count() == 1


@pytest.mark.parametrize("asked", [{"length": 7}, {"length": 65}, {"lifetime": timedelta(minutes=9)}])
def test_a_code_outside_the_bounds_is_not_given_out(ada, boss, asked):
    with pytest.raises(ValueError, match="an access code"):
        support.replace_access_code(ada, NOW, actor=boss, **asked)
    assert not Enrollment.objects.exists()


def test_expired_codes_are_deleted_and_the_user_unmarked(ada, boss):
    support.replace_access_code(ada, NOW, actor=boss)
    assert enrollments.purge(NOW + timedelta(minutes=60)) == 0
    assert enrollments.purge(NOW + timedelta(minutes=61)) == 1
    ada.refresh_from_db()
    assert not ada.has_authenticators
