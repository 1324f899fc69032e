"""The comparison of two documents: a table of differences and their descriptions."""

from typing import Annotated

import pytest

from accounts.domain.violations import ValidationFailed
from configuration.document import document_model, parse, plain_document
from configuration.plan import ChangeKind, compare, merged, missing_references
from configuration.report import plan_lines
from configuration.schema import SINGLE, ListRules, Written, entry, label_of, list_of
from configuration.section import Section
from configuration.value_types import names, number, reference, text
from tests.tables import each

RULE = entry(
    "Rule",
    {"name": (text(), ...), "factors": (number(1, 2), 1), "group": (reference("groups"), None)},
    ListRules(ordered=True, repeatable=True),
)
POLICY = entry(
    "Policy",
    {
        "name": (text(), ...),
        "default": (bool, False),
        "groups": (names("groups"), []),
        "rules": (list_of(RULE), []),
    },
    ListRules(has_default=True, ordered=True),
)
GROUP = entry("Group", {"name": (text(), ...), "description": (text(), "")})
APP = entry(
    "App",
    {"key": (text(), ...), "policy": (reference("policies.main"), None)},
    ListRules(identified_by="key"),
)
BRAND = entry(
    "Brand", {"name": (Annotated[text(), Written()], "Orchard"), "color": (text(), "#000000")}, SINGLE
)


class PlainSection(Section):
    """A section without rows."""

    comment = ""

    def __init__(self, name, model):
        self.name, self.entry = name, model

    def write(self, row, change):
        raise NotImplementedError

    def is_permanent(self, item):
        return self.name == "apps" and label_of(item) == "dashboard"


SECTIONS = (
    PlainSection("brand", BRAND),
    PlainSection("groups", GROUP),
    PlainSection("policies.main", POLICY),
    PlainSection("apps", APP),
)
MODEL = document_model(SECTIONS)
A, B, C = {"name": "a"}, {"name": "b"}, {"name": "c"}
DEFAULT = {"name": "rest", "default": True}


def read(raw):
    return parse({"version": 1, **raw}, SECTIONS, MODEL)


def everything(**raw):
    return read({"brand": {}, "groups": [], "policies": {"main": []}, "apps": []} | raw)


def planned(current, wanted, prune=False):
    return compare(SECTIONS, everything(**current), read(wanted), prune=prune)


class Counted(list):
    """A list that counts how often its items are walked through."""

    walks = 0

    def __iter__(self):
        self.walks += 1
        return super().__iter__()


@each("prune", [False, True])
def test_number_of_walks_through_a_list_does_not_grow_with_it(prune):
    walks = []
    for length in (2, 40):
        wanted = read({"groups": [{"name": f"g{place}"} for place in range(length)]})
        wanted["groups"] = Counted(wanted["groups"])
        plan = compare(SECTIONS, everything(), wanted, prune=prune)
        assert missing_references(SECTIONS, everything(), wanted, plan) == ()
        assert plan.changes[-1].path == f"groups[{length - 1}]"
        walks.append(wanted["groups"].walks)
    assert walks[0] == walks[1]


def said(one):
    return [f"{change.kind}{change.section.name}:{change.label}" for change in one.changes]


def differences(one):
    return [(each.path, each.old, each.new) for change in one.changes for each in change.differences]


def policies(*items):
    return {"policies": {"main": list(items)}}


CASES = {
    "nothing in the document": ({"groups": [A]}, {}, [], []),
    "all the same": ({"groups": [A]}, {"groups": [A]}, [], []),
    "a new one": ({}, {"groups": [A]}, ["+groups:a"], []),
    "one is left": ({"groups": [A]}, {"groups": []}, [], ["groups[a]"]),
    "a field": (
        {"groups": [A]},
        {"groups": [{**A, "description": "x"}]},
        ["~groups:a"],
        [],
    ),
    "a record": ({}, {"brand": {"name": "Plum"}}, ["~brand:"], []),
    "a built-in one": ({"apps": [{"key": "dashboard"}]}, {"apps": []}, [], []),
    "the default one": (policies(DEFAULT), policies(), [], []),
    "the default one by another name": (
        policies(DEFAULT),
        policies({**DEFAULT, "name": "others"}),
        ["~policies.main:others"],
        [],
    ),
    "an order alone": (policies(A, B), policies(B, A), [], []),
}


@each("name", CASES)
def test_plan_lists_created_changed_and_kept_entries(name):
    current, wanted, changes, left = CASES[name]
    found = planned(current, wanted)
    assert said(found) == changes
    assert list(found.left) == left


def test_prune_removes_entries_missing_from_a_section_except_built_ins():
    current = {"groups": [A, B], "apps": [{"key": "dashboard"}, {"key": "shop"}], **policies(C, DEFAULT)}
    found = planned(current, {"groups": [B], "apps": [], "policies": {}}, prune=True)
    assert said(found) == ["-groups:a", "-apps:shop"]
    assert said(planned(current, policies(), prune=True)) == ["-policies.main:c"]
    assert planned(current, {}, prune=True).is_empty


def test_every_changed_value_is_listed_by_path():
    old = {"name": "p", "groups": [], "rules": [{"name": "x"}, {"name": "y"}, {"name": "z"}]}
    new = {
        "name": "p",
        "groups": ["a"],
        "rules": [{"name": "z", "factors": 2}, {"name": "x"}, {"name": "new"}],
    }
    assert differences(planned(policies(old), policies(new))) == [
        ("groups", [], ["a"]),
        ("rules[z].factors", 1, 2),
        ("rules[new]", None, {"name": "new"}),
        ("rules[y]", {"name": "y"}, None),
        ("rules (order)", ["x", "z"], ["z", "x"]),
    ]


