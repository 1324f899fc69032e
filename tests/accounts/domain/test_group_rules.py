"""Group rules: who matches, what is refused, and the sentence."""

import pytest

from accounts.domain.attributes import Attribute, AttributeType, Option, Permission
from accounts.domain.group_rule_checks import MAX_CONDITIONS, check_conditions, user_written
from accounts.domain.group_rule_sentences import COMPARISONS, FACTS, Names, describe_rule
from accounts.domain.group_rules import (
    Condition,
    Fact,
    MembershipRule,
    Operator,
    UserFacts,
    matches,
    matching_groups,
    read_conditions,
    stored_conditions,
)
from tests.tables import each

READ_ONLY = Permission.READ_ONLY
SCHEMA = {
    attribute.key: attribute
    for attribute in (
        Attribute("department", AttributeType.STRING, "Department", permission=READ_ONLY, max_length=8),
        Attribute(
            "team",
            AttributeType.CHOICE,
            "Team",
            options=(Option("ops", "Operations"), Option("shop", "Shop")),
            permission=READ_ONLY,
        ),
        Attribute(
            "tags",
            AttributeType.MULTIPLE_CHOICE,
            "Tags",
            options=(Option("a", "A"), Option("b", "B")),
            min_items=2,
        ),
        Attribute("agrees", AttributeType.BOOLEAN, "Agrees"),
        Attribute("height", AttributeType.NUMBER, "Height"),
        Attribute("mobilePhone", AttributeType.PHONE, "Mobile phone"),
        Attribute("email", AttributeType.EMAIL, "Email"),
    )
}
ADA = UserFacts(
    {"department": "Finance  EMEA", "team": "ops", "tags": ("a", "b"), "agrees": True, "level": 3},
    domain="example.com",
    application="shop",
    policy="p1",
)


def is_one_of(attribute, *values, alternative=False):
    return Condition(Fact.ATTRIBUTE, Operator.IS, attribute, values, alternative)


def compares(operator, attribute, *values):
    return Condition(Fact.ATTRIBUTE, operator, attribute, values)


def about(fact, *values, alternative=False):
    return Condition(fact, Operator.IS, "", values, alternative)


@each(
    ("condition", "expected"),
    [
        (is_one_of("team", "ops"), True),
        (is_one_of("team", "shop", "OPS"), True),
        (is_one_of("team", "shop"), False),
        (is_one_of("department", "finance emea"), True),
        (is_one_of("department", "Finance"), False),
        (is_one_of("tags", "b"), True),
        (is_one_of("tags", "c"), False),
        (is_one_of("agrees", "true"), True),
        (is_one_of("agrees", "false"), False),
        (is_one_of("level", "3"), True),
        (is_one_of("absent", ""), False),
        (is_one_of("absent", "None"), False),
        (compares(Operator.STARTS_WITH, "department", "FIN"), True),
        (compares(Operator.STARTS_WITH, "department", "EMEA"), False),
        (compares(Operator.CONTAINS, "department", "x", "emea"), True),
        (compares(Operator.CONTAINS, "department", "apac"), False),
        (compares(Operator.HAS_VALUE, "team"), True),
        (compares(Operator.HAS_VALUE, "absent"), False),
        (about(Fact.EMAIL_DOMAIN, "example.org", "example.com"), True),
        (about(Fact.EMAIL_DOMAIN, "com"), False),
        (about(Fact.APPLICATION, "shop"), True),
        (about(Fact.APPLICATION, "payroll"), False),
        (about(Fact.POLICY, "p1"), True),
        (about(Fact.POLICY, "p2"), False),
    ],
)
def test_condition_compares_a_fact_without_case(condition, expected):
    assert matches([condition], ADA) is expected


@each(
    "condition",
    [
        about(Fact.EMAIL_DOMAIN, ""),
        about(Fact.APPLICATION, ""),
        about(Fact.POLICY, ""),
        is_one_of("department", ""),
        compares(Operator.HAS_VALUE, "department"),
    ],
)
def test_absent_fact_matches_nothing(condition):
    assert not matches([condition], UserFacts({"department": ""}))


T, F = is_one_of("team", "ops"), is_one_of("team", "shop")


def or_(condition):
    return Condition(condition.fact, condition.operator, condition.attribute, condition.values, True)


@each(
    ("conditions", "expected"),
    [
        ((), False),
        ((T,), True),
        ((T, T), True),
        ((T, F), False),
        ((F, or_(T)), True),
        ((F, or_(F)), False),
        # "or" belongs to the condition before it: F and (T or T), (F or T) and T, T and (F or T)
        ((F, T, or_(T)), False),
        ((F, or_(T), T), True),
        ((F, or_(T), F), False),
        ((T, F, or_(T)), True),
        ((T, F, or_(F), or_(T)), True),
    ],
)
def test_alternatives_bind_more_tightly_than_all(conditions, expected):
    assert matches(conditions, ADA) is expected


