"""Every lifetime and limit of the product as a declaration; ``docs/limits.md`` is written from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from accounts.authenticators import access_code, passkey_challenges, totp
from accounts.domain.security_changes import WINDOW
from accounts.models import Challenge
from accounts.selectors.challenges import SIGN_UP_CODE_LIFETIME
from accounts.services import (
    admin_access,
    budgets,
    devices,
    invitations,
    lockout,
    notices,
    sessions,
    throttle,
)
from accounts.services.budgets import Purpose
from accounts.services.throttle import Kind
from flows import store
from flows.domain import transaction
from oidc.domain import logout, rotation, tokens
from oidc.domain.clients import ACCESS_SECONDS, REFRESH_SECONDS
from oidc.models import Client
from oidc.services import clients
from policies.domain.account_management import AccountManagementOutcome
from policies.domain.assurance import FRESH_FOR
from policies.domain.authenticator_enrollment import EnrollmentOutcome
from policies.domain.checks import MAX_SESSION
from policies.domain.password import NIST_DEFAULTS
from policies.domain.protection import LIFETIME_MINUTES, Protection
from policies.domain.session import SessionOutcome
from policies.domain.zones import MAX_MULTIPLIER

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page: what, how long or how often, and what decides it."""

    subject: str
    value: str
    decided_by: str = ""


HARD: Final[Mapping[Purpose, str]] = {
    Purpose.CODE: "tries of mailed or texted codes for one account",
    Purpose.FACTOR: "tries of app codes, recovery codes, access codes and answers for one account",
    Purpose.SIGN_UP_MAIL: "mails of sign-ups to one address",
    Purpose.RECOVERY_MAIL: "mails of recovery and unlocking to one address",
    Purpose.MAIL: "other mails to one address, texts to one number",
    Purpose.TEXT: "texts that one user asks for, to any number",
    Purpose.EXPORT: "downloads of one's own data",
}
"""Limits that the database counts; a purpose without a line is an error."""

SOFT: Final[Mapping[Kind, str]] = {
    Kind.IDENTIFY: "addresses typed",
    Kind.PASSWORD: "passwords and other proofs",
    Kind.PASSWORD_IN_ALARM: "passwords of untrusted browsers, while the alarm of password spraying lasts",
    Kind.CODE: "codes and new passwords",
    Kind.SIGN_UP: "sign-ups",
    Kind.MAIL: "requests that send a mail or a text",
    Kind.LINK: "links",
    Kind.TOKEN_READ: "what apps read: userinfo, introspection, discovery, keys",
    Kind.CLIENT_SECRET: "wrong secrets of apps",
}
"""Limits for each network address."""

OTHER: Final[Mapping[Kind, str]] = {
    Kind.TOKEN: "codes and tokens that an app turns into others",
    Kind.WRONG_PASSWORD: "wrong passwords of untrusted browsers, from all networks, before the alarm",
    Kind.SPRAYING_ALARM: "alarms of password spraying; each lasts as long",
    Kind.STATE_HANDLE: "looks at a transaction of the IDX API: introspect and poll",
}
"""Limits for something else than a network address."""


def _minutes(time: timedelta) -> str:
    return f"{time // MINUTE} minutes"


def _days(time: timedelta) -> str:
    return f"{time // DAY} days"


def _hours(time: timedelta) -> str:
    return f"{time // HOUR} hours"


def lifetimes() -> tuple[Row, ...]:
    """Return how long things live."""
    return (*_lifetimes_of_sessions(), *_lifetimes_of_authenticators(), *_lifetimes_of_apps())


