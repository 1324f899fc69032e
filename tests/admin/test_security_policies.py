from datetime import timedelta

import pytest

from policies.models import AccountProtection, GlobalSessionPolicy, PasswordPolicy
from policies.selectors import current_policies
from tests.admin.desk import newest_event

pytestmark = pytest.mark.django_db

PASSWORD = "policies/passwordpolicy/1/change/"
SESSION = "policies/globalsessionpolicy/1/change/"
PROTECTION = "policies/accountprotection/1/change/"


def test_a_policy_holds_at_once(desk):
    desk.save(SESSION, {"idle_minutes": "30", "absolute_minutes": "600"})

    assert current_policies().session.idle == timedelta(minutes=30)
    event = newest_event("policy.lifecycle.update")
    assert (event.target, event.actor) == ("GlobalSessionPolicy", desk.person)


@pytest.mark.parametrize(
    ("policy", "field", "value"),
    [
        (PASSWORD, "min_length", "7"),
        (PASSWORD, "min_length", "65"),
        (SESSION, "idle_minutes", "0"),
        (SESSION, "idle_minutes", "1441"),
        (SESSION, "absolute_minutes", "43201"),
        (PROTECTION, "challenge_minutes", "4"),
        (PROTECTION, "challenge_minutes", "31"),
    ],
)
def test_a_value_out_of_range_is_refused_at_its_field(desk, policy, field, value):
    assert desk.save(policy, {field: value}).error_at(field)


@pytest.mark.parametrize("kind", ["passwordpolicy", "globalsessionpolicy", "accountprotection"])
def test_there_is_one_row_of_each_and_it_stays(desk, kind):
    assert desk.post(f"policies/{kind}/1/delete/", {"post": "yes"}).status == 403
    assert desk.get(f"policies/{kind}/add/").status_code == 403
    assert desk.get(f"policies/{kind}/").status_code == 302


def test_a_policy_can_be_given_back_the_values_it_came_with(desk):
    desk.save(PASSWORD, {"min_length": "20"})

    desk.post("policies/passwordpolicy/reset/", {})

    assert PasswordPolicy.objects.get().min_length == 15
    assert (GlobalSessionPolicy.objects.count(), AccountProtection.objects.count()) == (1, 1)


def test_a_temporary_password_meets_todays_password_policy(desk):
    desk.save(PASSWORD, {"min_length": "30"})
    ben = {"address": "ben@example.com", "profile_firstName": "Ben", "profile_lastName": "Adeyemi"}

    shown = desk.save("accounts/user/add/", ben | {"start": "temporary_password"})

    assert "30" in shown.error_at("temporary_password")
