"""What may stand in a document, and how everything else is refused."""

from pydantic import ValidationError

from accounts.domain.messages import Message
from configuration import messages
from configuration.schema import (
    DEFAULT_KEY,
    ListRules,
    entry,
    keyed,
    list_of,
    short_form,
    violations_of,
)
from configuration.value_types import (
    CLOCK,
    DAY,
    DECIMAL,
    MOMENT,
    PROFILE_VALUE,
    choice,
    lines,
    multiple_choice,
    names,
    number,
    reference,
    text,
)
from tests.tables import each

COLORS = choice(("red", "green"))
DAYS = multiple_choice(("mon", "tue", "wed"))
FIELDS = {"name": (text(), ...), "active": (bool, True)}
RULE = entry("Rule", FIELDS, ListRules(ordered=True), short_field="name")
RULES = list_of(RULE)


def read(kind, raw):
    """Return the short form of a value, and what is wrong with it."""
    holder = entry("Holder", {"here": (kind, ...)})
    try:
        return short_form(holder.model_validate({"here": raw}).here), []
    except ValidationError as error:
        found = violations_of(error, holder)
        return None, [(one.field, one.code.removeprefix("ssr.document."), one.params) for one in found]


@each(
    ("kind", "raw", "value"),
    [
        (text(), "no", "no"),
        (text(str.lower), "Red", "red"),
        (bool, True, True),
        (number(0, 9), 9, 9),
        (number(0, 9) | None, None, None),
        (DECIMAL, "0.50", "0.5"),
        (DECIMAL, 5, 5),
        (DECIMAL, "1E+2", 100),
        (COLORS, "red", "red"),
        (DAYS, ["wed", "mon"], ["mon", "wed"]),
        (lines("x", str.upper, in_order=False), ["b", "a", "B"], ["A", "B"]),
        (reference("groups"), None, None),
        (names("groups"), ["b", "a"], ["a", "b"]),
        (names("groups", optional=True), None, None),
        (CLOCK, "09:30", "09:30"),
        (CLOCK, "09:30:05", "09:30:05"),
        (DAY, "2026-01-31", "2026-01-31"),
        (MOMENT, "2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00+00:00"),
        (PROFILE_VALUE, ["a"], ["a"]),
        (PROFILE_VALUE, 3, 3),
        (RULE, {"name": "a"}, "a"),
        (RULE, {"name": "a", "active": True}, "a"),
        (RULE, {"name": "a", "active": False}, {"name": "a", "active": False}),
        (RULES, ["a", {"name": "b"}], ["a", "b"]),
    ],
)
def test_exported_document_has_one_full_form(kind, raw, value):
    assert read(kind, raw) == (value, [])


@each(
    ("kind", "raw", "refusals"),
    [
        (text(), 5, [("here", "text", ())]),
        (text(), None, [("here", "text", ())]),
        (text(), "a\0b", [("here", "unsafe", ())]),
        (text(), "\ud800", [("here", "unsafe", ())]),
        (text(), "x" * 200_001, [("here", "unsafe", ())]),
        (bool, "yes", [("here", "flag", ())]),
        (bool, 1, [("here", "flag", ())]),
        (number(0, 9), True, [("here", "number", ())]),
        (number(0, 9), "9", [("here", "number", ())]),
        (number(0, 9), None, [("here", "number", ())]),
        (number(0, 9), 10, [("here", "range", ("0", "9"))]),
        (DECIMAL, "many", [("here", "decimal", ())]),
        (DECIMAL, "NaN", [("here", "decimal", ())]),
        (DECIMAL, "1E+999999", [("here", "decimal", ())]),
        (DECIMAL, "0.00000000001", [("here", "decimal", ())]),
        (DECIMAL, True, [("here", "decimal", ())]),
        (DECIMAL, 1.5, [("here", "decimal", ())]),
        (COLORS, "gren", [("here", "unknown_near", ("gren", "green"))]),
        (COLORS, "\ud800", [("here", "unsafe", ())]),
        (COLORS, "zzz", [("here", "unknown", ("zzz",))]),
        (COLORS, ["red"], [("here", "text", ())]),
        (DAYS, "mon", [("here", "list", ())]),
        (DAYS, ["mno"], [("here[0]", "unknown_near", ("mno", "mon"))]),
        (DAYS, ["mon", "mon"], [("here", "twice", ("mon",))]),
        (DAYS, [["mon"]], [("here[0]", "text", ())]),
        (names("groups"), None, [("here", "list", ())]),
        (CLOCK, "25:00", [("here", "clock", ())]),
        (CLOCK, "09:30+01:00", [("here", "clock", ())]),
        (DAY, "soon", [("here", "day", ())]),
        (MOMENT, "2026-01-31T12:00:00", [("here", "moment", ())]),
        (MOMENT, "9999-12-31T23:59:59-23:59", [("here", "moment", ())]),
        (PROFILE_VALUE, {"a": 1}, [("here", "text", ())]),
        (RULE, [], [("here", "record", ())]),
        (RULE, {}, [("here.name", "missing", ())]),
        (RULE, {"name": "a", "actve": True}, [("here.actve", "unknown_near", ("actve", "active"))]),
        (
            RULE,
            {"actve": True},
            [("here.name", "missing", ()), ("here.actve", "unknown_near", ("actve", "active"))],
        ),
        (RULE, {"name": "a", "\ud800": True}, [("here", "unsafe", ())]),
        (RULE, {"name": "a", 5: True}, [("here.5", "unknown", ("5",))]),
        (RULES, None, [("here", "list", ())]),
        (RULES, ["a", "a"], [("here[1]", "again", ("a",))]),
        (RULES, ["a"] * 5001, [("here", "many", ("5000",))]),
    ],
)
def test_violation_is_named_by_its_path(kind, raw, refusals):
    assert read(kind, raw)[1] == refusals


def test_unreadable_line_has_its_own_message():
    _value, wrong = read(lines("ssr.policy.network", lambda line: str(int(line))), ["7", "x"])
    assert wrong == [("here[1]", "ssr.policy.network", ("x",))]


def test_one_item_at_most_has_a_single_flag():
    kind = list_of(entry("Single", FIELDS, ListRules(exclusive="active"), short_field="name"))
    assert read(kind, ["a", {"name": "b", "active": False}])[1] == []
    three = ["a", {"name": "b", "active": False}, "c"]
    assert read(kind, three)[1] == [("here[2].active", "single", ())]


def test_default_entry_is_last_and_repeated_names_are_numbered():
    rules = ListRules(has_default=True, ordered=True, repeatable=True)
    model = entry("Repeatable", {"name": (text(), ...), "default": (bool, False)}, rules)
    items = [model(name=name, default=name == "*") for name in ("*", "a", "b", "a", "a #2")]
    assert list(keyed(items)) == ["a", "b", "a #2", "a #2 #2", DEFAULT_KEY]
    found = read(list_of(model), [{"name": "a"}, {"name": "a"}, *[{"name": "x", "default": True}] * 2])
    assert found[1] == [("here[3]", "again", ("x",))]


def test_short_form_has_the_same_meaning():
    raw = ["a", {"name": "b", "active": False}]
    assert read(RULES, raw) == (raw, [])


def test_every_refusal_has_words():
    for key in messages.ENTRIES:
        assert Message(key, ("a", "b")).english
