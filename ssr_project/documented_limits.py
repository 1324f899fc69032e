"""Every lifetime and limit of the product as a declaration; ``docs/limits.md`` is written from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from accounts.credentials import access_code, budgets, lockout, passkey_challenges, throttle, totp
from accounts.credentials.budgets import Purpose
from accounts.credentials.challenges import SIGN_UP_CODE_LIFETIME
from accounts.credentials.throttle import Kind
from accounts.domain.import_columns import MAX_COLUMNS
from accounts.domain.security_changes import WINDOW
from accounts.lifecycle import admin_access, bulk_actions, import_files, import_jobs, invitations, notices
from accounts.models import Challenge
from accounts.sessions import devices, lifetime
from configuration.keeper import MAX_VERSIONS
from flows import repository
from flows.domain import transaction
from oidc import clients
from oidc.models import Client
from oidc.protocol import jose, tokens
from oidc.protocol.registration import ACCESS_SECONDS, REFRESH_SECONDS
from policies.domain.assurance import FRESH_FOR, SECOND_FACTOR_AGE
from policies.domain.checks import MAX_SESSION
from policies.domain.outcomes import (
    NIST_DEFAULTS,
    AccountManagementOutcome,
    EnrollmentOutcome,
    SessionOutcome,
)
from policies.domain.protection import LIFETIME_MINUTES, Protection
from policies.domain.shadow import MAX_ATTEMPTS, RETENTION, SHADOW_LIFETIME
from policies.domain.zones import MAX_MULTIPLIER

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page: what, how long or how often, and what decides it."""

    subject: str
    value: str
    decided_by: str = ""


HARD: Final[Mapping[Purpose, str]] = {
    Purpose.CODE: "attempts at emailed or texted codes for one account",
    Purpose.FACTOR: "attempts at app codes, recovery codes, access codes and answers for one account",
    Purpose.SIGN_UP_MAIL: "sign-up mails to one address",
    Purpose.RECOVERY_MAIL: "recovery and unlock mails to one address",
    Purpose.MAIL: "other mails to one address, texts to one number",
    Purpose.TEXT: "texts that one user requests, to any number",
    Purpose.EXPORT: "downloads of personal data",
    Purpose.TEST_MAIL: "test emails of an administrator",
}
"""Limits that the database counts; a purpose without a line is an error."""

SOFT: Final[Mapping[Kind, str]] = {
    Kind.IDENTIFY: "submitted addresses",
    Kind.PASSWORD: "passwords and other proofs",
    Kind.PASSWORD_IN_ALARM: "passwords from untrusted devices, during an alarm of password spraying",
    Kind.CODE: "codes and new passwords",
    Kind.SIGN_UP: "sign-ups",
    Kind.MAIL: "requests that send a mail or a text",
    Kind.LINK: "links",
    Kind.TOKEN_READ: "requests of apps: userinfo, introspection, discovery, keys",
    Kind.CLIENT_SECRET: "wrong client secrets",
}
"""Limits for each network address."""

OTHER: Final[Mapping[Kind, str]] = {
    Kind.TOKEN: "codes and refresh tokens that an app exchanges",
    Kind.WRONG_PASSWORD: "wrong passwords from untrusted devices, from all networks, before the alarm",
    Kind.SPRAYING_ALARM: "alarms of password spraying; the period is the alarm's duration",
    Kind.STATE_HANDLE: "reads of a transaction of the IDX API: introspect and poll",
    Kind.PROVIDER_TEST: "tests of the connection to an identity provider",
}
"""Limits for an app, a transaction or the whole server."""


def _minutes(time: timedelta) -> str:
    return f"{time // MINUTE} minutes"


def _days(time: timedelta) -> str:
    return f"{time // DAY} days"


def _hours(time: timedelta) -> str:
    return f"{time // HOUR} hours"


def lifetimes() -> tuple[Row, ...]:
    """Return the lifetimes."""
    return (
        *_lifetimes_of_sessions(),
        *_lifetimes_of_authenticators(),
        *_lifetimes_of_apps(),
        *_lifetimes_of_imports(),
    )


def _lifetimes_of_imports() -> tuple[Row, ...]:
    size = f"{import_files.MAX_MEGABYTES} MB, {import_files.MAX_LINES:,} lines, {MAX_COLUMNS} columns"
    return (
        Row("a file with people to import", f"{_days(import_jobs.FILE_RETENTION)}; {size}"),
        Row("an import, with the problems of its lines", _days(import_jobs.RETENTION)),
        Row("imports that are stored at once", str(import_jobs.MAX_STORED)),
        Row(
            "an action on many people, with its results",
            f"{_days(bulk_actions.RETENTION)}; {bulk_actions.MAX_USERS:,} people",
        ),
        Row("an action on many people that was not started", _days(bulk_actions.UNSTARTED_RETENTION)),
    )


