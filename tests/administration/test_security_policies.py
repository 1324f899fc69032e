import pytest

from accounts.configuration_cache import raise_version
from policies.models import AccountProtection, PasswordOutcome
from policies.selectors import current_policies
from tests.administration.desk import newest_event

pytestmark = pytest.mark.django_db

PROTECTION = "policies/accountprotection/1/change/"


def test_protection_holds_at_once(desk):
    desk.save(PROTECTION, {"hide_at_recovery": "on"})

    assert current_policies().protection.hide_at_recovery
    event = newest_event("policy.lifecycle.update")
    assert event.targets == [{"type": "account_protection", "id": ""}]
    assert event.actor_id == desk.user.public_id


@pytest.mark.parametrize("value", ["4", "31"])
def test_a_value_out_of_range_is_refused_at_its_field(desk, value):
    assert desk.save(PROTECTION, {"challenge_minutes": value}).error_at("challenge_minutes")


def test_there_is_one_row_and_it_stays(desk):
    assert desk.post("policies/accountprotection/1/delete/", {"post": "yes"}).status == 403
    assert desk.get("policies/accountprotection/add/").status_code == 403
    assert desk.get("policies/accountprotection/").status_code == 302


def test_protection_can_be_given_back_the_values_it_came_with(desk):
    desk.save(PROTECTION, {"challenge_minutes": "20"})

    desk.post("policies/accountprotection/reset/", {})

    assert AccountProtection.objects.get().challenge_minutes == 10


def test_a_temporary_password_meets_todays_password_policy(desk):
    PasswordOutcome.objects.update(min_length=30)
    raise_version()
    ben = {"address": "ben@example.com", "profile_firstName": "Ben", "profile_lastName": "Adeyemi"}

    shown = desk.save("accounts/user/add/", ben | {"start": "temporary_password"})

    assert "30" in shown.error_at("temporary_password")
