"""Signing up and signing in with an account at a provider shaped like GitHub: OAuth without ID tokens."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Enrollment
from flows.domain.transaction import Intent
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider
from tests.actors import sign_up_policy
from tests.identity_providers.upstream import Upstream, an_upstream
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import letters
from tests.journeys.stories import ADA, proofs_of, sign_out, user
from tests.journeys.upstream_visits import provider_at, visit

ACCOUNT = {"id": 583231, "login": "ada", "name": "Ada Okafor", "email": "public@example.com"}
NAME = [{"claim": "name", "attribute": "firstName", "time": "creation"}]


def address(email: str, *, primary: bool = True, verified: bool = True) -> dict[str, Any]:
    return {"email": email, "primary": primary, "verified": verified, "visibility": None}


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with an_upstream() as running:
        running.user = dict(ACCOUNT)
        running.addresses = [address("old@example.com", primary=False), address(ADA)]
        yield running


@pytest.fixture
def github(upstream: Upstream) -> IdentityProvider:
    columns = {"kind": ProviderKind.GITHUB, "scopes": ["read:user", "user:email"], "mapping": NAME}
    return provider_at(upstream, "GitHub", "example.com", **columns)


def came_back(upstream: Upstream, github: IdentityProvider, intent: Intent = Intent.SIGN_IN) -> HostedDriver:
    """Return a new browser that went there and came back."""
    driver = HostedDriver()
    driver.begin(intent)
    visit(driver, github, upstream)
    return driver


def signed_up(upstream: Upstream, github: IdentityProvider) -> HostedDriver:
    driver = came_back(upstream, github, Intent.SIGN_UP)
    driver.submit_profile({"lastName": "Okafor"})
    return driver


def test_sign_up_takes_the_primary_address_and_the_number(upstream: Upstream, github: IdentityProvider):
    driver = came_back(upstream, github, Intent.SIGN_UP)

    filled = {field.get("name"): field.get("value") for field in driver.page.all("input")}
    assert (filled["userProfile.email"], filled["userProfile.firstName"]) == (ADA, "Ada Okafor")
    driver.submit_profile({"lastName": "Okafor"})

    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["identity_provider"]
    assert (user().email_verified, letters(ADA)) == (True, [])
    row = Enrollment.objects.get()
    assert row.data == {"provider": github.public_id, "issuer": upstream.url, "subject": "583231"}


def test_user_stays_the_same_when_name_and_address_change_there(upstream: Upstream, github: IdentityProvider):
    sign_out(signed_up(upstream, github))
    upstream.user["login"], upstream.addresses = "ada-bell", [address("ada@elsewhere.example")]

    assert came_back(upstream, github).signed_in_as == ADA
    assert user().login == ADA


def test_account_with_a_name_that_was_given_up_is_another(upstream: Upstream, github: IdentityProvider):
    sign_out(signed_up(upstream, github))
    upstream.user["id"] = 583232

    driver = came_back(upstream, github)

    assert driver.signed_in_as is None
    assert "ssr.identity_provider.sign_in_to_link" in driver.message_keys
    upstream.addresses = [address("eve@example.com")]
    assert came_back(upstream, github).step == "enroll-profile"


@pytest.mark.parametrize("listed", [[address(ADA, verified=False)], [address(ADA, primary=False)], []])
def test_other_addresses_are_neither_filled_in_nor_counted(
    listed: list[dict[str, Any]], upstream: Upstream, github: IdentityProvider
):
    sign_up_policy()
    upstream.addresses = listed
    driver = came_back(upstream, github, Intent.SIGN_UP)
    assert driver.step == "enroll-profile"
    assert [field.get("value") for field in driver.page.all("input", name="userProfile.email")] == [""]
    driver.submit_profile({"email": ADA, "lastName": "Okafor"})
    assert driver.step == "enroll-email"
    driver.submit_code()
    assert (driver.signed_in_as, proofs_of(driver)) == (ADA, ["email", "identity_provider"])


def test_address_of_a_domain_that_is_not_trusted_needs_a_message(
    upstream: Upstream, github: IdentityProvider
):
    upstream.addresses = [address("ada@elsewhere.example")]
    driver = signed_up(upstream, github)
    assert driver.step == "enroll-email"
    driver.submit_code()
    assert driver.signed_in_as == "ada@elsewhere.example"


def test_token_without_a_user_signs_no_one_in(upstream: Upstream, github: IdentityProvider):
    upstream.replies["/api/v3/user"] = lambda: (401, {"message": "Bad credentials"})
    driver = came_back(upstream, github)
    assert driver.signed_in_as is None
    assert driver.message_keys == ["ssr.identity_provider.unavailable"]