def test_groups_of_every_matching_rule_are_joined():
    rules = (
        MembershipRule("r1", (T,), {1: "g1", 2: "g2"}),
        MembershipRule("r2", (F,), {3: "g3"}),
        MembershipRule("r3", (T,), {2: "g2", 4: "g4"}),
    )
    assert matching_groups(rules, ADA) == {1, 2, 4}


def test_conditions_are_stored_and_read_unchanged():
    conditions = (T, or_(F), about(Fact.POLICY, "p1"))
    assert read_conditions(stored_conditions(conditions)) == conditions


@each(
    ("condition", "field", "code"),
    [
        (is_one_of("nothing", "x"), "attribute", "ssr.group_rule.attribute.unknown"),
        (is_one_of("email", "ada@example.com"), "attribute", "ssr.group_rule.address"),
        (is_one_of("team"), "values", "ssr.group_rule.values.missing"),
        (is_one_of("team", "sales"), "values", "model.validation.field.value.not.allowed"),
        (is_one_of("department", "\u200b"), "values", "ssr.group_rule.values.missing"),
        (is_one_of("height", "tall"), "values", "ssr.number.format"),
        (is_one_of("department", *map(str, range(101))), "values", "ssr.group_rule.values.many"),
        (is_one_of("department", "x" * 256), "values", "ssr.group_rule.values.long"),
        (compares(Operator.STARTS_WITH, "team", "o"), "operator", "ssr.group_rule.operator.type"),
        (compares(Operator.CONTAINS, "department", " "), "values", "ssr.group_rule.values.missing"),
        (compares(Operator.CONTAINS, "department", "a\u202eb"), "values", "ssr.text.characters"),
        (compares(Operator.HAS_VALUE, "team", "ops"), "values", "ssr.group_rule.values.unused"),
        (about(Fact.EMAIL_DOMAIN, "no domain"), "values", "ssr.group_rule.domain"),
        (
            Condition(Fact.APPLICATION, Operator.CONTAINS, "", ("shop",)),
            "operator",
            "ssr.group_rule.operator.fact",
        ),
    ],
)
def test_wrong_condition_is_refused_at_its_place(condition, field, code):
    violations = check_conditions([T, condition], SCHEMA).violations
    assert {(violation.field, violation.code) for violation in violations} == {(f"when[1].{field}", code)}


@each(
    ("condition", "values"),
    [
        (is_one_of("tags", "a"), ("a",)),
        (is_one_of("agrees", "on"), ("true",)),
        (is_one_of("height", "1.50"), ("1.5",)),
        (is_one_of("department", "  longer than eight "), ("longer than eight",)),
        (about(Fact.EMAIL_DOMAIN, "@Bücher.example"), ("xn--bcher-kva.example",)),
    ],
)
def test_values_are_kept_in_the_form_of_the_profile(condition, values):
    checked = check_conditions([condition], SCHEMA)
    assert (checked.violations, checked.conditions[0].values) == ((), values)


def test_first_condition_is_no_alternative():
    [condition] = check_conditions([or_(T)], SCHEMA).conditions
    assert not condition.alternative


@pytest.mark.parametrize(
    ("count", "codes"),
    [
        (0, ["ssr.group_rule.empty"]),
        (MAX_CONDITIONS, []),
        (MAX_CONDITIONS + 1, ["ssr.group_rule.many"]),
    ],
)
def test_number_of_conditions_is_limited(count, codes):
    violations = check_conditions([T] * count, SCHEMA).violations
    assert [(violation.field, violation.code) for violation in violations] == [
        ("when", code) for code in codes
    ]


def test_attributes_that_users_write_are_named_by_title():
    conditions = [T, is_one_of("agrees", "true"), about(Fact.EMAIL_DOMAIN, "example.com")]
    assert user_written(conditions, SCHEMA) == ("Agrees",)


NAMES = Names({"department": "department", "agrees": "agrees"}, {"shop": "Shop"}, {"p1": "Staff form"})


@each(
    ("conditions", "expected"),
    [
        (
            (is_one_of("department", "Finance", "Accounting"),),
            "If department is Finance or Accounting, add to Finance, Staff.",
        ),
        (
            (
                compares(Operator.STARTS_WITH, "department", "Fin"),
                about(Fact.EMAIL_DOMAIN, "example.com"),
                about(Fact.APPLICATION, "shop", alternative=True),
            ),
            (
                "If department starts with Fin and (the verified email domain is example.com or the user "
                "signed up for Shop), add to Finance, Staff."
            ),
        ),
        (
            (compares(Operator.HAS_VALUE, "agrees"), or_(about(Fact.POLICY, "p1", "gone"))),
            "If agrees has a value or the user signed up by Staff form or gone, add to Finance, Staff.",
        ),
    ],
)
def test_rule_is_described_in_a_sentence(conditions, expected):
    assert describe_rule(conditions, ["Finance", "Staff"], NAMES, str) == expected


def test_every_fact_and_operator_has_a_text():
    assert set(COMPARISONS) == set(Operator)
    assert {*FACTS, Fact.ATTRIBUTE} == set(Fact)
