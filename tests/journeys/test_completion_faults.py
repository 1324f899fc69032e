"""ASVS 5.0 2.3.3: a completion is one atomic block, in both front ends."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.models import Event, Membership, Session, User
from tests.actors import PASSWORD
from tests.journeys.drivers import FRONT_ENDS
from tests.journeys.stories import ADA, awaiting_code

pytestmark = pytest.mark.django_db


def lose_the_database(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
    if sql.startswith('INSERT INTO "accounts_session"'):
        raise OperationalError("the server closed the connection unexpectedly")
    return execute(sql, parameters, many, context)


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_completion_that_fails_leaves_nothing_and_can_be_repeated(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    events = Event.objects.filter(type="user.lifecycle.create").count()
    with connection.execute_wrapper(lose_the_database), pytest.raises(OperationalError):
        driver.choose_password(PASSWORD)
    kept = (User, Membership, Session)
    assert [model.objects.count() for model in kept] == [0, 0, 0]
    assert Event.objects.filter(type="user.lifecycle.create").count() == events
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert User.objects.get().has_usable_password()
