"""Group rules in the administration: the table of conditions, who matches, and what a save would do."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.group_rules import Condition, Fact, Operator, read_conditions
from accounts.models import Event, GroupRule, Membership, ProfileAttribute, User
from accounts.profile.rule_recomputation import recompute_due
from accounts.users.groups import add_members
from applications.models import Application
from enrollment.models import ProfileEnrollmentPolicy
from tests.actors import a_user
from tests.administration.desk import Desk, Shown, newest_event
from tests.group_rules import FINANCE, a_group, a_rule, about, change_rule, groups_by_rules, is_one_of

pytestmark = pytest.mark.django_db
ADD = "accounts/grouprule/add/"
CONFIRMED = {"confirmed": "yes"}


def page_of(rule: GroupRule) -> str:
    return f"accounts/grouprule/{rule.pk}/change/"


def row(place: int, fact: str, values: str = "", operator: str = "is", join: str = "and") -> dict[str, str]:
    columns = {"fact": fact, "values": values, "operator": operator, "join": join}
    return {f"when-{place}-{name}": value for name, value in columns.items()}


def rule_form(*rows: dict[str, str], name: str = "Finance people", **more: object) -> dict[str, object]:
    found: dict[str, object] = {"name": name, "groups": [str(a_group("Finance").pk)], **more}
    for columns in rows:
        found |= columns
    return found


def saved() -> GroupRule:
    return GroupRule.objects.get()


def department(user: User, value: str) -> None:
    User.objects.filter(pk=user.pk).update(profile={"department": value})


def test_rule_is_created_from_rows_and_shown_as_a_sentence(desk: Desk):
    Application.objects.create(key="shop", label="Shop")
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    raise_version()
    form = rule_form(
        row(0, "attribute:department", "Finance\n Accounting \n"),
        row(1, "email_domain", "Example.com"),
        row(2, "application", "shop", join="or"),
        {"when-TOTAL_FORMS": "5"},
        row(4, "policy", policy.name, join="or"),
    )

    desk.save(ADD, form | CONFIRMED)

    assert read_conditions(saved().conditions) == (
        is_one_of("department", "Finance", "Accounting"),
        about(Fact.EMAIL_DOMAIN, "example.com"),
        Condition(Fact.APPLICATION, values=("shop",), alternative=True),
        Condition(Fact.POLICY, values=(policy.public_id,), alternative=True),
    )
    assert saved().trusts_user_values
    assert newest_event("group.rule.create").actor_id == desk.user.public_id
    sentence = (
        "If department is Finance or Accounting and (the verified email domain is example.com or the user "
        f"signed up for Shop or the user signed up by {policy.name}), add to Finance."
    )
    assert sentence in desk.open("accounts/grouprule/").text
    assert sentence in desk.open(page_of(saved())).text


def test_form_shows_a_rule_as_it_was_saved(desk: Desk):
    a_rule(FINANCE, Condition(Fact.ATTRIBUTE, Operator.CONTAINS, "city", ("Cork", "Rome"), True))
    before = saved().conditions
    shown = desk.form(page_of(saved()))
    assert (shown["when-0-fact"], shown["when-1-fact"]) == (["attribute:department"], ["attribute:city"])
    assert (shown["when-1-join"], shown["when-1-operator"]) == (["or"], ["contains"])

    desk.save(page_of(saved()), {"name": "Renamed"})

    assert (saved().name, saved().conditions) == ("Renamed", before)


def test_emptied_row_is_removed(desk: Desk):
    a_rule(FINANCE, is_one_of("city", "Cork"))
    desk.save(page_of(saved()), row(0, ""))
    assert read_conditions(saved().conditions) == (is_one_of("city", "Cork"),)


@pytest.mark.parametrize(
    ("rows", "field", "words"),
    [
        ([row(0, "", "Finance")], "when-0-fact", "Choose what to compare"),
        ([row(1, "attribute:department")], "when-1-values", "Enter at least one value"),
        ([row(0, "application", "nothing")], "when-0-values", "No application has the client ID “nothing”"),
        ([row(0, "policy", "nothing")], "when-0-values", "No policy has the name “nothing”"),
        ([row(0, "email_domain", "no domain")], "when-0-values", "isn’t a domain"),
        ([row(0, "email_domain", "a.example", "contains")], "when-0-operator", "is one of"),
        ([row(0, "attribute:countryCode", "DE", "contains")], "when-0-operator", "isn’t text"),
        ([row(0, "attribute:countryCode", "Atlantis")], "when-0-values", ""),
        ([row(0, "attribute:department", "x" * 256)], "when-0-values", "at most 255 characters"),
    ],
)
def test_wrong_row_is_refused_at_its_field(desk: Desk, rows, field, words):
    shown = desk.save(ADD, rule_form(*rows) | CONFIRMED)
    assert shown.error_at(field)
    assert words in shown.error_at(field)
    assert f'href="#id_{field}"' in shown.text
    assert not GroupRule.objects.exists()


def test_unknown_fact_and_missing_conditions_are_refused(desk: Desk):
    shown = desk.save(ADD, rule_form(row(0, "attribute:nothing", "x")))
    assert "attribute:nothing" in shown.error_at("when-0-fact")
    assert "Add at least one condition" in desk.save(ADD, rule_form()).text
    assert not GroupRule.objects.exists()


def test_address_is_no_fact_to_choose(desk: Desk):
    assert "attribute:email" not in desk.open(ADD).text


def test_more_rows_are_shown_with_what_was_typed(desk: Desk):
    shown = desk.save(ADD, rule_form(row(2, "attribute:department", "Finance")) | {"_rows": ""})
    assert desk.form_of(shown)["when-TOTAL_FORMS"] == ["6"]
    assert desk.form_of(shown)["when-2-values"] == ["Finance"]
    assert "There’s a problem" not in shown.text
    assert not GroupRule.objects.exists()


def test_test_of_an_unsaved_rule_counts_and_names_ten(desk: Desk):
    for number in range(12):
        department(a_user(f"u{number}@example.com"), "Finance" if number else "Sales")
    shown = desk.save(ADD, rule_form(row(0, "attribute:department", "finance")) | {"_test": ""})
    assert "11 people match" in shown.text
    assert [f"u{number}@example.com" in shown.text for number in (0, 1, 2, 11)] == [False, False, True, True]
    assert "would join a group: 11." in shown.text
    assert not GroupRule.objects.exists()


def test_test_names_people_only_to_who_may_view_them():
    department(a_user("ada@example.com"), "Finance")
    helper = with_permissions("view_group", "add_grouprule", "change_grouprule", "view_grouprule")
    form = rule_form(row(0, "attribute:department", "Finance")) | {"_test": ""}
    shown = helper.save(ADD, form)
    assert ("1 person matches" in shown.text, "ada@example.com" in shown.text) == (True, False)


def with_permissions(*codenames: str) -> Desk:
    helper = Desk("helper@example.com")
    User.objects.filter(pk=helper.user.pk).update(is_superuser=False)
    helper.user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return helper


def test_confirmation_says_who_joins_and_leaves_before_anything_is_saved(desk: Desk):
    ada, bo = a_user("ada@example.com"), a_user("bo@example.com")
    department(ada, "Finance")
    department(bo, "Sales")
    rule = a_rule()
    recompute_due(timezone.now())
    assert groups_by_rules(ada) == ["Finance"]

    asked = desk.save(page_of(rule), row(0, "attribute:department", "Sales"))

    assert "would join a group: 1." in asked.text
    assert "would leave a group: 1." in asked.text
    assert read_conditions(saved().conditions) == (FINANCE,)

    desk.post(page_of(rule), desk.form_of(_confirm_form(asked)))
    recompute_due(timezone.now())
    assert (groups_by_rules(ada), groups_by_rules(bo)) == ([], ["Finance"])


def _confirm_form(asked: Shown) -> Shown:
    assert 'id="confirm_form"' in asked.text
    return asked


def test_attribute_that_people_write_is_confirmed_once(desk: Desk):
    form = rule_form(row(0, "attribute:department", "Finance"))
    asked = desk.save(ADD, form)
    assert "People can change these attributes themselves" in asked.text
    assert "their groups: Department." in asked.text
    assert not GroupRule.objects.exists()
    desk.save(ADD, form | CONFIRMED)
    assert saved().trusts_user_values

    desk.save(page_of(saved()), {"name": "Other name"})
    assert saved().name == "Other name"
    asked = desk.save(page_of(saved()), row(1, "attribute:city", "Cork"))
    assert "their groups: City." in asked.text
    assert len(saved().conditions) == 1


def test_attribute_of_administrators_needs_no_confirmation(desk: Desk):
    desk.save(ADD, rule_form(row(0, "attribute:userType", "staff")))
    assert not saved().trusts_user_values

    attribute = ProfileAttribute.objects.get(key="userType")
    shown = desk.save(f"accounts/profileattribute/{attribute.pk}/change/", {"permission": "read_write"})
    assert "Finance people" in shown.error_at("permission")


def test_deactivated_rule_asks_first_and_removes_its_memberships(desk: Desk):
    ada = a_user("ada@example.com")
    department(ada, "Finance")
    rule = a_rule()
    recompute_due(timezone.now())
    asked = desk.save(page_of(rule), drop="active")
    assert "would leave a group: 1." in asked.text
    desk.save(page_of(rule), CONFIRMED, drop="active")
    recompute_due(timezone.now())
    assert (saved().active, groups_by_rules(ada)) == (False, [])
    assert newest_event("group.rule.deactivate").targets[0]["id"] == rule.public_id


def test_deleted_rule_is_gone_and_its_memberships_follow(desk: Desk):
    ada = a_user("ada@example.com")
    department(ada, "Finance")
    rule = a_rule()
    recompute_due(timezone.now())
    desk.post(f"accounts/grouprule/{rule.pk}/delete/", {"post": "yes"})
    recompute_due(timezone.now())
    assert (GroupRule.objects.exists(), groups_by_rules(ada)) == (False, [])
    assert newest_event("group.rule.delete").actor_id == desk.user.public_id


def test_list_says_whether_memberships_are_up_to_date(desk: Desk):
    a_rule()
    assert "being updated" in desk.open("accounts/grouprule/").text
    recompute_due(timezone.now())
    recompute_due(timezone.now() + timezone.timedelta(minutes=2))
    assert "up to date" in desk.open("accounts/grouprule/").text


def test_edit_of_an_older_version_is_not_saved(desk: Desk):
    rule = a_rule(is_one_of("userType", "staff"))
    form = desk.form(page_of(rule))
    change_rule(rule, is_one_of("userType", "guest"))
    shown = desk.post(page_of(rule), form | {"name": "Mine"})
    assert "changed while you were editing" in shown.text
    assert saved().name == "Rule"


def test_viewer_sees_the_sentence_and_no_form():
    rule = a_rule()
    shown = with_permissions("view_grouprule").open(page_of(rule))
    assert "If department is Finance, add to Finance." in shown.text
    assert "when-0-fact" not in shown.text


def test_membership_by_a_rule_is_not_removed_on_the_users_page(desk: Desk):
    ada = a_user("ada@example.com")
    department(ada, "Finance")
    a_rule()
    recompute_due(timezone.now())
    add_members([a_group("Staff").pk], [ada.pk], actor=None, now=timezone.now())
    page, place = f"accounts/user/{ada.pk}/change/", rows_of(ada).index("rule")
    assert f'disabled id="id_memberships-{place}-DELETE"' in desk.open(page).text
    desk.save(page, {"profile_lastName": "O", f"memberships-{place}-DELETE": "on"})
    assert groups_by_rules(ada) == ["Finance"]

    desk.save(page, {"profile_lastName": "O", f"memberships-{1 - place}-DELETE": "on"})
    assert groups_by_rules(ada) == ["Finance"]
    assert not Membership.objects.filter(user=ada, group__name="Staff").exists()
    assert Event.objects.filter(type="group.user_membership.remove").count() == 1


def rows_of(user: User) -> list[str]:
    return list(Membership.objects.filter(user=user).values_list("source", flat=True))
