"""Accounts at identity providers that come back at the same moment."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from accounts.models import Enrollment, Session, User
from flows.domain.transaction import Intent
from identity_providers.models import IdentityProvider
from tests.actors import sign_up_policy
from tests.identity_providers.upstream import Upstream, an_upstream
from tests.journeys.drivers import HostedDriver
from tests.journeys.upstream_visits import leave, provider_at, visit
from tests.races.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
MANY = 8


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with an_upstream() as running:
        yield running


@pytest.fixture
def acme(upstream: Upstream) -> IdentityProvider:
    sign_up_policy(email_verification=False)
    return provider_at(upstream, "Acme", "example.com")


def at_the_form(acme: IdentityProvider, upstream: Upstream) -> HostedDriver:
    driver = HostedDriver()
    driver.begin(Intent.SIGN_UP)
    visit(driver, acme, upstream)
    assert driver.step == "enroll-profile"
    return driver


def test_one_account_at_a_provider_makes_one_user(acme: IdentityProvider, upstream: Upstream):
    drivers = [at_the_form(acme, upstream) for _ in range(MANY)]

    def submit(number: int) -> bool:
        profile = {"email": f"ada{number}@example.com", "lastName": "Okafor"}
        drivers[number].submit_profile(profile)
        return drivers[number].signed_in_as is not None

    assert at_once(submit, MANY).count(True) == 1
    assert (User.objects.count(), Enrollment.objects.count()) == (1, 1)
    lost = {tuple(driver.message_keys) for driver in drivers if driver.signed_in_as is None}
    assert lost == {("ssr.identity_provider.linked_meanwhile",)}


def test_two_accounts_with_one_address_make_one_user(acme: IdentityProvider, upstream: Upstream):
    drivers = []
    for number in range(MANY):
        upstream.user = {**upstream.user, "sub": f"ada-{number}"}
        drivers.append(at_the_form(acme, upstream))

    def submit(number: int) -> bool:
        drivers[number].submit_profile({"lastName": "Okafor"})
        return drivers[number].signed_in_as is not None

    assert at_once(submit, MANY).count(True) == 1
    assert (User.objects.count(), Enrollment.objects.count()) == (1, 1)


def test_an_answer_that_comes_many_times_counts_once(acme: IdentityProvider, upstream: Upstream):
    at_the_form(acme, upstream).submit_profile({"lastName": "Okafor"})
    Session.objects.all().delete()
    driver = HostedDriver()
    driver.begin()
    answer = upstream.authorize(leave(driver, acme))
    path = f"/idp/callback/{acme.public_id}?{urlencode(answer)}"
    at_once(lambda _: driver.client.get(path), MANY)
    assert Session.objects.count() == 1
