"""Where a notice goes, and what a recovery may ask for: tables."""

from datetime import UTC, datetime, timedelta

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, TotpSecret
from accounts.domain.security_changes import (
    WINDOW,
    HeldAddress,
    SecurityChangeKind,
    asked_in_recovery,
    recipients_of,
)
from tests.tables import each

NOW = datetime(2026, 11, 22, 14, 51, tzinfo=UTC)
JOINED = NOW - timedelta(days=2)
DAY = timedelta(days=1)


def held(name: str, *, verified: bool = True) -> HeldAddress:
    return HeldAddress(name, name.upper(), verified=verified)


A, B, C = held("a"), held("b"), held("c")
STRANGER = held("s", verified=False)


@each(
    ("before", "current", "undo", "others"),
    [
        ([], A, None, [A]),
        ([A], A, A, []),
        ([A], B, A, [B]),
        ([A, B], C, A, [B, C]),
        ([A, B], A, A, [B]),
        ([A, A, B], B, A, [B]),
        ([STRANGER], STRANGER, None, [STRANGER]),
        ([STRANGER], A, None, [A]),
        ([STRANGER, A], B, A, [B]),
        ([STRANGER, A], A, A, []),
    ],
)
def test_undo_link_goes_to_the_first_verified_address(before, current, undo, others):
    recipients = recipients_of(before, current)
    assert recipients.undo == undo
    assert list(recipients.others) == others


def one(kind: str, age: timedelta) -> Enrolled:
    secret, authenticator = TotpSecret("sealed"), Authenticator(kind)
    return Enrolled(1, f"{kind}-{age}", authenticator, kind, secret, NOW - age)


OLD_APP, EDGE_APP = one("totp", 30 * DAY), one("totp", WINDOW)
NEW_APP, NEW_KEY, NEWEST_KEY = one("totp", DAY), one("passkey", DAY), one("passkey", timedelta(hours=1))
SIGN_UP_APP = one("totp", NOW - JOINED)
OLD_QUESTION, ACCESS_CODE = one("security_question", 30 * DAY), one("access_code", DAY)
UNDONE = NOW - timedelta(hours=2)


@each(
    ("enrolled", "undone_at", "asked"),
    [
        ([], None, []),
        ([NEW_APP], None, [NEW_APP]),
        ([OLD_APP], None, [OLD_APP]),
        ([OLD_APP, NEW_KEY], None, [OLD_APP]),
        ([EDGE_APP, NEW_KEY], None, [EDGE_APP]),
        ([SIGN_UP_APP, NEW_KEY], None, [SIGN_UP_APP]),
        ([OLD_QUESTION, NEW_KEY], None, [OLD_QUESTION, NEW_KEY]),
        ([OLD_APP, NEW_KEY, ACCESS_CODE], None, [OLD_APP, ACCESS_CODE]),
        ([NEW_APP], UNDONE, []),
        ([NEW_APP, NEWEST_KEY], UNDONE, [NEWEST_KEY]),
        ([SIGN_UP_APP, NEW_KEY], UNDONE, [SIGN_UP_APP]),
        ([OLD_APP, NEWEST_KEY], UNDONE, [OLD_APP]),
        ([NEW_KEY, ACCESS_CODE], UNDONE, [ACCESS_CODE]),
    ],
)
def test_recovery_requires_factors_older_than_a_takeover(enrolled, undone_at, asked):
    found = asked_in_recovery(enrolled, joined_at=[JOINED], undone_at=undone_at, now=NOW)
    assert list(found) == asked


def test_every_kind_of_change_has_its_words():
    assert all(kind.label for kind in SecurityChangeKind)
