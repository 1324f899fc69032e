"""Fields with a condition, options and messages of the form's own: what is asked, kept and refused."""

import json
from dataclasses import replace

from accounts.domain.attributes import Attribute, AttributeType, Option, Permission
from accounts.domain.field_conditions import Comparison, FieldCondition
from enrollment.domain.checks import check_policy
from enrollment.domain.editions import edition_of, stored_form, with_form
from enrollment.domain.form import FormItem, check_form, fields_of, unseen
from enrollment.domain.form_pages import page_after, page_at, page_before, pages_for, with_open_pages
from enrollment.domain.form_warnings import form_warnings
from enrollment.domain.progressive import completes, missing_to_join
from tests.enrollment.domain.test_progressive import asked, policy
from tests.flows.domain.facts import ATTRIBUTES
from tests.tables import each

TEAMS = (Option("ops", "Operations"), Option("shop", "Shop floor"), Option("it", "IT"))
TEAM = Attribute("team", AttributeType.CHOICE, "Team", options=TEAMS)
TOPICS = Attribute("topics", AttributeType.MULTIPLE_CHOICE, "Topics", options=TEAMS)
NEWS = Attribute("news", AttributeType.BOOLEAN, "Newsletter")
CITY, NAME = ATTRIBUTES["city"], ATTRIBUTES["nickName"]


def when(field, comparison=Comparison.FILLED, *values):
    return FieldCondition(field, comparison, values)


IN_SHOP = when("team", Comparison.ONE_OF, "shop", "it")
TICKED = when("news", Comparison.CHECKED)


def form(*items):
    return policy(*items)


def answered(rules, **profile):
    checked = check_form(rules, {"email": "ada@example.com", **profile})
    wrong = [(violation.field.rpartition(".")[2], violation.code) for violation in checked.violations]
    return dict(checked.values), wrong


BLANK = ("city", "model.validation.field.blank")
PARENTS = [
    (TEAM, IN_SHOP, "shop", True),
    (TEAM, IN_SHOP, "ops", False),
    (TEAM, IN_SHOP, "", False),
    (TOPICS, when("topics", Comparison.ONE_OF, "shop"), ["ops", "shop"], True),
    (TOPICS, when("topics", Comparison.ONE_OF, "shop"), ["ops"], False),
    (NEWS, TICKED, True, True),
    (NEWS, TICKED, False, False),
    (NEWS, when("news"), False, False),
    (NAME, when("nickName"), "Ada", True),
    (NAME, when("nickName"), "  ", False),
    (TEAM, IN_SHOP, "no such team", False),
]


@each(("parent", "condition", "answer", "shown"), PARENTS)
def test_condition_decides_whether_a_field_is_required_and_kept(parent, condition, answer, shown):
    rules = form(FormItem(parent), FormItem(CITY, required=True, shown_if=condition))
    empty = [wrong for wrong in answered(rules, **{parent.key: answer})[1] if wrong[0] == "city"]
    assert empty == ([BLANK] if shown else [])
    kept, _ = answered(rules, **{parent.key: answer, "city": "Cork"})
    assert kept.get("city") == ("Cork" if shown else None)


def test_hidden_field_shows_no_other():
    rules = form(
        FormItem(NEWS),
        FormItem(TEAM, shown_if=TICKED),
        FormItem(CITY, required=True, shown_if=IN_SHOP),
    )
    assert answered(rules, team="shop") == ({}, [])
    assert answered(rules, news=True, team="shop")[1] == [BLANK]


def test_field_of_a_page_without_its_parent_has_no_condition():
    parent, child = FormItem(TEAM), FormItem(CITY, shown_if=IN_SHOP)
    assert fields_of([parent, child])[1].shown_if == replace(IN_SHOP, field="userProfile.team")
    assert fields_of([child])[0].shown_if is None


@each(
    ("seen", "expected"),
    [
        (None, ()),
        (frozenset(), ("userProfile.city",)),
        (frozenset({"userProfile.city"}), ()),
    ],
)
def test_page_that_did_not_show_a_field_is_known(seen, expected):
    items = [FormItem(TEAM), FormItem(CITY, shown_if=IN_SHOP)]
    assert unseen(items, {"team": "shop"}, seen) == expected
    assert unseen(items, {"team": "ops"}, seen) == ()


OWN = {"required_message": "Where is it?", "invalid_message": "Not a team."}


