"""Network zones, and the two apps that are always there."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from applications.models import Application
from policies.domain.rules import Kind
from policies.models import AuthenticationOutcome, NetworkZone, Policy, Rule, SessionOutcome
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event
from tests.administration.members import DOMAIN, WITH_APP

pytestmark = pytest.mark.django_db

ZONES = "policies/networkzone/"
MAX_QUERIES = 30


def test_a_zone_is_written_in_its_shortest_form(desk):
    desk.save(f"{ZONES}add/", {"name": "Office", "networks": "203.0.113.0/24\n2001:0db8::/32\n192.0.2.7"})

    zone = NetworkZone.objects.get()
    assert zone.networks.split() == ["203.0.113.0/24", "2001:db8::/32", "192.0.2.7/32"]
    assert newest_event("zone.create").actor_id == desk.user.public_id
    assert 'field-counted">3<' in desk.open(ZONES).text


@pytest.mark.parametrize(
    ("networks", "said"),
    [
        ("", "required"),
        ("\n \n", "required"),
        ("here", "“here” isn’t a network"),
        ("10.0.0.1/8", "isn’t a network"),
    ],
)
def test_invalid_network_is_refused_at_its_field(desk, networks, said):
    shown = desk.save(f"{ZONES}add/", {"name": "Office", "networks": networks})

    assert said in shown.error_at("networks")
    assert not NetworkZone.objects.exists()


def test_zone_keeps_its_multiplier(desk):
    desk.save(f"{ZONES}add/", {"name": "Office", "networks": "203.0.113.0/24", "limit_multiplier": "20"})

    assert NetworkZone.objects.get().limit_multiplier == 20
    assert 'field-limit_multiplier">20<' in desk.open(ZONES).text


@pytest.mark.parametrize("times", ["0", "-1", "101", "1.5", "many", "", "99999999999999999999"])
def test_multiplier_out_of_bounds_is_refused_at_its_field(desk, times: str):
    values = {"name": "Office", "networks": "203.0.113.0/24", "limit_multiplier": times}
    shown = desk.save(f"{ZONES}add/", values)

    assert shown.error_at("limit_multiplier")
    assert "203.0.113.0/24</textarea>" in shown.text
    assert not NetworkZone.objects.exists()


def test_a_name_is_given_once(desk):
    NetworkZone.objects.create(name="Office", networks="203.0.113.0/24")

    assert desk.save(f"{ZONES}add/", {"name": "Office", "networks": "192.0.2.0/24"}).error_at("name")


def test_a_zone_that_a_rule_names_is_not_deleted_and_says_which(desk):
    zone = NetworkZone.objects.create(name="Office", networks="203.0.113.0/24")
    rule = Rule.objects.create(policy=Policy.objects.create(kind="session", name="P"), name="From the office")
    SessionOutcome.objects.create(rule=rule)
    rule.zones_included.add(zone)
    Rule.objects.filter(pk=rule.pk).update(zones_included_asked=True)

    assert "From the office" in desk.open(f"{ZONES}{zone.pk}/change/").text
    shown = desk.post(f"{ZONES}{zone.pk}/delete/", {"confirmed": "yes"})
    assert "used by these rules: From the office" in shown.said

    rule.delete()
    desk.post(f"{ZONES}{zone.pk}/delete/", {"confirmed": "yes"})
    assert not NetworkZone.objects.exists()
    assert newest_event("zone.delete").actor_id == desk.user.public_id


def page_of(key: str) -> str:
    return f"applications/application/{Application.objects.get(key=key).pk}/change/"


def a_strict_policy(**outcome: object) -> Policy:
    policy = Policy.objects.create(kind="authentication", name="Strict")
    rule = Rule.objects.create(policy=policy, name="For everybody")
    AuthenticationOutcome.objects.create(rule=rule, **outcome)
    return policy


def test_the_two_apps_are_listed_with_their_policies(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(MAX_QUERIES):
        text = desk.open("applications/application/").text

    assert ("Dashboard" in text, 'field-authentication_policy nowrap">Administration' in text) == (True, True)
    assert text.count('field-access_text">Everyone<') == 2


def test_built_in_rows_are_not_deleted(desk):
    assert desk.post(page_of("dashboard").replace("change", "delete"), {"confirmed": "yes"}).status == 403
    assert Application.objects.filter(key="dashboard").exists()


def test_a_label_is_changed_and_the_key_is_not(desk):
    desk.save(page_of("dashboard"), {"label": "My apps", "key": "other"})

    row = Application.objects.get(key="dashboard")
    assert row.label == "My apps"
    assert newest_event("application.lifecycle.update").targets == [{"type": "application", "id": row.key}]


def test_only_authentication_policies_are_offered(desk):
    other = Policy.objects.create(kind="session", name="Sessions of guests")

    shown = desk.save(page_of("dashboard"), {"authentication_policy": other.pk})

    assert "valid choice" in shown.error_at("authentication_policy")


def test_lockout_by_an_apps_new_policy_is_shown_before_it_is_saved(desk, members):
    for number in range(3):
        a_user(f"p{number}@example.com")
    policy = a_strict_policy(allowed=False)

    asked = desk.save(page_of("dashboard"), {"authentication_policy": policy.pk})
    first = f"user{WITH_APP}@{DOMAIN}" if members else "p0@example.com"
    assert ("people would lose access" in asked.text, first in asked.text) == (True, True)
    assert Application.objects.get(key="dashboard").authentication_policy is None

    desk.save(page_of("dashboard"), {"authentication_policy": policy.pk, "confirmed": "yes"})
    assert Application.objects.get(key="dashboard").authentication_policy == policy


def test_administration_policy_that_locks_out_all_is_refused(desk):
    desk.user.set_password("x")
    User.objects.filter(pk=desk.user.pk).update(password=desk.user.password)
    policy = a_strict_policy(allowed=False)

    shown = desk.save(page_of("administration"), {"authentication_policy": policy.pk})

    assert "This would lock every administrator out" in shown.said
    assert Application.objects.get(key="administration").authentication_policy != policy


def test_deleted_rows_are_reported_as_deleted(desk: Desk):
    assert desk.get(f"{ZONES}99/delete/").status_code == 404
    assert desk.post("policies/rule/99/do/up/", {}).status == 404


def test_only_owners_choose_the_policy_of_the_administration():
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    rights = Permission.objects.filter(codename__in=("view_application", "change_application"))
    desk.user.user_permissions.set(rights)

    assert desk.post(page_of("administration"), {"label": "Administration"}).status == 403
    assert desk.save(page_of("dashboard"), {"label": "Start"}).status == 200
    assert Application.objects.get(key="dashboard").label == "Start"


def test_zone_of_the_administrations_policy_is_for_owners():
    limited = Desk("helper@example.com")
    User.objects.filter(pk=limited.user.pk).update(is_superuser=False)
    limited.user.user_permissions.set(Permission.objects.filter(codename__endswith="_networkzone"))
    guard = Policy.objects.get(kind=Kind.AUTHENTICATION, name="Administration")
    named, other = (
        NetworkZone.objects.create(name=name, networks="203.0.113.0/24") for name in ("In", "Out")
    )
    guard.rules.get().zones_included.add(named)

    for zone, status in ((named, 403), (other, 200)):
        page = f"policies/networkzone/{zone.pk}/change/"
        posted = {"name": zone.name, "networks": "0.0.0.0/0", "limit_multiplier": "1", "row_version": "1"}
        assert limited.post(page, posted).status == status, zone
        zone.refresh_from_db()
        assert (zone.networks == "0.0.0.0/0") is (status == 200)
