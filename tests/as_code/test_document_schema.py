"""What may stand in a document, and how everything else is refused."""

from datetime import UTC

from accounts.domain.documents.records import DEFAULT_KEY, Field, Items, Record
from accounts.domain.documents.scalars import Anything, Clock, Day, Exact, Flag, Moment, Number
from accounts.domain.documents.words import Choice, Lines, MultipleChoice, Name, Names, Text
from accounts.domain.messages import CATALOGUE, Message
from tests.tables import each

MOMENT = Moment(lambda moment: moment.astimezone(UTC))
COLORS = Choice(("red", "green"))
DAYS = MultipleChoice(("mon", "tue", "wed"))
RULE = Record((Field("name", Text()), Field("active", Flag(), default=True)), short="name")
RULES = Items(RULE, lambda item: item["name"], ordered=True)


def read(shape, raw):
    wrong = []
    value = shape.read(raw, "here", wrong)
    return value, [(one.field, one.code.removeprefix("ssr.document."), one.params) for one in wrong]


@each(
    ("shape", "raw", "value"),
    [
        (Text(), "no", "no"),
        (Text(canonical=str.lower), "Red", "red"),
        (Flag(), True, True),
        (Number(0, 9), 9, 9),
        (Number(0, 9, empty=True), None, None),
        (Exact(), "0.50", "0.5"),
        (Exact(), 5, 5),
        (Exact(), "1E+2", 100),
        (COLORS, "red", "red"),
        (DAYS, ["wed", "mon"], ["mon", "wed"]),
        (Lines("x", str.upper, in_order=False), ["b", "a", "B"], ["A", "B"]),
        (Name("groups"), None, None),
        (Names("groups"), ["b", "a"], ["a", "b"]),
        (Names("groups", limits=True), None, None),
        (Clock(), "09:30", "09:30"),
        (Clock(), "09:30:05", "09:30:05"),
        (Day(), "2026-01-31", "2026-01-31"),
        (MOMENT, "2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00+00:00"),
        (Anything(), ["a"], ["a"]),
        (Anything(), 3, 3),
        (RULE, {"name": "a"}, {"name": "a", "active": True}),
        (RULE, "a", {"name": "a", "active": True}),
        (RULES, ["a", {"name": "b"}], [{"name": "a", "active": True}, {"name": "b", "active": True}]),
    ],
)
def test_exported_document_has_one_full_form(shape, raw, value):
    assert read(shape, raw) == (value, [])


@each(
    ("shape", "raw", "refusals"),
    [
        (Text(), 5, [("here", "text", ())]),
        (Text(), None, [("here", "text", ())]),
        (Text(), "a\0b", [("here", "unsafe", ())]),
        (Text(), "\ud800", [("here", "unsafe", ())]),
        (Text(), "x" * 200_001, [("here", "unsafe", ())]),
        (Flag(), "yes", [("here", "flag", ())]),
        (Flag(), 1, [("here", "flag", ())]),
        (Number(0, 9), True, [("here", "number", ())]),
        (Number(0, 9), "9", [("here", "number", ())]),
        (Number(0, 9), None, [("here", "number", ())]),
        (Number(0, 9), 10, [("here", "range", ("0", "9"))]),
        (Exact(), "many", [("here", "decimal", ())]),
        (Exact(), "NaN", [("here", "decimal", ())]),
        (Exact(), "1E+999999", [("here", "decimal", ())]),
        (Exact(), "0.00000000001", [("here", "decimal", ())]),
        (Exact(), True, [("here", "decimal", ())]),
        (COLORS, "gren", [("here", "unknown_near", ("gren", "green"))]),
        (COLORS, "zzz", [("here", "unknown", ("zzz",))]),
        (COLORS, ["red"], [("here", "text", ())]),
        (DAYS, "mon", [("here", "list", ())]),
        (DAYS, ["mno"], [("here[0]", "unknown_near", ("mno", "mon"))]),
        (DAYS, ["mon", "mon"], [("here", "twice", ("mon",))]),
        (DAYS, [["mon"]], [("here[0]", "text", ()), ("here[0]", "unknown", ("",))]),
        (Names("groups"), None, [("here", "list", ())]),
        (Clock(), "25:00", [("here", "clock", ())]),
        (Clock(), "09:30+01:00", [("here", "clock", ())]),
        (Day(), "soon", [("here", "day", ())]),
        (MOMENT, "2026-01-31T12:00:00", [("here", "moment", ())]),
        (MOMENT, "9999-12-31T23:59:59-23:59", [("here", "moment", ())]),
        (Anything(), {"a": 1}, [("here", "text", ())]),
        (RULE, [], [("here", "record", ())]),
        (RULE, {}, [("here.name", "missing", ())]),
        (RULE, {"name": "a", "actve": True}, [("here.actve", "unknown_near", ("actve", "active"))]),
        (RULE, {"name": "a", 5: True}, [("here.5", "unknown", ("5",))]),
        (RULES, None, [("here", "list", ())]),
        (RULES, ["a", "a"], [("here[1]", "again", ("a",))]),
        (RULES, ["a"] * 5001, [("here", "many", ("5000",))]),
    ],
)
def test_violation_is_named_by_its_path(shape, raw, refusals):
    assert read(shape, raw)[1] == refusals


def test_unreadable_line_has_its_own_message():
    _value, wrong = read(Lines("ssr.policy.network", lambda line: str(int(line))), ["7", "x"])
    assert wrong == [("here[1]", "ssr.policy.network", ("x",))]


def test_one_item_at_most_has_a_single_flag():
    shape = Items(RULE, lambda item: item["name"], single="active")
    assert read(shape, ["a", {"name": "b", "active": False}])[1] == []
    assert read(shape, ["a", "b"])[1] == [("here[1].active", "single", ())]


def test_the_default_one_is_last_and_names_that_come_again_are_counted():
    shape = Items(RULE, lambda item: item["name"].strip("*"), ordered=True, repeats=True)
    items = read(shape, ["*", "a", "b", "a", "a #2"])[0]
    assert list(shape.keyed(items)) == ["a", "b", "a #2", "a #2 #2", DEFAULT_KEY]
    assert len(shape.keyed(items)) == len(items)


def test_short_form_has_the_same_meaning():
    full = read(RULES, ["a", {"name": "b", "active": False}])[0]
    assert RULES.short_form(full) == ["a", {"name": "b", "active": False}]
    assert read(RULES, RULES.short_form(full)) == (full, [])


def test_every_refusal_has_words():
    for key in [key for key in CATALOGUE if key.startswith("ssr.document.")]:
        assert Message(key, ("a", "b")).english
