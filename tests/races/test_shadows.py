"""Two administrators who try drafts at the same moment, and a draft that goes while people sign in."""

from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.configuration_cache import locked_version
from accounts.domain.violations import ValidationFailed
from accounts.models import Session
from configuration.drafts import begin_draft, discard_draft
from flows.domain.steps import FormName
from policies.domain.rules import Kind
from policies.models import Policy, PolicyShadow, ShadowAttempt
from policies.services import shadows
from policies.services.shadows import start_shadow, stop_shadow
from tests.actors import PASSWORD, Browser, a_user, passcode
from tests.policies.rows import add_policy, author, default_rule, group, owner
from tests.races.together import WAIT_SECONDS, at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]


def drafted() -> tuple[Policy, Policy]:
    """Return two policies that have drafts."""
    policies = default_rule(Kind.SESSION).policy, add_policy(Kind.SESSION, "Own", group("Staff"))
    for policy in policies:
        begin_draft(policy, author())
    return policies


def start(policy: Policy, name: str) -> bool:
    try:
        start_shadow(policy, owner(name), timezone.now())
    except ValidationFailed:
        return False
    return True


def test_two_administrators_who_start_at_once_run_one_shadow():
    first, second = drafted()

    answers = beside(partial(start, first, "ada@example.com"), partial(start, second, "bo@example.com"))

    assert sorted(answers) == [False, True]
    assert PolicyShadow.objects.count() == 1


def test_shadow_that_ends_or_goes_meanwhile_fails_no_sign_in():
    policy, _other = drafted()
    start_shadow(policy, None, timezone.now())
    browsers = [Browser(ip_address=f"192.0.2.{number}") for number in range(6)]
    for number, browser in enumerate(browsers):
        a_user(f"user{number}@example.com", PASSWORD)
        browser.identify(f"user{number}@example.com")

    def work(number: int) -> object:
        if number < len(browsers):
            return browsers[number].answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD)).session
        if number == len(browsers):
            return stop_shadow(policy, None, timezone.now())
        return discard_draft(policy, author())

    at_once(work, len(browsers) + 2)

    assert Session.objects.count() == len(browsers)
    assert (PolicyShadow.objects.count(), ShadowAttempt.objects.count()) == (0, 0)


@pytest.mark.postgres(only=True)
def test_full_shadow_lets_no_sign_in_wait_for_the_configuration(monkeypatch):
    policy, _other = drafted()
    assert start(policy, "owner@example.com")
    shadow = PolicyShadow.objects.get()
    monkeypatch.setattr(shadows, "COUNTED_EVERY", 1)
    monkeypatch.setattr(shadows, "MAX_ATTEMPTS", 1)
    held, done = Event(), Event()

    def change() -> bool:
        with transaction.atomic():
            locked_version()
            held.set()
            return done.wait(WAIT_SECONDS)

    def look() -> None:
        held.wait(WAIT_SECONDS)
        shadows.record_attempt(
            ShadowAttempt(shadow=shadow, at=timezone.now(), transaction="t", differences=[])
        )
        done.set()

    assert beside(change, look)[0], "the sign-in waited for the change"
    assert PolicyShadow.objects.get().end == ""
