"""Saving and deleting group rules: checks, events, and what they keep from being deleted."""

import pytest
from django.utils import timezone

from accounts.domain.attributes import Permission
from accounts.domain.group_rules import Condition, Fact
from accounts.domain.violations import ValidationFailed
from accounts.models import Event, Group, GroupRule, ProfileAttribute, RuleRecomputation
from accounts.profile.rule_changes import RuleDraft, delete_rule, save_rule
from accounts.profile.schema_changes import delete_attribute, save_attribute
from accounts.users.groups import delete_group
from applications.models import Application
from applications.services.apps import author, delete_application
from applications.services.policies import delete_enrollment_policy
from enrollment.models import ProfileEnrollmentPolicy
from tests.group_rules import FINANCE, a_group, a_rule, about, change_rule, is_one_of

pytestmark = pytest.mark.django_db


def refused(work) -> list[tuple[str, str, tuple[str, ...]]]:
    with pytest.raises(ValidationFailed) as failure:
        work()
    return [(wrong.field, wrong.code, wrong.params) for wrong in failure.value.violations]


def saved(name: str, conditions: tuple[Condition, ...], groups: tuple[Group, ...], *, trusts: bool = True):
    draft = RuleDraft(GroupRule(name=name, trusts_user_values=trusts), conditions, groups)
    return save_rule(draft, actor=None, now=timezone.now())


def test_everything_wrong_is_refused_at_once():
    wrong = refused(lambda: saved(" ", (is_one_of("nothing", "x"),), ()))
    assert [(field, code) for field, code, _params in wrong] == [
        ("name", "ssr.group_rule.name.blank"),
        ("when[0].attribute", "ssr.group_rule.attribute.unknown"),
        ("groups", "ssr.group_rule.groups.missing"),
    ]
    assert not GroupRule.objects.exists()


def test_name_belongs_to_one_rule():
    a_rule(name="Staff")
    wrong = refused(lambda: saved("Staff\u200b", (FINANCE,), (a_group("Finance"),)))
    assert wrong == [("name", "ssr.group_rule.name.taken", ("Staff",))]


def test_attribute_that_users_write_needs_a_confirmation():
    wrong = refused(lambda: saved("Staff", (FINANCE,), (a_group("Finance"),), trusts=False))
    assert wrong == [("trusts_user_values", "ssr.group_rule.trust", ("Department",))]
    saved("Staff", (is_one_of("userType", "staff"),), (a_group("Finance"),), trusts=False)


def test_trusted_attribute_does_not_become_one_that_users_write():
    a_rule(is_one_of("userType", "staff"), name="Staff", trusts_user_values=False)
    row = ProfileAttribute.objects.get(key="userType")
    row.permission = Permission.READ_WRITE.value

    wrong = refused(lambda: save_attribute(row, asked_by=(), actor=None, now=timezone.now()))
    assert wrong == [("permission", "ssr.group_rule.attribute.trust", ("Staff",))]

    change_rule(GroupRule.objects.get(), is_one_of("userType", "staff"), trusts_user_values=True)
    save_attribute(row, asked_by=(), actor=None, now=timezone.now())


def test_group_that_is_gone_is_refused():
    group = a_group("Finance")
    gone = Group(pk=group.pk + 1, name="Gone")
    wrong = refused(lambda: saved("Staff", (FINANCE,), (group, gone)))
    assert wrong == [("groups", "ssr.group.deleted", ())]


def test_older_version_of_a_rule_is_refused():
    rule = a_rule()
    older = GroupRule.objects.get()
    change_rule(rule, name="Newer")
    draft = RuleDraft(older, (FINANCE,), (a_group("Finance"),))
    wrong = refused(lambda: save_rule(draft, actor=None, now=timezone.now()))
    assert [code for _field, code, _params in wrong] == ["ssr.changed_meanwhile"]


def test_each_change_is_an_event_about_the_rule():
    rule = a_rule()
    change_rule(rule, name="Other")
    change_rule(rule, active=False)
    change_rule(rule, active=True)
    delete_rule(rule, actor=None, now=timezone.now())
    events = Event.objects.filter(type__startswith="group.rule.").order_by("pk")
    assert [event.type.removeprefix("group.rule.") for event in events] == [
        "create",
        "update",
        "update",
        "deactivate",
        "update",
        "activate",
        "delete",
    ]
    assert {event.targets[0]["id"] for event in events} == {rule.public_id}


def test_only_a_change_with_an_effect_is_computed_again():
    rule = a_rule()
    RuleRecomputation.objects.all().delete()
    change_rule(rule, name="Other")
    assert not RuleRecomputation.objects.exists()
    for change in ({"group": "Staff"}, {"active": False}, {"active": True}):
        change_rule(rule, **change)
        assert RuleRecomputation.objects.get().rule_id == rule.public_id
        RuleRecomputation.objects.all().delete()
    a_rule(name="Inactive", active=False)
    assert not RuleRecomputation.objects.exists()


def test_what_a_rule_names_is_not_deleted():
    policy = ProfileEnrollmentPolicy.objects.create(name="Staff form")
    app = Application.objects.create(key="shop", label="Shop")
    attribute = ProfileAttribute.objects.create(
        key="team", type="string", title="Team", permission="read_only"
    )
    change_schema(attribute)
    a_rule(
        is_one_of("team", "ops"),
        about(Fact.APPLICATION, "shop"),
        about(Fact.POLICY, policy.public_id),
        name="Shop team",
    )
    now = timezone.now()
    used = [("", "ssr.group_rule.used", ("Shop team",))]

    assert refused(lambda: delete_attribute(attribute, asked_by=(), actor=None, now=now)) == used
    assert refused(lambda: delete_application(app, author(None, now))) == used
    assert refused(lambda: delete_enrollment_policy(policy, actor=None, now=now)) == used
    assert refused(lambda: delete_group(a_group("Finance"), actor=None, now=now)) == [
        ("", "ssr.group.used", ("group rule “Shop team”",))
    ]

    delete_rule(GroupRule.objects.get(), actor=None, now=now)
    delete_attribute(attribute, asked_by=(), actor=None, now=now)
    delete_application(app, author(None, now))
    delete_enrollment_policy(policy, actor=None, now=now)
    delete_group(a_group("Finance"), actor=None, now=now)


def change_schema(attribute: ProfileAttribute) -> None:
    save_attribute(attribute, asked_by=(), actor=None, now=timezone.now())
