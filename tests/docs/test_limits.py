"""The page of lifetimes and limits says what the code does."""

from datetime import timedelta

import pytest

from accounts.authenticators import access_code, passkey_challenges, totp
from accounts.domain.security_changes import WINDOW
from accounts.models import Challenge
from accounts.services import admin_access, devices, invitations, lockout, notices, sessions
from accounts.services.budgets import LIMITS, Purpose
from accounts.services.throttle import LIMITS as SOFT
from accounts.services.throttle import Kind
from flows import answering, becoming, store
from flows.domain import transaction
from oidc.domain import logout, rotation, tokens
from oidc.domain.clients import ACCESS_SECONDS, REFRESH_SECONDS
from oidc.models import Client
from oidc.services import clients
from policies.domain.account_management import AccountManagementOutcome
from policies.domain.assurance import FRESH_FOR
from policies.domain.authenticator_enrollment import EnrollmentOutcome
from policies.domain.checks import LONGEST_SESSION
from policies.domain.password import NIST_DEFAULTS
from policies.domain.protection import LIFETIME_MINUTES, Protection
from policies.domain.session import SessionOutcome
from tests.lint import ROOT

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
_HOURS = {300: "in 5 minutes", 3600: "an hour", 86400: "a day"}


def minutes(time: timedelta) -> str:
    return f"{time // MINUTE} minutes"


def days(time: timedelta) -> str:
    return f"{time // DAY} days"


def often(purpose: Purpose) -> str:
    limits = LIMITS[purpose]
    return ", ".join(f"{one.count} {_HOURS[int(one.seconds)]}" for one in (limits.short, limits.long))


def softly(kind: Kind) -> str:
    words = SOFT[kind].replace("/hour", " an hour").replace("/day", " a day").replace("/minute", " a minute")
    words = words.replace("/", " in ")
    return words.replace("; ", ", ")


def rows() -> dict[str, tuple[str, str]]:
    """The rows of every table of the page: what, how much, who decides."""
    lines = (ROOT / "docs" / "limits.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {what: (value, rest[0] if rest else "") for what, value, *rest in cells}


LOCKOUT = NIST_DEFAULTS.lockout
WAIT = transaction.RESEND_AFTER
assert LOCKOUT.unlock_after is not None
SAID = {
    "a session that is not used": minutes(SessionOutcome().idle),
    "a session at the latest": minutes(SessionOutcome().absolute),
    "sessions of one person at once": f"{sessions.MOST_AT_ONCE};",
    "a proof made on the way": minutes(FRESH_FOR),
    "a proof before the account is changed": minutes(AccountManagementOutcome().proof_age),
    "an attempt to": minutes(transaction.LIFETIME),
    "a mailed or texted code": minutes(Protection().challenge_lifetime),
    "a code of an authenticator app": f"{totp.STEP_SECONDS} seconds",
    "a passkey's challenge": minutes(passkey_challenges.LIFETIME),
    "a temporary access code": minutes(access_code.DEFAULT_LIFETIME),
    "a remembered browser": days(devices.KEPT_FOR),
    "the link that undoes security changes": days(WINDOW),
    "an invitation": days(invitations.LIFETIME),
    "the link of `manage.py admin_access`": minutes(admin_access.LIFETIME),
    "the suggestion of a passkey": days(EnrollmentOutcome({}).nudge_pause),
    "wrong passwords in a row, then a lock |": str(LOCKOUT.attempts),
    "the lock opens by itself": f"after {minutes(LOCKOUT.unlock_after)}",
    "wrong passwords in a row, then a lock until": str(lockout.MOST_IN_A_ROW),
    "tries of passwords": str(store.MOST_TRIES),
    "tries for one mail or text": str(Challenge._meta.get_field("max_attempts").default),
    "tries of mailed or texted codes": often(Purpose.CODE),
    "tries of app codes": often(Purpose.FACTOR),
    "mails to one address": often(Purpose.MAIL),
    "mails and texts in one attempt": (
        f"{transaction.MOST_MAILS}, with {transaction.MAIL_PAUSE.seconds} seconds between two mails "
        f"and {WAIT.seconds} between two texts"
    ),
    "mails about a lock": f"{notices.LOCK_MAIL_EVERY // timedelta(hours=1)} an hour",
    "addresses typed": softly(Kind.IDENTIFY),
    "passwords and other proofs": softly(Kind.PASSWORD),
    "codes and new passwords": softly(Kind.CODE),
    "sign-ups": softly(Kind.SIGN_UP),
    "whatever sends": softly(Kind.MAIL),
    "links": softly(Kind.LINK),
    "what apps read": softly(Kind.TOKEN_READ),
    "wrong secrets of apps": softly(Kind.CLIENT_SECRET),
    "codes and tokens that an app": softly(Kind.TOKEN),
    "looks at a transaction": softly(Kind.STATE_HANDLE),
    "an app's code, and an interaction": f"{tokens.CODE_LIFETIME.seconds} seconds",
    "an app's access token": minutes(Client().access_lifetime),
    "an app's ID token": minutes(tokens.ID_TOKEN_LIFETIME),
    "an app's refresh token that is not used": days(Client().refresh_idle),
    "an app's refresh tokens, however": days(Client().refresh_lifetime),
    "a logout token": minutes(logout.LIFETIME),
    "a secret of an app, once": days(clients.OVERLAP),
    "a key that tokens": days(rotation.SIGNS_FOR),
}


@pytest.mark.parametrize(("what", "value"), SAID.items())
def test_the_page_says_what_the_code_does(what: str, value: str):
    found = [said for name, (said, _) in rows().items() if f"{name} |".startswith(what)]
    assert len(found) == 1
    assert found[0].startswith(value)


def test_every_row_is_held():
    heads = {"what", "---"}
    held = [name for name in rows() if any(f"{name} |".startswith(what) for what in SAID)]
    assert set(rows()) - heads == set(held)


def test_bounds_are_those_of_the_checks():
    least, most = LIFETIME_MINUTES
    decided = {name: by for name, (_, by) in rows().items()}
    assert f"{least} to {most}" in decided["a mailed or texted code, and its link"]
    assert f"at most {days(LONGEST_SESSION)}" in decided["a session at the latest"]
    bounds = f"{minutes(access_code.MIN_LIFETIME)} to {days(access_code.MAX_LIFETIME)}"
    assert bounds in decided["a temporary access code"]
    assert becoming.WELCOME_LIFETIME == invitations.LIFETIME


def test_bounds_of_apps_are_those_of_the_checks():
    decided = {name: by for name, (_, by) in rows().items()}
    least, most = (timedelta(seconds=one) for one in ACCESS_SECONDS)
    assert (
        f"{least // MINUTE} minute to {most // timedelta(hours=1)} hours" in decided["an app's access token"]
    )
    least, most = (timedelta(seconds=one) for one in REFRESH_SECONDS)
    words = f"{least // timedelta(hours=1)} hour to {days(most)}"
    assert words in decided["an app's refresh tokens, however often one is used"]
    assert answering.CODE_LIFETIME == tokens.CODE_LIFETIME
    before, after = (
        one // timedelta(hours=1) for one in (rotation.PUBLISHED_BEFORE, rotation.PUBLISHED_AFTER)
    )
    page = rows()["a key that tokens are signed with"][0]
    assert f"published {before} hours before, and for {after} hours after" in page
