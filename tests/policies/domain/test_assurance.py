"""How sure is sure enough: a line a rule, numbered as in the reference (§1.4, SI-14 to SI-22, OM-29)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from accounts.domain.authenticators import TRAITS, Authenticator, Factor, factors_of
from policies.domain.assurance import (
    FRESH_FOR,
    Evidence,
    Requirement,
    next_useful,
    possible_evidence,
    recent_second_factor,
    satisfying_sets,
)
from policies.domain.outcomes import (
    AccountManagementOutcome,
    FirstFactor,
    Prompt,
    SessionOutcome,
)
from tests.tables import each

NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
KNOWS, HAS, IS = Factor.KNOWLEDGE, Factor.POSSESSION, Factor.INHERENCE
PASSWORD, EMAIL, PHONE = Authenticator.PASSWORD, Authenticator.EMAIL, Authenticator.PHONE
TOTP, PASSKEY, CODE = Authenticator.TOTP, Authenticator.PASSKEY, Authenticator.RECOVERY_CODE
QUESTION, ACCESS = Authenticator.SECURITY_QUESTION, Authenticator.ACCESS_CODE
PROVIDER = Authenticator.IDENTITY_PROVIDER
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

WORTH = [
    # authenticator, class, device bound, phishing resistant, only after a password, several, self-service
    (PASSWORD, KNOWS, False, False, False, False, True),
    (QUESTION, KNOWS, False, False, True, False, True),
    (ACCESS, KNOWS, False, False, False, False, False),
    (PROVIDER, KNOWS, False, False, False, True, True),
    (EMAIL, HAS, False, False, False, False, True),
    (PHONE, HAS, False, False, False, False, True),
    (TOTP, HAS, True, False, False, False, True),
    (CODE, HAS, True, False, False, False, True),
    (PASSKEY, HAS, True, True, False, True, True),
]


@each(
    ("one", "factor", "bound", "resistant", "after_password", "several", "self_service"),
    WORTH,
    ids=[line[0] for line in WORTH],
)
def test_assurance_of_each_authenticator(
    one, factor, bound, resistant, after_password, several, self_service
):
    traits = TRAITS[one]
    assert (traits.factor, traits.device_bound, traits.phishing_resistant) == (factor, bound, resistant)
    assert (traits.after_password, traits.several) == (after_password, several)
    assert traits.self_service is self_service
    assert factors_of(one) == {factor}
    verified = {HAS, IS} if one is PASSKEY else {factor}
    assert factors_of(one, user_verified=True) == verified
    assert factors_of(one, multifactor=True) == ({KNOWS, HAS} if one is PROVIDER else {factor})


def test_every_authenticator_has_its_line():
    assert {line[0] for line in WORTH} == set(Authenticator) == set(TRAITS)


def given(*names, **said):
    return tuple(Evidence(name, NOW, **said) for name in names)


KNEW_USER = (Evidence(PASSKEY, NOW, user_verified=True),)
ANY_ONE, ANY_TWO = Requirement(), Requirement(factors=2)
WITH_PASSWORD = Requirement(password=True, factors=2)
POSSESSION = Requirement(possession=True)
NO_MAIL_OR_PHONE = Requirement(factors=2, excluded=frozenset({EMAIL, PHONE}))

SENTENCES = [
    ("SI-15 nothing is never enough", ANY_ONE, (), False),
    ("SI-15 any one factor: a password", ANY_ONE, given(PASSWORD), True),
    ("SI-15 any one factor: a mail", ANY_ONE, given(EMAIL), True),
    ("SI-15 password: a mail does not do", Requirement(password=True), given(EMAIL), False),
    ("SI-15 password: an access code is none", Requirement(password=True), given(ACCESS), False),
    ("SI-15 password: a password does", Requirement(password=True), given(PASSWORD), True),
    ("SI-15 possession: a password does not do", POSSESSION, given(PASSWORD), False),
    ("SI-15 possession: a mail does", POSSESSION, given(EMAIL), True),
    ("SI-15 knowledge: an access code does", Requirement(knowledge=True), given(ACCESS), True),
    ("SI-15 knowledge: a passkey does not", Requirement(knowledge=True), KNEW_USER, False),
    ("SI-15 password and another: the password alone", WITH_PASSWORD, given(PASSWORD), False),
    ("SI-15 password and another: with an app", WITH_PASSWORD, given(PASSWORD, TOTP), True),
    ("SI-15 password and another: a passkey that knew its user is none", WITH_PASSWORD, KNEW_USER, False),
    ("OM-29 two of one class are one: mail and phone", ANY_TWO, given(EMAIL, PHONE), False),
    ("OM-29 two of one class are one: mail and app", ANY_TWO, given(EMAIL, TOTP), False),
    ("OM-29 two of one class are one: password and access code", ANY_TWO, given(PASSWORD, ACCESS), False),
    ("OM-29 two classes are two", ANY_TWO, given(PASSWORD, EMAIL), True),
    ("OM-29 the same one twice is one", ANY_TWO, given(TOTP, TOTP), False),
    ("SI-15 any two: a passkey that knew its user is two", ANY_TWO, KNEW_USER, True),
    ("SI-15 any two: a passkey that did not is one", ANY_TWO, given(PASSKEY), False),
    (
        "SI-16 phishing resistant: an app is not",
        Requirement(phishing_resistant=True),
        given(PASSWORD, TOTP),
        False,
    ),
    (
        "SI-16 phishing resistant: a passkey is",
        Requirement(phishing_resistant=True),
        given(PASSKEY),
        True,
    ),
    ("SI-16 device bound: a mail is not", Requirement(device_bound=True), given(EMAIL), False),
    ("SI-16 device bound: a phone is not", Requirement(device_bound=True), given(PHONE), False),
    ("SI-16 device bound: a password is not", Requirement(device_bound=True), given(PASSWORD), False),
    *[
        (f"SI-16 device bound: {one} is", Requirement(device_bound=True), given(one), True)
        for one in (TOTP, PASSKEY, CODE)
    ],
    ("user verifying: a passkey that did not", Requirement(user_verifying=True), given(PASSKEY), False),
    ("user verifying: a passkey that did", Requirement(user_verifying=True), KNEW_USER, True),
    (
        "the flags describe one and the same possession",
        Requirement(phishing_resistant=True, user_verifying=True),
        (*given(PASSKEY), Evidence(TOTP, NOW, user_verified=True)),
        False,
    ),
    ("SI-15 excluded ones count for nothing", NO_MAIL_OR_PHONE, given(PASSWORD, EMAIL, PHONE), False),
    ("SI-15 others count beside excluded ones", NO_MAIL_OR_PHONE, given(PASSWORD, EMAIL, TOTP), True),
    ("SI-22 a question alone is nothing", ANY_ONE, given(QUESTION), False),
    ("SI-22 a question after a mail is nothing", ANY_TWO, given(EMAIL, QUESTION), False),
    ("SI-22 a question after a password is the same class", ANY_TWO, given(PASSWORD, QUESTION), False),
    (
        "SI-22 a question after a password that does not count is nothing",
        Requirement(excluded=frozenset({PASSWORD})),
        given(PASSWORD, QUESTION),
        False,
    ),
    (
        "what was set on the strength of a mail adds no factor to it",
        ANY_TWO,
        (*given(EMAIL), *given(PASSWORD, derived=True)),
        False,
    ),
    (
        "a device that was set up on the strength of a mail is no possession",
        Requirement(device_bound=True),
        (*given(EMAIL), *given(TOTP, derived=True)),
        False,
    ),
    (
        "what was there before adds its factor to a mail",
        ANY_TWO,
        (*given(EMAIL), *given(PASSWORD, derived=True), *given(ACCESS)),
        True,
    ),
]


@each(("requirement", "proofs", "met"), [line[1:] for line in SENTENCES], ids=[line[0] for line in SENTENCES])
def test_a_requirement_is_met(requirement, proofs, met):
    assert requirement.is_met_by(proofs, NOW) is met
    assert requirement.is_met_by(reversed(proofs), NOW) is met


FRESHNESS = [
    # SI-17: age that the rule accepts, age of the proof, proved in this very attempt, counts
    ("never again while the session lives", None, DAY, False, True),
    ("within its interval", HOUR, HOUR - timedelta(seconds=1), False, True),
    ("its interval is over", HOUR, HOUR, False, False),
    ("every time: not what the session brought along", timedelta(0), timedelta(0), False, False),
    ("every time: what was proved here", timedelta(0), timedelta(0), True, True),
    ("every time: what was proved here lately", timedelta(0), FRESH_FOR, True, True),
    (
        "every time: not what was proved here long ago",
        timedelta(0),
        FRESH_FOR + timedelta(seconds=1),
        True,
        False,
    ),
    ("long ago, but the rule allows more", HOUR, timedelta(minutes=59), True, True),
]


@each("line", FRESHNESS, ids=[line[0] for line in FRESHNESS])
def test_password_and_others_have_an_interval_each(line):
    _, allowed, age, here, counts = line
    for one, mine, other in ((PASSWORD, "password_age", "other_age"), (TOTP, "other_age", "password_age")):
        proof = Evidence(one, NOW - age, here=here)
        assert Requirement(**{mine: allowed}).counts(proof, NOW) is counts
        assert Requirement(**{other: timedelta(0), mine: allowed}).counts(proof, NOW) is counts


def test_si_14_the_stricter_of_both_is_met_when_both_are():
    session = SessionOutcome(first_factor=FirstFactor.PASSWORD).requirement(NOW, None)
    app = Requirement(factors=2, device_bound=True, excluded=frozenset({CODE}))
    both = session.stricter(app)
    assert both == app.stricter(session)
    assert not both.is_met_by(KNEW_USER, NOW)
    assert not both.is_met_by(given(PASSWORD, CODE), NOW)
    assert both.is_met_by(given(PASSWORD, TOTP), NOW)


@each(("one", "other", "kept"), [(None, None, None), (None, HOUR, HOUR), (DAY, HOUR, HOUR)])
def test_si_14_of_two_intervals_the_shorter_one_holds(one, other, kept):
    first, second = (
        Requirement(password_age=one, other_age=other),
        Requirement(password_age=other, other_age=one),
    )
    assert first.stricter(second) == Requirement(password_age=kept, other_age=kept)


PROMPTS = [
    ("at every sign-in", Prompt.ALWAYS, timedelta(0), 2),
    ("at every sign-in, on a new device", Prompt.ALWAYS, None, 2),
    ("on new devices: on one", Prompt.NEW_DEVICE, None, 2),
    ("on new devices: on a known one", Prompt.NEW_DEVICE, DAY, 1),
    ("after a time: before it", Prompt.AFTER, timedelta(minutes=14), 1),
    ("after a time: when it is over", Prompt.AFTER, timedelta(minutes=15), 2),
    ("after a time: on a new device", Prompt.AFTER, None, 2),
]


@each(("prompt", "ago", "factors"), [line[1:] for line in PROMPTS], ids=[line[0] for line in PROMPTS])
def test_si_21_when_a_second_factor_is_required(prompt, ago, factors):
    remembered = NOW - ago if ago is not None else None
    outcome = SessionOutcome(further_factor=True, prompt=prompt)
    assert outcome.requirement(NOW, remembered).factors == factors
    assert SessionOutcome(prompt=prompt).requirement(NOW, remembered).factors == 1


def test_account_change_requires_proofs_of_the_last_fifteen_minutes():
    requirement = AccountManagementOutcome(factors=2).requirement()
    old = (Evidence(PASSWORD, NOW - FRESH_FOR, here=False), *given(TOTP))
    assert not requirement.is_met_by(old, NOW)
    assert requirement.is_met_by(given(PASSWORD, TOTP, here=False), NOW)


TEN = timedelta(minutes=10)
RECENT = [
    ("an old password and a recent app", {PASSWORD: DAY, TOTP: timedelta(minutes=9)}, True),
    ("an old password and an app of ten minutes ago", {PASSWORD: DAY, TOTP: TEN}, False),
    ("a recent password and an old app", {PASSWORD: timedelta(0), TOTP: DAY}, False),
    ("a recent app alone", {TOTP: timedelta(0)}, False),
    ("nothing", {}, False),
]


@each(("ages", "met"), [line[1:] for line in RECENT], ids=[line[0] for line in RECENT])
def test_recent_second_factor_is_one_beside_a_password(ages, met):
    proofs = [Evidence(name, NOW - age, here=False) for name, age in ages.items()]
    assert recent_second_factor(TEN).is_met_by(proofs, NOW) is met


def test_recent_passkey_that_knows_its_user_is_enough():
    proof = Evidence(PASSKEY, NOW - TEN / 2, user_verified=True, here=False)
    assert recent_second_factor(TEN).is_met_by([proof], NOW)
    assert not recent_second_factor(TEN).is_met_by([replace(proof, user_verified=False)], NOW)


def possible(*names, user_verified=False):
    return tuple(possible_evidence(name, user_verified=user_verified) for name in names)


WAYS = [
    ("whatever is there", ANY_ONE, (), (PASSWORD, EMAIL), {"password", "email"}),
    ("two of different classes", ANY_TWO, (), (PASSWORD, EMAIL, TOTP), {"email+password", "password+totp"}),
    ("what is left after a password", ANY_TWO, given(PASSWORD), (EMAIL, TOTP), {"email", "totp"}),
    ("nothing helps", ANY_TWO, given(EMAIL), (TOTP, PHONE), set()),
    ("nothing is there", ANY_ONE, (), (), set()),
    ("excluded ones are no way", NO_MAIL_OR_PHONE, (), (PASSWORD, EMAIL, PHONE), set()),
    ("only what resists", Requirement(phishing_resistant=True), (), (PASSWORD, TOTP, PASSKEY), {"passkey"}),
    (
        "knowledge, and a device besides",
        Requirement(knowledge=True, device_bound=True),
        (),
        (PASSWORD, ACCESS, EMAIL, TOTP),
        {"password+totp", "access_code+totp"},
    ),
    ("a question adds nothing that its password has not", ANY_TWO, given(PASSWORD), (QUESTION,), set()),
    (
        "a question adds to a password that was only reset",
        ANY_TWO,
        (*given(EMAIL), *given(PASSWORD, derived=True)),
        (QUESTION,),
        {"security_question"},
    ),
]


@each(
    ("requirement", "proofs", "names", "found"), [line[1:] for line in WAYS], ids=[line[0] for line in WAYS]
)
def test_next_useful_authenticators(requirement, proofs, names, found):
    said = {"+".join(sorted(way)) for way in satisfying_sets(requirement, proofs, possible(*names), NOW)}
    assert said == found


def test_of_several_passkeys_the_one_counts_that_can_do_most():
    keys = (*possible(PASSKEY), *possible(PASSKEY, user_verified=True))
    for held in (keys, keys[::-1]):
        assert satisfying_sets(ANY_TWO, (), held, NOW) == (frozenset({PASSKEY}),)


def test_factor_that_counts_only_after_a_password_is_not_first():
    wish = Requirement(password=True, factors=2)
    assert next_useful(wish, given(EMAIL), possible(PASSWORD, QUESTION), NOW) == {PASSWORD}
    derived = (*given(EMAIL), *given(PASSWORD, derived=True))
    assert next_useful(ANY_TWO, derived, possible(QUESTION), NOW) == {QUESTION}
    assert next_useful(ANY_TWO, derived, possible(QUESTION, ACCESS), NOW) == {ACCESS}
