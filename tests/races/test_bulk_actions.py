"""Several workers at one bulk action: each user is handled once."""

import pytest
from django.utils import timezone

from accounts.lifecycle.bulk_actions import prepare, start, work_on_bulk_actions
from accounts.models import Event
from tests.actors import a_user
from tests.administration.desk import Desk
from tests.races.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_workers_at_once_handle_each_user_once():
    now, owner = timezone.now(), Desk().user
    ids = [a_user(f"person{number}@example.com").pk for number in range(12)]
    job = prepare("suspend", ids, now)
    assert sum(at_once(lambda _: start(job, actor=owner, now=now), 5)) == 1
    at_once(lambda _: work_on_bulk_actions(), 5)
    work_on_bulk_actions()
    job.refresh_from_db()
    assert (job.done_count, job.skipped_count) == (12, 0)
    assert Event.objects.filter(type="user.lifecycle.suspend").count() == 12
