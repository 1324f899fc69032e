"""What administrators may choose, at both ends of every range."""

from dataclasses import replace
from datetime import timedelta

from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import CATALOGUE
from accounts.domain.passwords import PasswordRules
from policies.domain import defaults
from policies.domain.assurance import Requirement
from policies.domain.checks import check_outcome, check_ranges, warnings
from policies.domain.conditions import read_conditions
from policies.domain.outcomes import (
    NIST_DEFAULTS,
    OLDER_DEFAULTS,
    AccountManagementOutcome,
    AuthenticationOutcome,
    AuthenticatorSetting,
    EnrollmentOutcome,
    Lockout,
    Need,
    PasswordOutcome,
    Prompt,
    SessionOutcome,
)
from policies.domain.protection import Protection
from policies.domain.words import describe_outcome
from tests.policies.domain.made import NOW, values
from tests.tables import each

P, Q = Authenticator.PASSWORD, Authenticator.SECURITY_QUESTION
OPTIONAL = AuthenticatorSetting(Need.OPTIONAL)
MINUTE = timedelta(minutes=1)


def _access(allowed=True, **required):
    return AuthenticationOutcome(allowed=allowed, requirement=Requirement(**required))


def _rules(**changes):
    return PasswordOutcome(rules=PasswordRules(**changes))


def _lockout(attempts):
    return PasswordOutcome(lockout=Lockout(attempts=attempts))


def _ages(**changes):
    return PasswordOutcome(**{key: timedelta(days=value) for key, value in changes.items()})


def _settings(**settings):
    return EnrollmentOutcome({Authenticator(key): setting for key, setting in settings.items()})


TABLE = [
    ("session: out of the box", defaults.SESSION, []),
    ("session: four minutes idle", SessionOutcome(idle=4 * MINUTE), ["idle_minutes"]),
    ("session: five minutes idle", SessionOutcome(idle=5 * MINUTE), []),
    ("session: thirty days", SessionOutcome(absolute=timedelta(days=30)), []),
    ("session: longer", SessionOutcome(absolute=timedelta(days=30) + MINUTE), ["absolute_minutes"]),
    ("session: idle beyond the end", SessionOutcome(idle=timedelta(hours=25)), ["idle_minutes"]),
    (
        "session: again after no time",
        SessionOutcome(further_factor=True, prompt=Prompt.AFTER, further_after=0 * MINUTE),
        ["further_minutes"],
    ),
    ("authentication: out of the box", defaults.AUTHENTICATION, []),
    ("authentication: three factors", _access(factors=3), ["factors"]),
    ("authentication: known, nothing known", _access(knowledge=True, excluded=frozenset({P, Q})), []),
    (
        "authentication: a password that does not count",
        _access(password=True, excluded=frozenset({P, Authenticator.IDENTITY_PROVIDER})),
        ["excluded"],
    ),
    (
        "authentication: phishing-resistant without passkeys",
        _access(phishing_resistant=True, excluded=frozenset({Authenticator.PASSKEY})),
        ["excluded"],
    ),
    ("authentication: denied, so nothing to meet", _access(allowed=False, password=True), []),
    ("enrollment: out of the box", defaults.ENROLLMENT, []),
    ("enrollment: nothing", EnrollmentOutcome(), [""]),
    ("enrollment: a security question alone", _settings(security_question=OPTIONAL), [""]),
    (
        "enrollment: a security question beside no password",
        _settings(security_question=OPTIONAL, email=OPTIONAL),
        [Q],
    ),
    ("enrollment: beside a password", _settings(security_question=OPTIONAL, password=OPTIONAL), []),
    (
        "enrollment: what only administrators give",
        _settings(password=OPTIONAL, access_code=AuthenticatorSetting(Need.REQUIRED)),
        [Authenticator.ACCESS_CODE],
    ),
    (
        "enrollment: putting off what is optional",
        _settings(password=OPTIONAL, totp=AuthenticatorSetting(Need.OPTIONAL, grace_skips=2)),
        [Authenticator.TOTP],
    ),
    (
        "enrollment: two kinds of grace",
        _settings(password=OPTIONAL, totp=AuthenticatorSetting(Need.REQUIRED, NOW, 2)),
        [Authenticator.TOTP],
    ),
    ("enrollment: grace", _settings(password=OPTIONAL, totp=AuthenticatorSetting(Need.REQUIRED, NOW)), []),
    ("password: NIST", NIST_DEFAULTS, []),
    ("password: older", OLDER_DEFAULTS, []),
    ("password: seven", _rules(min_length=7), ["min_length"]),
    ("password: eight", _rules(min_length=8), []),
    ("password: sixty-four", _rules(min_length=64), []),
    ("password: sixty-five", _rules(min_length=65), ["min_length"]),
    ("password: too many of a class", _rules(min_symbol=9), ["min_symbol"]),
    ("password: classes fill it", _rules(min_length=8, min_lower=8, min_upper=1), ["min_length"]),
    ("password: never locked", _lockout(0), []),
    ("password: locked by a slip", _lockout(2), ["lockout_attempts"]),
    ("password: locked by three", _lockout(3), []),
    ("password: warned of nothing", _ages(warn_before=5), ["warn_days"]),
    ("password: warned all the time", _ages(warn_before=90, max_age=90), ["warn_days"]),
    ("password: old before it may change", _ages(min_age=90, max_age=90), ["min_age_minutes"]),
    ("password: an age", _ages(max_age=90, warn_before=5, min_age=1), []),
    ("password: history", PasswordOutcome(history=31), ["history"]),
    ("account management: out of the box", defaults.ACCOUNT_MANAGEMENT, []),
    ("account management: no time", AccountManagementOutcome(proof_age=0 * MINUTE), ["proof_minutes"]),
    ("account management: no factor", AccountManagementOutcome(factors=0), ["factors"]),
]


@each(("outcome", "fields"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE])
def test_values_an_administrator_may_choose(outcome, fields):
    found = check_outcome(outcome)

    assert [violation.field for violation in found] == fields
    assert all(violation.code in CATALOGUE for violation in found)
    assert describe_outcome(outcome)


@each(
    ("outcome", "fields"),
    [
        (SessionOutcome(), []),
        (SessionOutcome(further_factor=True, prompt=Prompt.ALWAYS), []),
        (SessionOutcome(further_factor=True, prompt=Prompt.NEW_DEVICE), ["prompt"]),
        (SessionOutcome(further_factor=True, prompt=Prompt.AFTER), ["prompt"]),
        (SessionOutcome(further_factor=False, prompt=Prompt.AFTER), []),
    ],
)
def test_a_rule_about_new_devices_asks_every_time_or_not_at_all(outcome, fields):
    conditions = read_conditions(values(device="new"))

    assert [violation.field for violation in check_outcome(outcome, conditions)] == fields


@each(("length", "warned"), [(8, True), (14, True), (15, False), (64, False)])
def test_fewer_than_fifteen_characters_are_warned_of_and_not_refused(length, warned):
    outcome = replace(NIST_DEFAULTS, rules=PasswordRules(min_length=length))

    assert bool(warnings(outcome)) is warned
    assert check_outcome(outcome) == ()


@each(("minutes", "good"), [(4, False), (5, True), (10, True), (30, True), (31, False)])
def test_a_mailed_code_lives_for_five_to_thirty_minutes(minutes, good):
    assert list(check_ranges(Protection(challenge_lifetime=minutes * MINUTE))) is not good
