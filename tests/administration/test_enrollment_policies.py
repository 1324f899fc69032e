import re

import pytest

from accounts.models import Group, ProfileAttribute
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import enrollment_policy
from tests.administration.desk import Desk, newest_event
from tests.group_rules import a_rule, is_one_of

pytestmark = pytest.mark.django_db

ADD = "enrollment/profileenrollmentpolicy/add/"
NEW = {"name": "Partners", "sign_up_allowed": "on", "dashboard": "on"}


def page_of(name: str) -> str:
    row = ProfileEnrollmentPolicy.objects.get(name=name)
    return f"enrollment/profileenrollmentpolicy/{row.pk}/change/"


def keys(name: str) -> list[str]:
    policy = ProfileEnrollmentPolicy.objects.get(name=name)
    return [field.attribute.key for field in policy.form_fields.all()]


def row(place: int, key: str, position: int | str, **more: str) -> dict[str, object]:
    attribute = ProfileAttribute.objects.get(key=key).pk
    cells = {"attribute": attribute, "position": position, **more}
    return {f"form_fields-{place}-{name}": value for name, value in cells.items()}


def with_city(desk: Desk) -> None:
    desk.save(ADD, NEW | row(2, "city", 40, label="Your town", help="Where you live"))


def test_new_policy_starts_with_email_and_names_and_serves_sign_up(desk):
    shown = desk.save(ADD, NEW)

    assert (shown.said.count("error"), keys("Partners")) == (0, ["email", "firstName", "lastName"])
    policy = enrollment_policy()
    assert (policy.name, policy.items[0].required) == ("Partners", True)
    assert newest_event("policy.lifecycle.create").actor_id == desk.user.public_id


@pytest.mark.postgres
def test_fields_come_in_the_order_of_their_numbers_and_are_numbered_anew(desk):
    with_city(desk)

    desk.save(page_of("Partners"), {"form_fields-3-position": "15"})

    assert keys("Partners") == ["email", "city", "firstName", "lastName"]
    rows = ProfileEnrollmentPolicy.objects.get(name="Partners").form_fields.all()
    assert [field.position for field in rows] == [10, 20, 30, 40]
    assert (rows[1].label, rows[1].help) == ("Your town", "Where you live")


def test_an_empty_row_has_no_number_and_comes_last_when_it_is_used(desk):
    shown = desk.open(page_of("Default policy")).text
    assert 'name="form_fields-2-position" value="30"' in shown
    assert re.search(r'name="form_fields-3-position"(?! value)', shown)

    desk.save(page_of("Default policy"), row(3, "city", ""))

    rows = ProfileEnrollmentPolicy.objects.get(name="Default policy").form_fields.all()
    assert [(field.attribute.key, field.position) for field in rows][-1] == ("city", 40)


def test_an_empty_row_that_was_only_numbered_is_no_field(desk):
    shown = desk.save(ADD, NEW | {"form_fields-2-position": "50"})

    assert ("required" in shown.said, keys("Partners")) == (False, ["email", "firstName", "lastName"])


def test_the_email_stays_first_whatever_is_posted(desk):
    desk.save(ADD, NEW)

    desk.save(page_of("Partners"), {"form_fields-0-position": "99", "form_fields-0-DELETE": "on"})

    assert keys("Partners")[0] == "email"


def test_a_field_is_taken_off_the_form(desk):
    with_city(desk)

    desk.save(page_of("Partners"), {"form_fields-2-DELETE": "on"})

    assert keys("Partners") == ["email", "firstName", "city"]


def test_a_form_has_thirty_fields_at_most(desk):
    desk.save(ADD, {"name": "Partners"})
    for number in range(30):
        ProfileAttribute.objects.create(key=f"extra{number}", type="string", title=f"Extra {number}")
    rows: dict[str, object] = {"form_fields-TOTAL_FORMS": "33"}
    for number in range(30):
        rows |= row(number + 3, f"extra{number}", 100 + number)

    shown = desk.save(page_of("Partners"), rows)

    assert "up to 30 fields" in shown.text
    assert keys("Partners") == ["email", "firstName", "lastName"]


def test_attribute_is_on_the_form_once(desk):
    shown = desk.save(ADD, NEW | row(2, "lastName", 40))

    assert "duplicate" in shown.text
    assert not ProfileEnrollmentPolicy.objects.filter(name="Partners").exists()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"password_page": "none"}, "password_page", "people need a password"),
        ({"allowed_domains": "example.com"}, "email_verification", "Require email verification"),
        ({"denied_domains": "not a domain"}, "denied_domains", "isn’t a domain name"),
    ],
)
def test_a_policy_that_is_not_safe_is_refused_at_the_right_field(desk, changes, field, said):
    shown = desk.save(ADD, NEW | changes, drop="email_verification")

    assert said in shown.error_at(field)


def test_domains_are_kept_as_the_network_writes_them(desk):
    desk.save(ADD, NEW | {"allowed_domains": "@Example.COM\nbücher.example\n"})

    assert enrollment_policy().allowed_domains == {"example.com", "xn--bcher-kva.example"}