def _lifetimes_of_sessions() -> tuple[Row, ...]:
    least, most = LIFETIME_MINUTES
    session, account = SessionOutcome(), AccountManagementOutcome()
    return (
        Row("a session that is not used", _minutes(session.idle), "global session policy"),
        Row(
            "a session at the latest",
            _minutes(session.absolute),
            f"global session policy, at most {_days(MAX_SESSION)}",
        ),
        Row("sessions of one user at once", f"{sessions.MAX_AT_ONCE}; the ones unused for longest go first"),
        Row("a proof made on the way, when a rule requires a fresh one", _minutes(FRESH_FOR)),
        Row(
            "a proof before the account is changed", _minutes(account.proof_age), "account management policy"
        ),
        Row("an attempt to sign in, sign up or recover", _minutes(transaction.LIFETIME)),
        Row(
            "a mailed or texted code, and its link",
            _minutes(Protection().challenge_lifetime),
            f"account protection, {least} to {most}",
        ),
        Row(
            "the newest code of a sign-up, in a new browser, when no more mail is sent",
            _hours(SIGN_UP_CODE_LIFETIME),
        ),
    )


def _lifetimes_of_authenticators() -> tuple[Row, ...]:
    return (
        Row("a code of an authenticator app", f"{totp.STEP_SECONDS} seconds, and one step on either side"),
        Row("a passkey's challenge", _minutes(passkey_challenges.LIFETIME)),
        Row(
            "a temporary access code",
            _minutes(access_code.DEFAULT_LIFETIME),
            f"the issuer, {_minutes(access_code.MIN_LIFETIME)} to {_days(access_code.MAX_LIFETIME)}",
        ),
        Row(
            "a remembered browser, after its last sign-in",
            _days(devices.KEPT_FOR),
            "hosted: kept only while some rule asks about devices",
        ),
        Row("the link that undoes security changes, and a sealed authenticator", _days(WINDOW)),
        Row(
            "an invitation, a reset by an administrator, a first mail to an unverified address",
            _days(invitations.LIFETIME),
        ),
        Row("the link of `manage.py admin_access`", _minutes(admin_access.LIFETIME)),
        Row(
            "the suggestion of a passkey, once put off",
            _days(EnrollmentOutcome({}).nudge_pause),
            "authenticator enrollment policy",
        ),
    )


def _lifetimes_of_apps() -> tuple[Row, ...]:
    app = Client()
    access, refresh = (
        [timedelta(seconds=bound) for bound in pair] for pair in (ACCESS_SECONDS, REFRESH_SECONDS)
    )
    return (
        Row("an app's code, and an interaction code", f"{tokens.CODE_LIFETIME.seconds} seconds"),
        Row(
            "an app's access token",
            _minutes(app.access_lifetime),
            f"the app, {access[0] // MINUTE} minute to {_hours(access[1])}",
        ),
        Row("an app's ID token", _minutes(tokens.ID_TOKEN_LIFETIME)),
        Row("an app's refresh token that is not used", _days(app.refresh_idle), "the app"),
        Row(
            "an app's refresh tokens, however often one is used",
            _days(app.refresh_lifetime),
            f"the app, {refresh[0] // HOUR} hour to {_days(refresh[1])}",
        ),
        Row("a logout token", _minutes(logout.LIFETIME)),
        Row(
            "a secret of an app, once another takes its place",
            _days(clients.OVERLAP),
            "its administrator, at once if it is lost",
        ),
        Row(
            "a key that tokens are signed with",
            f"{_days(rotation.SIGNS_FOR)}; published {_hours(rotation.PUBLISHED_BEFORE)} before, and for "
            f"{_hours(rotation.PUBLISHED_AFTER)} after",
        ),
    )


def hard_limits() -> tuple[Row, ...]:
    """Return what the database counts."""
    locks = NIST_DEFAULTS.lockout
    tries = "tries of passwords, passkeys, app codes, recovery codes, access codes and answers in one attempt"
    return (
        Row("wrong passwords in a row, then a lock", str(locks.attempts), "password policy"),
        Row("the lock opens by itself", f"after {_minutes(locks.unlock_after or DAY)}", "password policy"),
        Row("wrong passwords in a row, then a lock until the password is reset", str(lockout.MAX_IN_A_ROW)),
        Row(tries, str(store.MAX_TRIES)),
        Row("tries for one mail or text", str(Challenge().max_attempts)),
        *(Row(HARD[purpose], _often(purpose)) for purpose in Purpose),
        Row(
            "mails and texts in one attempt",
            f"{transaction.MAX_MAILS}, with {transaction.MAIL_PAUSE.seconds} seconds between two mails and "
            f"{transaction.RESEND_AFTER.seconds} between two texts",
        ),
        Row("mails about a lock", f"{notices.LOCK_MAIL_EVERY // HOUR} an hour"),
    )


