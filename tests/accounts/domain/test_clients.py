from accounts.domain.clients import UNKNOWN, describe_client
from tests.tables import each

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
)


@each(
    ("header", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Mobile Safari on iOS"),
        ("", UNKNOWN),
        ("nothing known", UNKNOWN),
        ("Your account was stolen, go to evil.example", UNKNOWN),
        ("x" * 1_000_000, UNKNOWN),
    ],
)
def test_browser_has_a_recognizable_name(header, words):
    assert describe_client(header) == words
