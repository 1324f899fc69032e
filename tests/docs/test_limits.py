"""The page of lifetimes and limits says what the code does, counted on a moving clock."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.configuration_cache import raise_version
from accounts.credentials import challenges, lockout, throttle
from accounts.credentials.budgets import Charge, Purpose, spend
from accounts.credentials.lockout import AttemptCounter
from accounts.credentials.throttle import Kind
from accounts.lifecycle.notices import LOCKED_OUT, RequestClient, notify_of_lock
from accounts.models import Challenge, OutboxMail
from flows import authorization_result, repository
from flows.completion import registration
from flows.models import Transaction
from oidc.protocol import tokens
from policies.domain.outcomes import NIST_DEFAULTS
from policies.models import NetworkZone
from policies.services import zones
from ssr_project.documented_limits import HARD, OTHER, SOFT, hard_limits, lifetimes, other_limits, soft_limits
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.journeys.drivers import make
from tests.journeys.mailbox import letters
from tests.journeys.stories import ADA, awaiting_code, fill_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.one_database]

START = datetime(2027, 3, 4, 5, 6, 7, 123456, tzinfo=UTC)
_SECONDS = {"an hour": 3600, "a day": 86400, "a minute": 60}
_LIMIT = re.compile(r"(\d+) (an hour|a day|a minute|in (\d+) (minutes|seconds))")


def documented(words: str) -> list[tuple[int, float]]:
    """Read "5 in 5 minutes, 50 a day" as pairs of a count and seconds."""
    return [
        (int(count), int(number) * (60 if unit == "minutes" else 1) if number else _SECONDS[period])
        for count, period, number, unit in _LIMIT.findall(words)
    ]


def value_of(subject: str) -> str:
    """Return what the page says about a subject."""
    rows = (*hard_limits(), *soft_limits(), *other_limits())
    return next(row.value for row in rows if row.subject == subject)


SHARED = [purpose for purpose in Purpose if "new networks" in value_of(HARD[purpose])]


def most_in(seconds: float, passed: list[float]) -> int:
    """Return how many uses the fullest period of this length has."""
    return max(sum(start <= moment < start + seconds for moment in passed) for start in passed)


def greedily(attempt: Callable[[float], bool], limits: list[tuple[int, float]]) -> list[float]:
    """Return when attempts pass, made at every quarter of the shortest period until one is refused."""
    # A little more than a quarter: at the very end of a period the library's test and hit disagree.
    step = min(seconds for _count, seconds in limits) / 4 + 0.001
    moments = [turn * step for turn in range(int(max(seconds for _count, seconds in limits) * 2.2 / step))]
    passed = []
    for moment in moments:
        while attempt(moment):
            passed.append(moment)
    return passed


def test_page_matches_the_code():
    call_command("limits_page", "--check")


def test_an_outdated_page_is_noticed(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "limits.md").write_text("something else")
    with pytest.raises(CommandError, match="out of date"):
        call_command("limits_page", "--check")


def test_every_limit_has_a_row():
    assert set(HARD) == set(Purpose)
    assert set(SOFT) | set(OTHER) == set(Kind)


def test_lifetimes_kept_in_two_places_are_one():
    assert timedelta(days=7) == registration.WELCOME_LIFETIME
    assert authorization_result.CODE_LIFETIME == tokens.CODE_LIFETIME
    assert len({row.subject for row in lifetimes()}) == len(lifetimes())


@pytest.mark.parametrize("purpose", list(Purpose))
def test_hard_limit_passes_its_number_in_every_period(purpose: Purpose):
    limits = documented(value_of(HARD[purpose]))
    networks = iter(range(10**6))

    def attempt(moment: float) -> bool:
        number = next(networks)
        address = f"203.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        return spend(Charge(purpose, ADA, ip_address=address), START + timedelta(seconds=moment))

    passed = greedily(attempt, limits)
    assert [most_in(seconds, passed) for _count, seconds in limits] == [count for count, _seconds in limits]


@pytest.mark.parametrize("purpose", SHARED)
def test_one_network_leaves_the_documented_share(purpose: Purpose):
    words = value_of(HARD[purpose])
    kept = [int(number) for number in re.findall(r"; (\d+) and (\d+) of them", words)[0]]

    def attempt(moment: float) -> bool:
        charge = Charge(purpose, ADA, ip_address="203.0.113.7")
        return spend(charge, START + timedelta(seconds=moment))

    passed = greedily(attempt, documented(words))
    counts = [count - share for (count, _seconds), share in zip(documented(words), kept, strict=True)]
    assert [most_in(seconds, passed) for _count, seconds in documented(words)] == counts


@pytest.mark.parametrize("kind", list(Kind))
def test_soft_limit_passes_its_number_in_every_period(kind: Kind, settings):
    settings.REDIS_URL = ""
    limits = documented(value_of((SOFT | OTHER)[kind]))
    throttle.reset()
    with time_machine.travel(START, tick=False) as clock:

        def attempt(moment: float) -> bool:
            clock.move_to(START + timedelta(seconds=moment))
            return throttle.allow(kind, "203.0.113.7")

        passed = greedily(attempt, limits)
    throttle.reset()
    assert [most_in(seconds, passed) for _count, seconds in limits] == [count for count, _seconds in limits]


@pytest.mark.parametrize("kind", [kind for kind in SOFT if kind is not Kind.PASSWORD_IN_ALARM])
def test_zone_multiplies_what_one_address_may(kind: Kind, settings):
    settings.REDIS_URL = ""
    limits = documented(value_of(SOFT[kind]))
    NetworkZone.objects.create(name="Office", networks="203.0.113.0/24", limit_multiplier=3)
    raise_version()
    throttle.reset()
    with time_machine.travel(START, tick=False) as clock:

        def attempt(moment: float) -> bool:
            clock.move_to(START + timedelta(seconds=moment))
            return zones.count_try(kind, "203.0.113.7") == 0

        passed = greedily(attempt, limits)
    throttle.reset()
    assert [most_in(seconds, passed) for _count, seconds in limits] == [
        3 * count for count, _seconds in limits
    ]


def wrong_passwords() -> Iterator[float]:
    """Yield when a wrong password is compared, tried every thirty seconds for a day."""
    for moment in range(0, 86400, 30):
        now = START + timedelta(seconds=moment)
        if lockout.count_attempt(AttemptCounter(ADA), NIST_DEFAULTS.lockout, now).allowed:
            yield float(moment)


def test_lockout_passes_its_numbers():
    passed = list(wrong_passwords())
    wait = int(re.findall(r"\d+", value_of("the lock ends"))[0]) * 60
    assert most_in(wait, passed) == int(value_of("wrong passwords in a row, then a lock"))
    forever = value_of("wrong passwords in a row, then a lock until the password is reset")
    assert len(passed) == int(forever)


def test_one_attempt_and_one_mail_pass_their_tries():
    sign_up_policy()
    awaiting_code("hosted")
    row, challenge = Transaction.objects.get(), Challenge.objects.get()
    tries = next(found.value for found in hard_limits() if "in one transaction" in found.subject)
    assert sum(repository.count_try(row.pk) for _ in range(30)) == int(tries)
    guesses = sum(challenges.count_attempt(challenge.pk, 1, challenge.sent_at) for _ in range(30))
    assert guesses == int(value_of("attempts for one mail or text"))


def test_one_attempt_mails_its_number():
    sign_up_policy()
    with time_machine.travel(START, tick=False) as clock:
        driver = awaiting_code("hosted")
        for minutes in (1, 2, 55, 61, 65, 70):
            clock.move_to(START + timedelta(minutes=minutes))
            driver.send("resend", {})
            letters(ADA)
        assert driver.message_keys == ["ssr.mail.too_many_here"]
        assert OutboxMail.objects.filter(template="sign_up_code").count() == int(
            value_of("mails and texts in one transaction").split(",")[0]
        )


def test_mails_about_a_lock_pass_their_number():
    user = a_user(ADA, PASSWORD)
    passed = []
    with time_machine.travel(START, tick=False) as clock:
        for moment in range(0, 5 * 3600, 600):
            clock.move_to(START + timedelta(seconds=moment))
            now = START + timedelta(seconds=moment)
            if notify_of_lock(user, RequestClient(), now, trusted=False, until=None):
                passed.append(float(moment))
    assert OutboxMail.objects.filter(template=LOCKED_OUT).count() == len(passed)
    assert most_in(3600, passed) == documented(value_of("mails about a lock"))[0][0]


def test_sign_ups_beyond_the_limit_name_the_true_wait(settings):
    # Redis has a clock of its own, and counts the tests that run beside this one.
    settings.REDIS_URL = ""
    sign_up_policy()
    throttle.reset()
    with time_machine.travel(START, tick=False) as clock:
        for number in range(30):
            awaiting_code("hosted", f"user{number}@example.com")
        late = make("hosted")
        fill_in(late, "late@example.com")
        assert (late.status, late.retry_after, "61 minutes" in late.words) == (429, 3601, True)
        clock.shift(timedelta(seconds=late.retry_after))
        awaiting_code("hosted", "late@example.com")


@pytest.mark.parametrize("front", ["hosted", "idx"])
def test_sign_ups_of_an_office_go_on_beyond_the_limit(front: str, settings):
    settings.REDIS_URL = ""
    sign_up_policy()
    NetworkZone.objects.create(name="Office", networks="198.51.100.0/24", limit_multiplier=2)
    raise_version()
    throttle.reset()
    with time_machine.travel(START, tick=False):
        for number in range(31):
            awaiting_code(front, f"user{number}@example.com")
        NetworkZone.objects.all().delete()
        raise_version()
        late = make(front)
        fill_in(late, "late@example.com")
        assert late.status == 429
