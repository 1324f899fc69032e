"""Documents as text: hostile ones are refused, and nothing in them is more than it says."""

from itertools import pairwise
from string import ascii_lowercase

import pytest

from configuration.yaml_text import MAX_BYTES, Unreadable, dump, load
from tests.tables import each

REFUSED = {
    "a python object": ("a: !!python/object/apply:os.system ['true']", "alias"),
    "any tag": ("a: !!set {b, c}", "alias"),
    "an alias": ("a: &x [1]\nb: *x", "alias"),
    "an anchor": ("a: &x 1", "alias"),
    "a merge": ("a: {<<: {b: 1}, <<: {c: 1}}", "repeated"),
    "a key twice": ("a: 1\nb: 2\na: 3", "repeated"),
    "a key twice inside": ("x:\n  - {a: 1, a: 2}", "repeated"),
    "a list as a key": ("[1, 2]: 3", "record"),
    "no yaml": ("a: [", "unreadable"),
    "two documents": ("a: 1\n---\nb: 2", "unreadable"),
    "control characters": ("a: \x07", "unreadable"),
}


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as unreadable:
        load(content)
    return unreadable.value.violation.code.removeprefix("ssr.document.")


@each("name", REFUSED)
def test_tags_beyond_plain_values_are_refused(name: str):
    text, code = REFUSED[name]
    assert refusal(text.encode()) == code


def test_a_refusal_says_where():
    with pytest.raises(Unreadable) as unreadable:
        load(b"a: 1\nb: 2\na: 3")
    assert (unreadable.value.violation.field, unreadable.value.violation.params) == ("line 3", ("a",))


def test_nested_aliases_are_refused_before_they_are_expanded():
    # Expanded these are 9^25 words: a reader that expands them before refusing never answers.
    names = ascii_lowercase
    lines = [
        'a: &a ["ha"]',
        *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(names)),
    ]
    assert refusal("\n".join(lines).encode()) == "alias"


def test_deeply_nested_document_is_refused_early():
    assert refusal(b"[" * 50_000) == "deep"
    assert refusal(b"{a: " * 50_000) == "deep"


def test_large_document_is_not_parsed():
    assert refusal(b"#" * (MAX_BYTES + 1)) == "size"


def test_other_encodings_are_refused():
    assert refusal("a: ä".encode("latin-1")) == "encoding"
    assert refusal("a: b".encode("utf-16")) == "encoding"
    assert load("\ufeffa: b".encode()) == {"a": "b"}


@each(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("1.5", "1.5"),
        ("0x10", "0x10"),
        ("010", "010"),
        ("9999999999999999999999", "9999999999999999999999"),
        ("10", 10),
        ("-1", -1),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("'true'", "true"),
    ],
)
def test_only_plain_numbers_and_flags_are_no_text(text: str, value: object):
    loaded = load(f"a: {text}".encode())
    assert loaded == {"a": value}
    assert isinstance(loaded, dict)
    assert type(loaded["a"]) is type(value)


@each(
    "text",
    [
        "no",
        "12:30",
        "1",
        "null",
        "",
        " a ",
        "a\nb",
        "a\nb\n",
        "\ta",
        "- a",
        "a: b",
        "# a",
        "'",
        '"',
        "\x85",
        "\u2028",
        "\x07",
        "é🦊",
        "%",
        "@",
        "`",
        "{",
        "&a",
        "*a",
        "!a",
        "a\r\nb",
    ],
)
def test_every_text_comes_back_as_it_was(text: str):
    assert load(dump({"a": [text, {"b": text}]}).encode()) == {"version": 1, "a": [text, {"b": text}]}