def soft_limits() -> tuple[Row, ...]:
    """Return what is counted for each network address."""
    return tuple(Row(label, describe(throttle.LIMITS[kind])) for kind, label in SOFT.items())


def other_limits() -> tuple[Row, ...]:
    """Return what is counted for an app or a transaction."""
    return tuple(Row(label, describe(throttle.LIMITS[kind])) for kind, label in OTHER.items())


def _often(purpose: Purpose) -> str:
    limits = budgets.LIMITS[purpose]
    said = "; ".join(
        f"{limit.count}/{int(limit.seconds) // 60} minutes" for limit in (limits.short, limits.long)
    )
    kept = (limits.short.reserve, limits.long.reserve)
    words = describe(said)
    return f"{words}; {kept[0]} and {kept[1]} of them for new networks" if any(kept) else words


def describe(limits: str) -> str:
    """Return "30 an hour, 100 a day" for "30/hour; 100/day"."""
    words = limits.replace("/60 minutes", "/hour").replace("/1440 minutes", "/day").replace("; ", ", ")
    for unit, article in (("hour", "an"), ("day", "a"), ("minute", "a")):
        words = words.replace(f"/{unit}", f" {article} {unit}")
    return words.replace("/", " in ")


def page() -> str:
    """Return the whole page."""
    return _PAGE.format(
        lifetimes=_table("how long", lifetimes()),
        hard=_table("how often", hard_limits()),
        soft=_table("how often", soft_limits()),
        most=MAX_MULTIPLIER,
        other=_table("how often", other_limits()),
    )


def _table(measure: str, rows: Iterable[Row]) -> str:
    lines = [f"| what | {measure} | decided by |", "| --- | --- | --- |"]
    lines += [f"| {row.subject} | {row.value} | {row.decided_by} |".replace("|  |", "| |") for row in rows]
    return "\n".join(lines)


_PAGE: Final = """# Lifetimes and limits

What comes out of the box. `manage.py limits_page` writes this page from the code; tests keep it fresh and
count on a moving clock what passes (`tests/docs/test_limits.py`). What a policy or a switch decides is
marked: it is changed in the administration, between the bounds that its page names. Everything else is the
same everywhere.

## How long things live

{lifetimes}

Clearing out follows later: [adr/0016](adr/0016-gone-within-a-day.md).

## How often things may happen

A limit holds for every period of its length, wherever that begins
([adr/0038](adr/0038-limits-over-sliding-periods.md)). A refusal names the true wait, in words and in
`Retry-After`.

Counted in the database, before anything is compared, apart for a user's own browsers and for all others
([adr/0007](adr/0007-count-before-comparing.md), [adr/0022](adr/0022-lockout-has-two-purses.md)). Uses that
are kept for new networks can be had only from networks that have not used that limit within the day
([adr/0039](adr/0039-strangers-cannot-starve-an-address.md)); a user's own browsers need no such share:

{hard}

For each network address (IPv6: each /64) there are softer limits, in Redis:

{soft}

A network zone gives each of its addresses up to {most} times as many, for offices and schools whose users
share one address; where zones overlap, the largest number holds. An alarm of password spraying takes no
notice of zones.

Codes and tokens are counted for each app that keeps a secret, wherever it asks from; for the other apps
together, for each network address, since their names are public. Looks are counted for each transaction.
Wrong passwords of untrusted browsers are counted for the whole server; too many are password spraying,
which is the event `security.attack.start` and a line of the log at the level ERROR:

{other}
"""
