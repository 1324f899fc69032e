"""Providers whose keys change, and users with two tabs or another account."""

import pytest

from flows.domain.transaction import Intent
from identity_providers.models import IdentityProvider
from tests.identity_providers.upstream import Upstream, key
from tests.journeys.drivers import HostedDriver
from tests.journeys.stories import ADA, DASHBOARD, sign_out, user
from tests.journeys.upstream_visits import come_back, leave, visit

OUT = "ssr.identity_provider."


@pytest.fixture
def ada(upstream: Upstream, acme: IdentityProvider) -> HostedDriver:
    """A browser whose user signed up with the provider, and then signed out."""
    driver = HostedDriver()
    driver.begin(Intent.SIGN_UP)
    visit(driver, acme, upstream)
    driver.submit_profile({"lastName": "Okafor"})
    assert driver.signed_in_as == ADA
    sign_out(driver)
    return driver


def test_sign_in_works_at_once_with_a_new_key(ada: HostedDriver, upstream: Upstream, acme: IdentityProvider):
    upstream.signer, upstream.published = key("two"), [key("two")]
    ada.begin()
    visit(ada, acme, upstream)
    assert ada.signed_in_as == ADA


def test_token_by_a_key_that_is_not_published_is_rejected(
    ada: HostedDriver, upstream: Upstream, acme: IdentityProvider
):
    upstream.signer = key("two")
    ada.begin()
    visit(ada, acme, upstream)
    assert ada.signed_in_as is None
    assert ada.message_keys == [f"{OUT}rejected"]


def test_two_tabs_each_come_back_to_the_same_account(
    ada: HostedDriver, upstream: Upstream, acme: IdentityProvider
):
    answers = []
    for _tab in range(2):
        ada.begin()
        answers.append(upstream.authorize(leave(ada, acme)))
    for answer in answers:
        come_back(ada, acme, **answer)
        ada.open(DASHBOARD)
        assert ada.signed_in_as == ADA


def test_another_account_signs_up_beside_the_first(
    ada: HostedDriver, upstream: Upstream, acme: IdentityProvider
):
    ada.begin()
    visit(ada, acme, upstream, sub="bo-at-acme", email="bo@example.com", given_name="Bo")
    assert ada.step == "enroll-profile"
    ada.submit_profile({"lastName": "Marsh"})
    assert ada.signed_in_as == "bo@example.com"
    assert user().login == ADA
