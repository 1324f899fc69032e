"""Six kinds of account and one unknown address get the same answers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from accounts import configuration_cache
from accounts.configuration_cache import raise_version
from accounts.credentials import throttle
from accounts.credentials.lockout import AttemptCounter, count_attempt
from accounts.domain.lifecycle import Status
from accounts.models import Origin, User
from accounts.profile.schema import profile_schema
from policies.domain.outcomes import PasswordOutcome
from policies.models import AccountProtection
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.enumeration.indistinguishability import AccountContext, Seen, count_hashes, differences, journey
from tests.methods import an_app
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
NAMES = {"userProfile__firstName": "Ann", "userProfile__lastName": "Other"}
NOW = datetime(2027, 3, 4, 5, 6, tzinfo=UTC)
WRONG = "not the right one at all"


def locked_out(address: str) -> User:
    """Return a user whose trusted browser has just given its last wrong password."""
    for _ in range(10):
        count_attempt(AttemptCounter(address, trusted=True), PasswordOutcome().lockout, NOW)
    return a_user(address, PASSWORD, status=Status.LOCKED_OUT)


def claimed(address: str) -> User:
    return a_user(address, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)


def with_an_app(address: str) -> User:
    user = a_user(address, PASSWORD)
    an_app(user)
    return user


KINDS: dict[str, Callable[[str], object]] = {
    "nobody": lambda address: None,
    "with a password": lambda address: a_user(address, PASSWORD),
    "without a password": a_user,
    "suspended": lambda address: a_user(address, PASSWORD, status=Status.SUSPENDED),
    "locked out": locked_out,
    "claimed": claimed,
    "with a second factor": with_an_app,
}
# Names of one length and one first and last letter: whatever is measured, masked or folded is alike.
ADDRESSES = {kind: f"a{number}a@example.com" for number, kind in enumerate(KINDS)}
NOBODY = "nobody"
EVERYBODY = [kind for kind in KINDS if kind != NOBODY]


@pytest.fixture
def hashes(monkeypatch):
    return count_hashes(monkeypatch)


@pytest.fixture(autouse=True)
def _people(monkeypatch):
    for kind, make in KINDS.items():
        make(ADDRESSES[kind])
    monkeypatch.setattr(configuration_cache, "FRESH_FOR_SECONDS", float("inf"))
    monkeypatch.setattr(throttle, "allow", lambda *_: True)
    with time_machine.travel(NOW, tick=False):
        yield


def hiding(*where: str, **sign_up: object) -> None:
    """Switch the prevention on for some of the doors alone."""
    doors = ("hide_at_sign_in", "hide_at_recovery", "hide_at_sign_up")
    AccountProtection.objects.update(**{door: door.removeprefix("hide_at_") in where for door in doors})
    sign_up_policy(**sign_up)
    raise_version()
    profile_schema()
    for path in ("/signup", "/signin", "/recover", "/unlock"):
        Visitor().get(path)


def named(form: str, path: str, **more: str) -> Callable[[str], AccountContext]:
    return lambda address: lambda visitor: visitor.post(form, path, identifier=address, **more)


def look(address: str) -> AccountContext:
    return lambda visitor: visitor.get()


def post(form: str, **fields: str) -> Callable[[str], AccountContext]:
    return lambda address: lambda visitor: visitor.post(form, **fields)


def guess(code: str = "000000") -> Callable[[str], AccountContext]:
    return post("challenge-authenticator", credentials__passcode=code)


def another_way(name: str) -> Callable[[str], AccountContext]:
    return post("select-authenticator-authenticate", authenticator__id=name)


def sign_up(address: str) -> AccountContext:
    return lambda visitor: visitor.post("enroll-profile", "/signup", userProfile__email=address, **NAMES)


IDENTIFY = named("identify", "/signin")
SIGN_IN = {
    "a wrong password, twice": (IDENTIFY, look, guess(WRONG), guess(WRONG), look),
    "a mail instead of the password": (
        IDENTIFY,
        another_way("email"),
        look,
        guess(),
        post("resend"),
        guess(),
    ),
    "there and back": (IDENTIFY, another_way("email"), another_way("password"), look, guess(WRONG)),
    "a way that nobody is offered": (IDENTIFY, another_way("totp"), another_way("passkey"), look),
    "a mail, and a code too many": (IDENTIFY, another_way("email"), *[guess()] * 6, look),
    "forms that the page does not have": (
        IDENTIFY,
        post("enroll-authenticator", credentials__passcode="000000"),
        post("reset-authenticator", credentials__passcode=PASSWORD),
        post("complete"),
        look,
    ),
}
RECOVERY = {
    "a recovery": (named("identify-recovery", "/recover"), look, guess(), post("resend"), guess(), look),
    "an unlocking": (named("unlock-account", "/unlock"), look, guess(), post("resend"), guess(), look),
    "a code too many": (named("identify-recovery", "/recover"), *[guess()] * 6, look),
    "there and back": (
        named("identify-recovery", "/recover"),
        post("select-identify"),
        look,
    ),
}
FROM_SIGN_IN = {
    "a forgotten password": (IDENTIFY, post("recover"), look, guess(), post("resend"), guess()),
}
SIGN_UP = {
    "a sign-up": (
        sign_up,
        look,
        post("enroll-authenticator", credentials__passcode="000000"),
        post("resend"),
        look,
    ),
}


def seen(kind: str, visits: Iterable[Callable[[str], AccountContext]], hashes: list[str]) -> list[Seen]:
    address = ADDRESSES[kind]
    masked = f"{address[0]}•••{address.partition('@')[0][-1]}@example.com"
    return journey([visit(address) for visit in visits], hashes, address, masked)


def assert_alike(visits: Iterable[Callable[[str], AccountContext]], hashes: list[str], *kinds: str) -> None:
    """Compare each kind with an unknown user: bytes, headers, cookies, hashes and statements."""
    nobody = seen(NOBODY, visits, hashes)
    assert not [one for one in nobody if one.status >= 500]
    for kind in kinds:
        for number, (one, two) in enumerate(zip(nobody, seen(kind, visits, hashes), strict=True)):
            assert one == two, (kind, number, differences(one.body, two.body))


@pytest.mark.parametrize("route", SIGN_IN)
def test_at_the_sign_in(route, hashes):
    hiding("sign_in")
    assert_alike(SIGN_IN[route], hashes, *EVERYBODY)


def test_more_wrong_passwords_than_the_policy_allows(hashes):
    """The last one locks, and a mail tells the holder: what is written for that is all that differs."""
    hiding("sign_in")
    visits = (IDENTIFY, *[guess(WRONG)] * 9, IDENTIFY, *[guess(WRONG)] * 3)
    nobody = seen(NOBODY, visits, hashes)
    assert [one.hashes for one in nobody] == [0, *[1] * 9, 0, 1, 0, 0]
    for kind in EVERYBODY:
        here = seen(kind, visits, hashes)
        unlike = [number for number, one in enumerate(nobody) if one != here[number]]
        assert unlike in ([], [11]), kind
        assert replace(here[11], statements=()) == replace(nobody[11], statements=())


@pytest.mark.parametrize("route", RECOVERY)
def test_at_the_recovery(route, hashes):
    hiding("recovery")
    assert_alike(RECOVERY[route], hashes, *EVERYBODY)


@pytest.mark.parametrize("route", FROM_SIGN_IN)
def test_from_the_sign_in_into_the_recovery(route, hashes):
    hiding("sign_in", "recovery")
    assert_alike(FROM_SIGN_IN[route], hashes, *EVERYBODY)


@pytest.mark.parametrize("route", SIGN_UP)
def test_at_the_sign_up(route, hashes):
    hiding("sign_up")
    assert_alike(SIGN_UP[route], hashes, *EVERYBODY)


ALL = {**SIGN_IN, **RECOVERY, **FROM_SIGN_IN}
SOME = ("a wrong password, twice", "a mail instead of the password", "a recovery", "an unlocking")


@pytest.mark.parametrize("route", SOME)
def test_hiding_at_the_sign_up_hides_everywhere(route, hashes):
    hiding("sign_up")
    assert_alike(ALL[route], hashes, "with a password", "claimed", "with a second factor")


@pytest.mark.parametrize("route", SOME)
def test_closed_sign_up_prevents_enumeration_without_a_setting(route, hashes):
    hiding(sign_up_allowed=False)
    assert_alike(ALL[route], hashes, "without a password", "locked out", "with a second factor")
