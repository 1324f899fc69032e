"""ASVS 5.0 2.3.3: a completion is one atomic block, in both front ends."""

from typing import Any

import pytest
from django.db import OperationalError
from django.db.models.signals import post_save

from accounts.models import Event, Membership, Session, User
from tests.actors import PASSWORD
from tests.journeys.drivers import FACES
from tests.journeys.stories import ADA, awaiting_code

pytestmark = pytest.mark.django_db


def lose_the_database(**_: Any) -> None:
    raise OperationalError("the server closed the connection unexpectedly")


@pytest.mark.parametrize("face", FACES)
def test_completion_that_fails_leaves_nothing_and_can_be_repeated(face: str):
    driver = awaiting_code(face)
    driver.submit_code()
    events = Event.objects.filter(type="user.lifecycle.create").count()
    post_save.connect(lose_the_database, sender=Session)
    try:
        with pytest.raises(OperationalError):
            driver.choose_password(PASSWORD)
    finally:
        post_save.disconnect(lose_the_database, sender=Session)
    kept = (User, Membership, Session)
    assert [model.objects.count() for model in kept] == [0, 0, 0]
    assert Event.objects.filter(type="user.lifecycle.create").count() == events
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert User.objects.get().has_usable_password()