@each(
    ("item", "answer", "said"),
    [
        (FormItem(TEAM, required=True, **OWN), "", "Where is it?"),
        (FormItem(TEAM, **OWN), "none", "Not a team."),
        (FormItem(NEWS, required=True, **OWN), False, "Where is it?"),
        (FormItem(ATTRIBUTES["countryCode"], **OWN), "XX", "Not a team."),
    ],
)
def test_messages_of_the_form_replace_the_general_ones(item, answer, said):
    checked = check_form(form(item), {"email": "ada@example.com", item.key: answer})
    assert [(wrong.code, wrong.params) for wrong in checked.violations] == [("ssr.field.own", (said,))]


def test_own_messages_of_the_address_leave_the_domain_rule_alone():
    email = FormItem(ATTRIBUTES["email"], required=True, **OWN)
    rules = replace(policy(), items=(email,), allowed_domains=frozenset({"example.com"}))
    said = {
        typed: [wrong.params for wrong in check_form(rules, {"email": typed}).violations]
        for typed in ("", "nonsense", "ada@example.org")
    }
    assert said == {
        "": [("Where is it?",)],
        "nonsense": [("Not a team.",)],
        "ada@example.org": [("example.org",)],
    }


def test_form_offers_its_own_options_alone_and_in_its_order():
    item = FormItem(TEAM, options=(Option("it", "Computers"), Option("ops", "Operations")))
    assert [(one.value, one.title) for one in item.field().options] == [
        ("it", "Computers"),
        ("ops", "Operations"),
    ]
    assert answered(form(item), team="shop")[1] == [("team", "model.validation.field.value.not.allowed")]
    fewer = replace(item, attribute=replace(TEAM, options=TEAMS[1:]))
    assert [one.value for one in fewer.field().options] == ["it"]
    none_left = replace(item, attribute=replace(TEAM, options=TEAMS[1:2]))
    assert [one.value for one in none_left.field().options] == ["shop"]


CONDITIONAL = FormItem(CITY, shown_if=IN_SHOP)
REFUSED = [
    ("above", (CONDITIONAL,)),
    ("above", (CONDITIONAL, FormItem(TEAM))),
    ("above", (FormItem(CITY, shown_if=when("city")),)),
    ("above", (FormItem(CITY, shown_if=when("email")),)),
    ("above", (FormItem(TEAM, at_sign_up=False), CONDITIONAL)),
    ("box", (FormItem(TEAM), FormItem(CITY, shown_if=when("team", Comparison.CHECKED)))),
    ("list", (FormItem(NAME), FormItem(CITY, shown_if=when("nickName", Comparison.ONE_OF, "Ada")))),
    ("values", (FormItem(TEAM), FormItem(CITY, shown_if=when("team", Comparison.ONE_OF)))),
    ("value", (FormItem(TEAM), FormItem(CITY, shown_if=when("team", Comparison.ONE_OF, "gone")))),
    ("value", (FormItem(TEAM, options=TEAMS[:1]), CONDITIONAL)),
    ("", (FormItem(TEAM), CONDITIONAL)),
    ("", (FormItem(TEAM, at_sign_up=False), replace(CONDITIONAL, at_sign_up=False))),
]


@each(("code", "items"), REFUSED)
def test_condition_that_nothing_can_fulfill_is_refused(code, items):
    found = {wrong.code for wrong in check_policy(form(*items), enumeration_prevention=False)}
    assert found == ({f"ssr.policy.condition.{code}"} if code else set())


@each(
    ("code", "options"),
    [
        ("ssr.policy.option.unknown", (Option("gone", "Gone"),)),
        ("ssr.policy.option.repeated", (*TEAMS[:1], *TEAMS[:1])),
        ("ssr.policy.option.blank", (Option("ops", " "),)),
        ("ssr.text.characters", (Option("ops", "Oper\x00ations"),)),
        ("ssr.text.characters", (Option("ops", "\u202eOperations"),)),
    ],
)
def test_options_that_cannot_be_offered_are_refused(code, options):
    rules = form(FormItem(TEAM, options=options))
    assert [wrong.code for wrong in check_policy(rules, enumeration_prevention=False)] == [code]


def test_condition_of_the_address_is_refused():
    email = FormItem(ATTRIBUTES["email"], required=True, shown_if=when("city"))
    rules = replace(policy(), items=(email,))
    assert [wrong.code for wrong in check_policy(rules, enumeration_prevention=False)] == [
        "ssr.policy.condition.email"
    ]


@each(("values", "is_asked"), [({}, False), ({"team": "ops"}, False), ({"team": "shop"}, True)])
def test_later_questions_follow_the_stored_profile(values, is_asked):
    rules = policy(FormItem(TEAM, at_sign_in=False), FormItem(CITY, required=True, shown_if=IN_SHOP))
    assert asked(rules, values) == (["city"] if is_asked else [])
    assert completes(rules, values) is not is_asked
    assert [item.key for item in missing_to_join(rules, values)] == (["city"] if is_asked else [])


