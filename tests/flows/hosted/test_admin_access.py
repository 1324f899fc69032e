"""The session that the administrators' link opens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.identifiers import parse_email
from accounts.lifecycle.admin_access import issue_link
from accounts.models import Session
from policies.domain.rules import Kind
from policies.models import NetworkZone
from tests.policies.rows import add_policy, add_rule, group, owner

pytestmark = pytest.mark.django_db
ROOT = "root@example.com"


def time_of_a_session() -> timedelta:
    Client().post(issue_link(parse_email(ROOT), timezone.now()))
    row = Session.objects.latest("created_at")
    return row.expires_at - row.created_at


def test_it_lasts_as_long_as_the_policies_of_the_administrators_groups_say():
    policy = add_policy(Kind.SESSION, "Administrators", group("A", owner(ROOT)))
    add_rule(policy, absolute_minutes=60, idle_minutes=60)
    assert time_of_a_session() == timedelta(hours=1)


def test_it_lasts_as_long_as_the_policies_of_the_network_say():
    here = NetworkZone.objects.create(name="Here", networks="127.0.0.0/8")
    policy = add_policy(Kind.SESSION, "Administrators", group("A", owner(ROOT)))
    add_rule(policy, {"zones_included": [here]}, absolute_minutes=60, idle_minutes=60)
    assert time_of_a_session() == timedelta(hours=1)