def test_the_dashboard_moves_to_the_policy_that_asks_for_it(desk):
    desk.save(ADD, NEW)

    desk.save(ADD, NEW | {"name": "Staff"})

    serving = ProfileEnrollmentPolicy.objects.filter(dashboard=True)
    assert [policy.name for policy in serving] == ["Staff"]


def test_default_policy_cannot_be_deleted_and_serves_as_fallback(desk):
    desk.save(ADD, NEW)
    desk.post(page_of("Partners").replace("change", "delete"), {"post": "yes"})

    refused = desk.post(page_of("Default policy").replace("change", "delete"), {"post": "yes"})

    assert (refused.status, enrollment_policy().name) == (403, "Default policy")
    assert newest_event("policy.lifecycle.delete").actor_id == desk.user.public_id


def test_policy_has_a_summary(desk):
    group = Group.objects.create(name="Members", created_at=desk.user.created_at)
    desk.save(ADD, NEW | {"groups": [group.pk]})

    shown = desk.open(page_of("Partners")).text

    assert "The /signup page shows this form. People verify their email address" in shown
    assert "New users join Members." in shown


def test_the_sentence_follows_the_form_before_it_is_saved(desk):
    data = {**NEW, "password_page": "none", "email_verification": "on", "dashboard": ""}

    answer = desk.client.post("/admin/enrollment/profileenrollmentpolicy/effect/?id=", data)

    said = answer.json()["text"]
    assert "Nothing uses this form yet" in said
    assert "People don’t have a password" in said
    assert not ProfileEnrollmentPolicy.objects.filter(name="Partners").exists()


def test_prevention_is_refused_with_an_unverified_form_which_is_named(desk):
    desk.save(ADD, NEW, drop="email_verification")

    shown = desk.save("policies/accountprotection/1/change/", {"hide_at_sign_up": "on"})

    assert "Partners" in shown.error_at("hide_at_sign_up")


def test_a_form_without_verification_is_refused_while_prevention_is_on(desk):
    desk.save("policies/accountprotection/1/change/", {"hide_at_sign_up": "on"})

    shown = desk.save(ADD, NEW, drop="email_verification")

    assert "User enumeration prevention at sign-up" in shown.error_at("email_verification")


def test_field_can_depend_on_one_above_it_only(desk):
    ProfileAttribute.objects.create(key="news", type="boolean", title="Newsletter")
    desk.save(ADD, NEW | row(2, "city", 40, shown_if="news", shown_if_comparison="checked"))
    assert not ProfileEnrollmentPolicy.objects.filter(name="Partners").exists()

    rows = row(2, "city", 50, shown_if="news", shown_if_comparison="checked") | row(
        3, "news", 40, at_sign_up="on"
    )
    desk.save(ADD, NEW | rows | {"form_fields-TOTAL_FORMS": "4"})
    assert keys("Partners") == ["email", "firstName", "lastName", "news", "city"]

    shown = desk.save(page_of("Partners"), {"form_fields-4-position": "5"})
    said = shown.error_at("form_fields-4-shown_if")
    assert "“City” depends on “news”, which isn’t a field above it." in said
    assert keys("Partners")[-1] == "city"


def test_faults_of_fields_stand_at_their_open_cards(desk):
    ProfileAttribute.objects.create(key="news", type="boolean", title="Newsletter")
    desk.save(ADD, NEW | row(2, "news", 40, at_sign_up="on"))
    more = row(4, "city", 50, at_sign_up="on", shown_if="news", shown_if_comparison="one_of") | {
        "form_fields-TOTAL_FORMS": "5",
        "form_fields-1-help": "Given\u202e name",
        "form_fields-3-options": "yes: Yes",
    }

    shown = desk.save(page_of("Partners"), more)
    assert "a character we can’t save" in shown.error_at("form_fields-1-help")
    shown = desk.save(page_of("Partners"), {**more, "form_fields-1-help": ""})

    errors = {
        f"form_fields-{place}-{name}": f'<details class="form-card-more" open><summary>{summary}'
        for place, name, summary in ((3, "options", "Options"), (4, "shown_if_comparison", "Condition"))
    }
    assert all(shown.error_at(name) for name in errors)
    assert [name for name, part in errors.items() if part not in shown.text] == []
    assert '<a href="#id_form_fields-4-shown_if_comparison">' in shown.text
    assert "nonform" not in shown.text
    assert keys("Partners") == ["email", "firstName", "lastName", "news"]


def test_warnings_are_beside_the_summary_of_the_unsaved_form(desk):
    a_rule(is_one_of("city", "Cork"), name="People of Cork")
    page = page_of("Default policy")
    unsaved = desk.form(page) | row(3, "city", 90, at_sign_up="on") | {"form_fields-TOTAL_FORMS": "4"}
    path = ProfileEnrollmentPolicy.objects.get(name="Default policy").pk
    shown = desk.client.post(f"/admin/enrollment/profileenrollmentpolicy/effect/?id={path}", unsaved)
    warning = "People choose “City” themselves, and a group rule puts them into groups by it."
    assert shown.json()["warnings"] == [warning]
    desk.save(page, row(3, "city", 90, at_sign_up="on"))
    assert f"<li>{warning}</li>" in desk.open(page).text