def _lifetimes_of_sessions() -> tuple[Row, ...]:
    least, most = LIFETIME_MINUTES
    session, account = SessionOutcome(), AccountManagementOutcome()
    return (
        Row("an unused session", _minutes(session.idle), "global session policy"),
        Row(
            "a session in total",
            _minutes(session.absolute),
            f"global session policy, at most {_days(MAX_SESSION)}",
        ),
        Row("versions of one policy", f"{MAX_VERSIONS}; the oldest go first"),
        Row("a trial of a draft in the shadow", _days(SHADOW_LIFETIME)),
        Row("attempts that one trial looks at", f"about {MAX_ATTEMPTS:,}; then it ends"),
        Row("results of a trial", _days(RETENTION)),
        Row("sessions of one user at once", f"{lifetime.MAX_AT_ONCE}; the least recently used end first"),
        Row("a proof of the same transaction, when a rule requires a recent one", _minutes(FRESH_FOR)),
        Row(
            "a proof before an account change",
            f"{_minutes(account.proof_age)}; {_minutes(SECOND_FACTOR_AGE)} for administrators’ own sign-in",
            "account management policy",
        ),
        Row("a transaction", _minutes(transaction.LIFETIME)),
        Row(
            "an emailed or texted code, and the emailed link",
            _minutes(Protection().challenge_lifetime),
            f"account protection, {least} to {most}",
        ),
        Row(
            "the newest code of a sign-up, in a new browser, when the budget of mails is spent",
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
            "a trusted device, after its last sign-in",
            _days(devices.RETENTION),
            "hosted pages: stored only while a rule has a device condition",
        ),
        Row("the link that undoes security changes, and a sealed authenticator", _days(WINDOW)),
        Row(
            "an invitation, a reset by an administrator, a first mail to an unverified address",
            _days(invitations.LIFETIME),
        ),
        Row("the link of `manage.py admin_access`", _minutes(admin_access.LIFETIME)),
        Row(
            "the pause after a postponed suggestion of a passkey",
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
        Row("an unused refresh token of an app", _days(app.refresh_idle), "the app"),
        Row(
            "the refresh tokens of an app in total",
            _days(app.refresh_lifetime),
            f"the app, {refresh[0] // HOUR} hour to {_days(refresh[1])}",
        ),
        Row("a logout token", _minutes(tokens.LOGOUT_LIFETIME)),
        Row(
            "a replaced client secret",
            _days(clients.OVERLAP),
            "the administrator; ends at once if it is compromised",
        ),
        Row(
            "a key for signing tokens",
            f"{_days(jose.SIGNING_PERIOD)}; published {_hours(jose.PUBLISHED_BEFORE)} before, "
            f"and for {_hours(jose.PUBLISHED_AFTER)} after",
        ),
    )


def hard_limits() -> tuple[Row, ...]:
    """Return the limits that the database counts."""
    locks = NIST_DEFAULTS.lockout
    tries = "attempts at passwords, passkeys, codes of authenticators and answers in one transaction"
    return (
        Row("wrong passwords in a row, then a lock", str(locks.attempts), "password policy"),
        Row("the lock ends", f"after {_minutes(locks.unlock_after or DAY)}", "password policy"),
        Row("wrong passwords in a row, then a lock until the password is reset", str(lockout.MAX_IN_A_ROW)),
        Row(tries, str(repository.MAX_TRIES)),
        Row("attempts for one mail or text", str(Challenge().max_attempts)),
        *(Row(HARD[purpose], _often(purpose)) for purpose in Purpose),
        Row(
            "mails and texts in one transaction",
            f"{transaction.MAX_MAILS}, with {transaction.MAIL_PAUSE.seconds} seconds between two mails and "
            f"{transaction.RESEND_AFTER.seconds} between two texts",
        ),
        Row("mails about a lock", f"{notices.LOCK_MAIL_EVERY // HOUR} an hour"),
    )


def soft_limits() -> tuple[Row, ...]:
    """Return the limits for each network address."""
    return tuple(Row(label, describe(throttle.LIMITS[kind])) for kind, label in SOFT.items())


def other_limits() -> tuple[Row, ...]:
    """Return the limits for an app, a transaction or the whole server."""
    return tuple(Row(label, describe(throttle.LIMITS[kind])) for kind, label in OTHER.items())


def _often(purpose: Purpose) -> str:
    limits = budgets.LIMITS[purpose]
    measures = "; ".join(
        f"{limit.count}/{int(limit.seconds) // 60} minutes" for limit in (limits.short, limits.long)
    )
    kept = (limits.short.reserve, limits.long.reserve)
    words = describe(measures)
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

The defaults. `manage.py limits_page` writes this page from the code; tests keep it up to date and check the
limits on a moving clock (`tests/docs/test_limits.py`). The last column names the policy or setting that
administrators can change, within the bounds of its page. All other values are constants.

## Lifetimes

{lifetimes}

Expired rows are deleted later: [adr/0016](adr/0016-gone-within-a-day.md).

## Limits

A limit holds for every period of its length, whenever it begins
([adr/0038](adr/0038-limits-over-sliding-periods.md)). A refusal has the exact waiting time, in its text
and in `Retry-After`.

The database counts these limits, before anything is compared, separately for trusted and untrusted devices
([adr/0007](adr/0007-count-before-comparing.md), [adr/0022](adr/0022-lockout-has-two-purses.md)). The
share for new networks is for networks that have not used that limit within the day
([adr/0039](adr/0039-strangers-cannot-starve-an-address.md)); trusted devices need no such share:

{hard}

Redis counts these limits for each network address (IPv6: each /64):

{soft}

A network zone multiplies the limits of each of its addresses, up to {most} times, for offices and schools
whose users share one address. Where zones overlap, the largest factor holds. An alarm of password spraying
ignores zones.

Codes and tokens are counted for each confidential client. For public clients they are counted together, for
each network address, since their client ids are public. Reads are counted for each transaction. Wrong
passwords from untrusted devices are counted for the whole server. Too many are password spraying, the event
`security.attack.start` with a log line at level ERROR:

{other}
"""
