import json
from datetime import UTC, datetime

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import (
    AccessCodeDigest,
    PasskeyCredential,
    PendingEnrollment,
    PhoneNumber,
    RecoveryCodeSet,
    SecurityAnswer,
    TotpSecret,
    pending_of,
    stored_pending,
)
from tests.tables import each

NOW = datetime(2027, 3, 4, 5, 6, 7, 891011, tzinfo=UTC)
VALUES = [
    (Authenticator.TOTP, TotpSecret("k1.sealed")),
    (Authenticator.TOTP, TotpSecret("k1.sealed", last_step=7)),
    (Authenticator.PASSKEY, PasskeyCredential("aWQ", "a2V5")),
    (
        Authenticator.PASSKEY,
        PasskeyCredential("aWQ", "a2V5", 9, True, True, "fbfc3007", ("internal", "usb")),
    ),
    (Authenticator.PHONE, PhoneNumber("+12025550123")),
    (Authenticator.SECURITY_QUESTION, SecurityAnswer("first_award", "argon2$…")),
    (Authenticator.RECOVERY_CODE, RecoveryCodeSet(("k1.a", "k1.b"))),
    (Authenticator.ACCESS_CODE, AccessCodeDigest("k1.a", NOW)),
]


@each("proved_at", [None, NOW])
@each(("authenticator", "data"), VALUES)
def test_pending_enrollment_survives_the_transactions_row(authenticator, data, proved_at):
    pending = PendingEnrollment("public-id", authenticator, "My own", data, proved_at)
    assert pending_of(json.loads(json.dumps(stored_pending(pending)))) == pending


@each(("authenticator", "data"), VALUES)
def test_nothing_secret_is_seen_when_a_value_is_printed(authenticator, data):
    printed = repr(PendingEnrollment("public-id", authenticator, "", data))
    assert not any(secret in printed for secret in ("k1.", "a2V5", "argon2"))


@pytest.mark.parametrize("never", [Authenticator.PASSWORD, Authenticator.EMAIL])
def test_password_and_email_are_never_an_enrollment(never):
    stored = {"public_id": "x", "authenticator": never.value, "label": "", "data": {}, "proved_at": None}
    with pytest.raises(KeyError):
        pending_of(stored)