@each(
    ("here", "wanted", "order"),
    [
        ("abc", "abc", "abc"),
        ("abc", "cba", "cba"),
        ("abc", "ca", "cba"),
        ("abc", "b", "abc"),
        ("abc", "dab", "dabc"),
        ("abx", "ba", "bax"),
        ("", "ab", "ab"),
    ],
)
def test_order_moves_only_entries_of_the_document(here, wanted, order):
    kept = "".join(merged(here, wanted))
    assert sorted(kept) == sorted(set(here) | set(wanted))
    assert [key for key in kept if key in wanted] == list(wanted)
    if not set(wanted) - set(here):
        assert kept == order


def test_an_order_is_planned_only_where_it_differs():
    first = planned(policies(A, B, DEFAULT), policies(B, A, DEFAULT)).orders
    assert [(one.before, one.after) for one in first] == [(("a", "b"), ("b", "a"))]
    assert planned(policies(A, DEFAULT), policies(DEFAULT, A, B)).orders == ()
    assert [one.after for one in planned(policies(A, DEFAULT), policies(B, A)).orders] == [("b", "a")]
    assert planned({"groups": [A, B]}, {"groups": [B, A]}).is_empty


def refused_names(current, wanted, prune=False):
    before, after = everything(**current), read(wanted)
    found = missing_references(SECTIONS, before, after, compare(SECTIONS, before, after, prune=prune))
    return [(one.field, one.code.removeprefix("ssr.document."), one.params) for one in found]


def test_a_name_of_nothing_is_refused_with_the_nearest_name():
    wanted = {"groups": [{"name": "Staff"}], **policies({**A, "groups": ["Staf"]})}
    assert refused_names({}, wanted) == [("policies.main[0].groups", "unknown_near", ("Staf", "Staff"))]
    assert refused_names({"groups": [{"name": "Staff"}]}, policies({**A, "groups": ["Staff"]})) == []
    inner = policies({**A, "rules": [{"name": "x"}, {"name": "y", "group": "no"}]})
    assert refused_names({}, inner) == [("policies.main[0].rules[1].group", "unknown", ("no",))]
    assert refused_names({}, {"apps": [{"key": "x", "policy": "no"}]}) == [
        ("apps[0].policy", "unknown", ("no",))
    ]


def test_referenced_entry_is_not_removed():
    current = {"groups": [A], **policies({**B, "groups": ["a"]})}
    assert refused_names(current, {"groups": []}, prune=True) == [
        ("policies.main[b].groups", "removed", ("a",))
    ]
    assert refused_names(current, {"groups": []}) == []
    assert refused_names(current, {"groups": [], **policies({**B, "groups": []})}, prune=True) == []


@each(
    ("raw", "refusals"),
    [
        ([], [("", "record")]),
        ({}, [("version", "version")]),
        ({"version": 2}, [("version", "version")]),
        ({"version": True}, [("version", "version")]),
        ({"version": 1, "grups": []}, [("grups", "unknown_near")]),
        ({"version": 1, "policies": []}, [("policies", "record")]),
        ({"version": 1, "policies": {"mian": []}}, [("policies.mian", "unknown_near")]),
        ({"version": 1, "policies.main": []}, [("policies.main", "unknown_near")]),
        ({"version": 1, "groups": None}, [("groups", "list")]),
        ({"version": 1, "groups": [A, 5, A]}, [("groups[1]", "record")]),
        ({"version": 1, 7: []}, [("7", "unknown")]),
    ],
)
def test_a_document_of_another_shape_is_refused_by_path(raw, refusals):
    with pytest.raises(ValidationFailed) as refusal:
        parse(raw, SECTIONS, MODEL)
    found = refusal.value.violations
    assert [(one.field, one.code.removeprefix("ssr.document.")) for one in found] == refusals


def test_a_document_read_and_written_is_the_same():
    raw = {"brand": {"name": "Plum"}, "groups": [A], "policies": {"main": [DEFAULT]}, "apps": []}
    assert plain_document(read(raw)) == raw


def test_a_terminal_shows_the_plan_in_a_few_lines():
    old = {"name": "p", "rules": [{"name": "x"}]}
    current = {"groups": [A, B], **policies(old, C)}
    wanted = {
        "groups": [{**B, "description": "y" * 200}],
        **policies(C, {**old, "rules": [{"name": "x", "factors": 2}]}),
    }
    lines = list(plan_lines(planned(current, wanted, prune=True)))
    assert lines == [
        "groups",
        "  ~ b",
        f'      description: "" -> "{"y" * 79}…',
        "  - a",
        "policies.main",
        "  ~ p",
        "      rules[x].factors: 1 -> 2",
        "policies.main (order)",
        '  ~ ["p", "c"] -> ["c", "p"]',
        "0 to add, 2 to change, 1 to remove, 1 to reorder, 1 unchanged.",
    ]
    assert list(plan_lines(planned({"groups": [A]}, {"groups": []}))) == [
        "Kept although not in the document (--prune removes it): groups[a]",
        "No changes.",
    ]


def test_plan_counts_its_changes():
    found = planned({"groups": [A, B]}, {"groups": [{**A, "description": "x"}, C]}, prune=True)
    assert [found.count(kind) for kind in ChangeKind] == [1, 1, 1]
    assert (found.unchanged, found.is_empty) == (0, False)