PAGES = (
    FormItem(ATTRIBUTES["firstName"]),
    FormItem(TEAM, new_page=True, page_title="Your team"),
    FormItem(NEWS),
    FormItem(CITY, shown_if=IN_SHOP, new_page=True),
    FormItem(NAME, at_sign_up=False, new_page=True, page_title="Later"),
    FormItem(ATTRIBUTES["title"], shown_if=TICKED),
)


@each(
    ("answers", "expected"),
    [
        ({}, [(1, "email firstName"), (2, "team news")]),
        ({"news": True}, [(1, "email firstName"), (2, "team news"), (4, "title")]),
        ({"team": "shop"}, [(1, "email firstName"), (2, "team news"), (3, "city")]),
    ],
)
def test_pages_have_the_fields_that_answers_before_them_show(answers, expected):
    pages = pages_for(form(*PAGES), answers)
    assert [(page.number, " ".join(item.key for item in page.items)) for page in pages] == expected
    assert [page.title for page in pages[:2]] == ["", "Your team"]


@each(
    ("number", "at", "before", "after"),
    [(1, 1, 1, 2), (2, 2, 1, 4), (3, 4, 2, 4), (4, 4, 2, None), (9, 4, 4, None)],
)
def test_turning_pages_skips_those_without_a_field(number, at, before, after):
    pages = pages_for(form(*PAGES), {"news": True})
    following = page_after(pages, number)
    found = (page_at(pages, number).number, page_before(pages, number).number, following and following.number)
    assert found == (at, before, after)


def test_preview_shows_every_page():
    assert [page.number for page in pages_for(with_open_pages(form(*PAGES)), {})] == [1, 2, 3, 4]


def warned(*items, rules=None):
    return [(said.key.rpartition(".")[2], said.params) for said in form_warnings(form(*items), rules or {})]


SIX = tuple(
    FormItem(replace(CITY, key=f"city{number}"), required=True, at_sign_in=False) for number in range(6)
)


@each(
    ("items", "rules", "expected"),
    [
        (SIX[:5], {}, []),
        (SIX, {}, [("required", ("7", "6"))]),
        (tuple(replace(item, at_sign_up=False, at_sign_in=True) for item in SIX), {}, []),
        ((FormItem(ATTRIBUTES["mobilePhone"]),), {}, [("purpose", ("Mobile phone",))]),
        ((FormItem(ATTRIBUTES["mobilePhone"], help="To call you"),), {}, []),
        ((FormItem(ATTRIBUTES["streetAddress"], label="Home"),), {}, [("purpose", ("Home",))]),
        ((FormItem(TEAM),), {"team"}, [("rule", ("Team",))]),
        ((FormItem(CITY),), {"team"}, []),
    ],
)
def test_form_that_could_be_better_is_warned_about(items, rules, expected):
    assert warned(*items, rules=rules) == expected


@each(
    ("values", "is_asked"),
    [({"team": "ops", "nickName": "old"}, False), ({"team": "shop", "nickName": "old"}, True)],
)
def test_later_question_takes_a_hidden_parent_for_empty(values, is_asked):
    parent = FormItem(NAME, shown_if=IN_SHOP)
    rules = policy(FormItem(TEAM), parent, FormItem(CITY, required=True, shown_if=when("nickName")))
    assert asked(rules, values) == (["city"] if is_asked else [])
    assert completes(rules, values) is not is_asked


def test_form_is_read_again_as_it_was_stored():
    rules = form(*PAGES, FormItem(TOPICS, options=TEAMS[:1], **OWN))
    schema = {item.key: item.attribute for item in rules.items}
    stored = json.loads(json.dumps(stored_form(rules)))
    again = with_form(policy(), stored, "edition", schema)
    assert (again.items, again.edition, edition_of(again)) == (rules.items, "edition", edition_of(rules))
    del schema["team"]
    schema["city"] = replace(CITY, permission=Permission.READ_ONLY)
    kept = [item.key for item in with_form(policy(), stored, "", schema).items]
    assert kept == ["email", "firstName", "news", "nickName", "title", "topics"]


def test_form_of_an_earlier_release_has_defaults():
    stored = {"title": "Join", "submit_label": "Go", "fields": [{"attribute": "city", "gone": 1}]}
    assert with_form(policy(), stored, "", {"city": CITY}).items == (FormItem(CITY),)
