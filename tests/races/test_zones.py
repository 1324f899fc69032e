"""A network zone that is deleted while a rule begins to name it."""

from threading import Event

import pytest
from django.db import transaction

from accounts.domain.violations import ValidationFailed
from policies.domain.rules import Kind
from policies.models import NetworkZone
from policies.services.zones import delete_zone, save_zone
from tests.policies.rows import add_policy, add_rule, author
from tests.races.together import WAIT_SECONDS, beside, wait_until_one_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres(only=True)]


def test_zone_that_a_rule_begins_to_name_is_not_deleted():
    zone = save_zone(NetworkZone(name="Office", networks="203.0.113.0/24"), author())
    policy, saved = add_policy(Kind.SESSION), Event()

    def name() -> None:
        with transaction.atomic():
            add_rule(policy, {"zones_included": [zone]})
            saved.set()
            wait_until_one_waits()

    def delete() -> str:
        saved.wait(WAIT_SECONDS)
        with pytest.raises(ValidationFailed) as refused:
            delete_zone(NetworkZone.objects.get(pk=zone.pk), author())
        return refused.value.violations[0].code

    assert beside(name, delete)[1] == "ssr.policy.zone_used"
    assert policy.rules.get().zones_included.get() == zone
