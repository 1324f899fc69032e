from datetime import UTC, datetime, timedelta, timezone

from accounts.domain.text import one_line
from accounts.messaging.words import (
    day_and_time,
    greeting,
    grouped,
)
from tests.tables import each


@each(
    ("text", "line"),
    [
        ("Orchard", "Orchard"),
        ("  Orchard \t Co-op ", "Orchard Co-op"),
        ("Ada\r\nBcc: everybody@example.com", "Ada Bcc: everybody@example.com"),
        ("Ada\u2028Okafor\u0085x", "Ada Okafor x"),
        ("pay\u202eelgoog", "payelgoog"),
        ("zero\u200bwidth\x00", "zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("x" * 130, "x" * 119 + "…"),
    ],
)
def test_a_value_from_outside_becomes_one_plain_line(text: str, line: str):
    assert one_line(text) == line


@each("name", ["Ada", "María José", "O’Neill", "Jean-Luc", "李小龍", "J. R. R.", "Nguyễn Thị"])
def test_user_with_a_name_is_greeted_by_it(name: str):
    assert greeting(name) == f"Hello {name}."


@each(
    "name",
    [
        "",
        "   ",
        "evil.example",
        "http://evil.example/",
        "call 555 0100",
        "you@example.com",
        "<b>Ada</b>",
        "Win a new car this very day",
        "Ada" * 20,
        "$$$",
    ],
)
def test_implausible_name_is_not_repeated_to_a_stranger(name: str):
    assert greeting(name) == "Hello."


def test_a_code_is_grouped_as_it_is_read_aloud():
    assert (grouped("482913"), grouped("")) == ("482 913", " ")


def test_a_moment_is_shown_with_its_zone_wherever_it_was_written_down():
    dublin = datetime(2026, 11, 22, 16, 51, tzinfo=timezone(timedelta(hours=2)))
    assert day_and_time(dublin) == day_and_time(dublin.astimezone(UTC)) == "22 November 2026 at 14:51 UTC"
