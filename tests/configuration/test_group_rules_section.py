"""Group rules in the configuration document: the checks and the confirmation of the form."""

import pytest

from accounts.domain.group_rules import Condition, Fact, Operator, read_conditions
from accounts.models import GroupRule, RuleRecomputation
from enrollment.models import ProfileEnrollmentPolicy
from tests.configuration.documents import WHOLE
from tests.configuration.test_configuration_apply import apply, exported, planned, refused

pytestmark = pytest.mark.django_db
GROUPS = {"groups": [{"name": "Staff"}]}


def rules(*when, **columns):
    rule = {"name": "Rule", "groups": ["Staff"], "trusts_user_values": True, "when": list(when), **columns}
    return {**GROUPS, "group_rules": [rule]}


def test_rule_names_attributes_apps_and_policies_of_the_document():
    apply(WHOLE)
    policy = ProfileEnrollmentPolicy.objects.get(name="Shop sign-up")
    assert read_conditions(GroupRule.objects.get().conditions) == (
        Condition(Fact.ATTRIBUTE, Operator.IS, "team", ("shop",)),
        Condition(Fact.EMAIL_DOMAIN, values=("example.com",), alternative=True),
        Condition(Fact.APPLICATION, values=("shop",)),
        Condition(Fact.POLICY, values=(policy.public_id,), alternative=True),
    )
    assert exported()["group_rules"] == [
        {
            "name": "Shop team",
            "trusts_user_values": True,
            "groups": ["Staff"],
            "when": [
                {"attribute": "team", "values": ["shop"]},
                {"or": True, "email_domains": ["example.com"]},
                {"applications": ["shop"]},
                {"or": True, "policies": ["Shop sign-up"]},
            ],
        }
    ]


def test_changed_rule_is_computed_again_and_an_unchanged_one_is_not():
    apply(rules({"email_domains": ["example.com"]}))
    RuleRecomputation.objects.all().delete()
    assert planned(rules({"email_domains": ["Example.com"]})).is_empty
    apply(rules({"email_domains": ["example.org"]}))
    assert RuleRecomputation.objects.exists()


@pytest.mark.parametrize(
    ("when", "columns", "path", "code"),
    [
        (
            [{"attribute": "city", "values": ["Cork"]}],
            {"trusts_user_values": False},
            ".trusts_user_values",
            "trust",
        ),
        ([], {}, ".when", "empty"),
        ([{"email_domains": ["a.example"]}], {"groups": []}, ".groups", "groups.missing"),
        ([{}], {}, ".when[0]", "subject"),
        ([{"attribute": "city", "values": ["x"], "email_domains": ["a.example"]}], {}, ".when[0]", "subject"),
        ([{"values": ["x"], "email_domains": ["a.example"]}], {}, ".when[0]", "subject"),
        ([{"email_domains": ["no domain"]}], {}, ".when[0].email_domains[0]", "domain"),
        ([{"attribute": "email", "values": ["x"]}], {}, ".when[0].attribute", "address"),
        ([{"attribute": "city"}], {}, ".when[0].values", "values.missing"),
        ([{"attribute": "city", "values": ["x" * 256]}], {}, ".when[0].values", "values.long"),
        (
            [{"email_domains": ["a.example"], "operator": "contains"}],
            {},
            ".when[0].operator",
            "operator.fact",
        ),
        ([{"email_domains": ["a.example"]}] * 101, {}, ".when", "many"),
    ],
)
def test_wrong_rule_is_refused_at_its_path(when, columns, path, code):
    assert refused(rules(*when, **columns)) == [(f"group_rules[0]{path}", f"ssr.group_rule.{code}")]


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        ({"attribute": "shoe", "values": ["x"]}, "attribute"),
        ({"applications": ["nothing"]}, "applications"),
        ({"policies": ["nothing"]}, "policies"),
    ],
)
def test_name_that_nothing_has_is_refused(condition, path):
    [(place, code)] = refused(rules(condition))
    assert place == f"group_rules[0].when[0].{path}"
    assert code in ("ssr.document.unknown", "ssr.document.unknown_near")


def test_removed_rule_leaves_its_memberships_to_the_task():
    apply(rules({"email_domains": ["example.com"]}))
    rule_id = GroupRule.objects.get().public_id
    RuleRecomputation.objects.all().delete()
    apply({"group_rules": []}, prune=True)
    assert RuleRecomputation.objects.get().rule_id == rule_id
