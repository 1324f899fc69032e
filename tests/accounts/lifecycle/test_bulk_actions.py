"""One action on many users: each once, with a result and an event, by the rights of the moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.domain.violations import ValidationFailed
from accounts.events.log import Origin, events_from
from accounts.lifecycle import bulk_actions
from accounts.lifecycle.bulk_actions import prepare, start, work_on_bulk_actions
from accounts.lifecycle.user_services import USER_SERVICES, UserService
from accounts.models import BulkAction, Event, User
from tests.actors import a_user
from tests.administration.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = timezone.now()


@pytest.fixture
def admin() -> User:
    return Desk().user


def people(count: int) -> list[int]:
    return [a_user(f"person{number}@example.com").pk for number in range(count)]


def started(admin: User, user_ids: list[int], action: str = "suspend") -> BulkAction:
    job = prepare(action, user_ids, NOW)
    with events_from(Origin("203.0.113.9", "curl/8.5.0")):
        assert start(job, actor=admin, now=NOW)
    return job


def results(job: BulkAction) -> tuple[int, int, bool]:
    job.refresh_from_db()
    return job.done_count, job.skipped_count, job.ended_at is not None


def codes(job: BulkAction) -> list[str]:
    return [problem["code"] for item in job.items.order_by("id") for problem in item.problems]


def test_each_user_has_a_result_and_an_event_of_the_administrator(admin):
    ids = people(4)
    User.objects.filter(pk=ids[1]).update(status=Status.SUSPENDED)
    job = started(admin, ids)

    assert (work_on_bulk_actions(), results(job)) == (4, (3, 1, True))

    assert codes(job) == ["ssr.person.status"]
    events = Event.objects.filter(type="user.lifecycle.suspend")
    assert [event.actor_id for event in events] == [admin.public_id] * 3
    contexts = {(event.context_id, event.context.ip_address, event.context.client) for event in events}
    assert (len(contexts), {context[1:] for context in contexts}) == (3, {("203.0.113.9", "curl")})
    assert (work_on_bulk_actions(), start(job, actor=admin, now=NOW)) == (0, False)


def test_nothing_happens_before_the_start(admin):
    prepare("suspend", people(1), NOW)
    assert work_on_bulk_actions() == 0
    assert not User.objects.filter(status=Status.SUSPENDED).exists()


def test_lost_permission_stops_what_is_left(admin):
    other = Desk("second@example.com").user
    job = started(other, people(2))
    assert bulk_actions._do_next(job.pk, NOW)
    User.objects.filter(pk=other.pk).update(is_superuser=False, is_staff=False)
    work_on_bulk_actions()
    assert (results(job), codes(job)) == ((1, 1, True), ["ssr.bulk_action.forbidden"])


def test_interrupted_job_goes_on_where_it_was(admin, monkeypatch):
    suspend, seen = USER_SERVICES["suspend"], []

    def killed(user_id, **options):
        seen.append(user_id)
        user = suspend.run(user_id, **options)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return user

    monkeypatch.setitem(USER_SERVICES, "suspend", UserService(killed, suspend.permission))
    job = started(admin, people(3))
    with pytest.raises(KeyboardInterrupt):
        work_on_bulk_actions()
    assert (results(job), User.objects.filter(status=Status.SUSPENDED).count()) == ((1, 0, False), 1)
    work_on_bulk_actions()
    assert results(job) == (3, 0, True)
    assert Event.objects.filter(type="user.lifecycle.suspend").count() == 3


def test_fault_for_one_user_does_not_hold_up_the_others(admin, monkeypatch):
    def faulty(user_id, **_options):
        raise RuntimeError

    monkeypatch.setitem(USER_SERVICES, "suspend", UserService(faulty, "accounts.support_user"))
    job = started(admin, people(2))
    work_on_bulk_actions()
    assert (results(job), set(codes(job))) == ((0, 2, True), {"ssr.bulk_action.fault"})


def test_deleted_users_are_counted(admin):
    ids = people(2)
    User.objects.filter(pk__in=ids).update(status=Status.DEPROVISIONED, login=None)
    job = started(admin, ids, "delete")
    work_on_bulk_actions()
    assert (results(job), job.items.count()) == ((2, 0, True), 0)


def test_number_of_users_is_bounded(monkeypatch):
    monkeypatch.setattr(bulk_actions, "MAX_USERS", 2)
    with pytest.raises(ValidationFailed):
        prepare("suspend", people(3), NOW)
    assert not BulkAction.objects.exists()


def test_jobs_are_deleted_after_a_week_or_unstarted_after_a_day(admin, monkeypatch):
    monkeypatch.setattr(bulk_actions, "PURGED_AT_ONCE", 2)
    ids = people(2)
    job = started(admin, ids)
    for _ in range(5):
        prepare("suspend", ids, NOW)
    assert bulk_actions.purge(NOW + timedelta(hours=23)) == 0
    assert bulk_actions.purge(NOW + timedelta(hours=25)) == 5 * 3
    assert list(BulkAction.objects.values_list("pk", flat=True)) == [job.pk]
    assert bulk_actions.purge(NOW + timedelta(days=6)) == 0
    assert bulk_actions.purge(NOW + timedelta(days=8)) == 3
