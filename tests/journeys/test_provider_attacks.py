"""Ways to gain an account, or a way into one, by an account at a provider that isn't linked to it."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.models import Enrollment, Session, User
from flows.domain.transaction import Intent
from identity_providers.models import IdentityProvider, TrustedDomain
from identity_providers.selectors import IDENTITY_PROVIDERS
from identity_providers.services.providers import delete_provider, set_active
from oidc.models import Grant
from oidc.protocol.tokens import acr, amr
from policies.domain.rules import Kind
from policies.models import AuthenticatorSetting, EnrollmentOutcome
from tests.actors import a_user
from tests.identity_providers.upstream import Upstream
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import app_wants, group_of, rule
from tests.journeys.stories import ADA, ANOTHER_PASSWORD, PASSWORD, sign_out, user
from tests.journeys.upstream_visits import leave, visit

EVIL = {"sub": "evil", "email": "evil@example.org"}


def signed_up(driver: HostedDriver, acme: IdentityProvider, upstream: Upstream) -> User:
    driver.begin(Intent.SIGN_UP)
    visit(driver, acme, upstream)
    driver.submit_profile({"lastName": "Okafor"})
    assert driver.signed_in_as == ADA, driver.errors
    return user()


def coming_back(driver: HostedDriver, acme: IdentityProvider, upstream: Upstream) -> None:
    driver.begin()
    visit(driver, acme, upstream)


@pytest.mark.parametrize(
    ("page", "action"), [("security", "email"), ("security", "password"), ("data", "export")]
)
def test_other_accounts_at_the_provider_pass_no_step_up(
    page: str,
    action: str,
    driver: HostedDriver,
    acme: IdentityProvider,
    upstream: Upstream,
    clock: time_machine.Traveller,
):
    signed_up(driver, acme, upstream)
    clock.shift(timedelta(hours=1))
    driver.open(f"/me/{page}")
    driver.act(f"/me/{page}/{action}")
    assert driver.step == "challenge-identity-provider"
    for sub in ("evil-1", "evil-2", "evil-1"):
        visit(driver, acme, upstream, **{**EVIL, "sub": sub}, auth_time=int(time.time()))
        assert driver.step == "challenge-identity-provider"
        assert driver.message_keys == ["ssr.identity_provider.other_account"]

    visit(driver, acme, upstream, sub="ada-at-acme", email=ADA, auth_time=int(time.time()))

    assert driver.step != "challenge-identity-provider"
    assert Enrollment.objects.count() == 1


def test_recovery_links_no_account_that_waited(
    driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    a_user(ADA, PASSWORD)
    coming_back(driver, acme, upstream)
    driver.send("recover", {})
    driver.submit_code(newest(ADA).code)
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA
    assert not Enrollment.objects.exists()


def test_sign_in_goes_on_where_policies_forbid_the_link(
    driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    ada = a_user(ADA, PASSWORD)
    forbids = rule(Kind.ACCOUNT_MANAGEMENT, groups=(group_of("Staff", ada),), allowed=False)
    forbids.operations = frozenset({"enroll"})
    forbids.save()
    raise_version()
    coming_back(driver, acme, upstream)
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert not Enrollment.objects.exists()


def test_user_who_may_not_have_linked_accounts_gets_none(
    driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    ada = a_user(ADA, PASSWORD)
    outcome = EnrollmentOutcome.objects.get(rule=rule(Kind.ENROLLMENT, groups=(group_of("Staff", ada),)))
    for name, need in (("password", "optional"), ("email", "optional"), ("identity_provider", "not_allowed")):
        found = {"outcome": outcome, "authenticator": name}
        AuthenticatorSetting.objects.update_or_create(**found, defaults={"need": need})
    raise_version()
    coming_back(driver, acme, upstream)
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert not Enrollment.objects.exists()


@pytest.mark.parametrize("change", ["off", "deleted", "not trusted"])
def test_a_provider_that_changes_midway_signs_no_one_up(
    change: str, driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    driver.begin(Intent.SIGN_UP)
    visit(driver, acme, upstream)
    now = timezone.now()
    if change == "off":
        set_active(acme, active=False, actor=None, now=now)
    elif change == "deleted":
        delete_provider(acme, actor=None, now=now)
    else:
        TrustedDomain.objects.all().delete()
        raise_version(IDENTITY_PROVIDERS)
    driver.send("enroll-profile", {"userProfile.lastName": "Okafor"})
    assert driver.message_keys == ["ssr.identity_provider.changed"]
    assert not User.objects.filter(login=ADA).exists()


def test_a_provider_that_is_turned_off_midway_links_nothing(
    driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    a_user(ADA, PASSWORD)
    coming_back(driver, acme, upstream)
    set_active(acme, active=False, actor=None, now=timezone.now())
    driver.password(PASSWORD)
    assert driver.message_keys == ["ssr.identity_provider.changed"]
    assert not Enrollment.objects.exists()


def test_provider_and_the_mailbox_that_it_rules_are_one_factor(
    driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    signed_up(driver, acme, upstream)
    sign_out(driver)
    app_wants(factors=2)
    coming_back(driver, acme, upstream)
    # The code may be asked for before a factor is set up, but it is none itself.
    if driver.step == "challenge-email":
        driver.submit_code()
    assert driver.signed_in_as is None
    assert driver.step in ("select-enroll", "enroll-totp", "enroll-passkey"), (
        driver.step,
        driver.message_keys,
    )


def test_tokens_of_administrators_believe_no_provider(
    driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    IdentityProvider.objects.update(believes_assurance=True)
    raise_version(IDENTITY_PROVIDERS)
    upstream.user["amr"] = ["mfa"]
    ada, now = signed_up(driver, acme, upstream), timezone.now()
    session = Session.objects.get()
    assert "mfa" in amr(Grant(user=ada, proofs=session.proofs).evidence, now)
    ada.is_staff = True
    evidence = Grant(user=ada, proofs=session.proofs).evidence
    assert (amr(evidence, now), acr(evidence, now)) == (("fed",), "urn:okta:loa:1fa:any")


def test_an_address_that_was_taken_back_is_no_hint(driver: HostedDriver, acme: IdentityProvider):
    a_user(ADA, PASSWORD)
    driver.begin()
    driver.identify(ADA)
    driver.send("select-identify", {})
    assert "login_hint" not in leave(driver, acme)


def test_old_sign_in_there_is_renewed_where_a_rule_wants_a_recent_one(
    driver: HostedDriver, acme: IdentityProvider, upstream: Upstream
):
    signed_up(driver, acme, upstream)
    sign_out(driver)
    app_wants(password=True, password_minutes=60)
    driver.begin()
    visit(driver, acme, upstream, auth_time=int(time.time()) - 7200)
    assert driver.step == "challenge-identity-provider"
    url = leave(driver, acme)
    assert "prompt=login" in url
