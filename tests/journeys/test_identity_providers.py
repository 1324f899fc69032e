"""Signing up and signing in with an account at an identity provider."""

import time

import pytest

from accounts.domain.lifecycle import Status
from accounts.models import Enrollment, Event, Origin, Session, User
from enrollment.models import ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from flows.models import Transaction
from identity_providers.models import IdentityProvider
from identity_providers.protocol.logout_tokens import EVENT
from tests.actors import a_user, hide_who_exists, sign_up_policy
from tests.identity_providers.upstream import Upstream, an_upstream
from tests.journeys import given
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import letters
from tests.journeys.policy_settings import app_wants
from tests.journeys.stories import ADA, BO, DASHBOARD, PASSWORD, proofs_of, sign_in, sign_out, user
from tests.journeys.upstream_visits import come_back, leave, provider_at, visit
from tests.journeys.user_devices import Pocket
from tests.policies.rows import group

OUT = "ssr.identity_provider."


def at_door(driver: HostedDriver, intent: Intent = Intent.SIGN_IN) -> HostedDriver:
    driver.begin(intent)
    return driver


def signed_up(driver: HostedDriver, acme: IdentityProvider, upstream: Upstream) -> User:
    visit(at_door(driver, Intent.SIGN_UP), acme, upstream)
    driver.submit_profile({"lastName": "Okafor"})
    assert driver.signed_in_as == ADA, driver.errors
    return user()


@pytest.mark.parametrize("intent", [Intent.SIGN_UP, Intent.SIGN_IN])
def test_sign_up_takes_the_form_of_the_policy_and_nothing_else(intent, driver, acme, upstream):
    customers = group("Customers")
    ProfileEnrollmentPolicy.objects.get(is_default=True).groups.add(customers)
    sign_up_policy()

    visit(at_door(driver, intent), acme, upstream)

    assert driver.step == "enroll-profile"
    filled = {field.get("name"): field.get("value") for field in driver.page.all("input")}
    assert (filled["userProfile.email"], filled["userProfile.firstName"]) == (ADA, "Ada")
    driver.submit_profile({"lastName": "Okafor"})
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["identity_provider"]
    ada = user()
    assert ada.email_verified
    assert not ada.has_password
    assert ada.memberships.get().group == customers
    assert letters(ADA) == []
    row = Enrollment.objects.get(user=ada)
    assert row.data == {"provider": acme.public_id, "issuer": upstream.url, "subject": "ada-at-acme"}


@pytest.mark.parametrize("stated", [{"email_verified": False}, {"email": BO}, {"email_verified": None}])
def test_an_address_that_is_not_vouched_for_is_verified_by_a_message(stated, driver, acme, upstream):
    visit(at_door(driver, Intent.SIGN_UP), acme, upstream, **stated)
    driver.submit_profile({"lastName": "Okafor"})
    assert driver.step == "enroll-email"
    driver.submit_code()
    assert driver.signed_in_as == stated.get("email", ADA)
    assert proofs_of(driver) == ["email", "identity_provider"]


def test_another_address_than_the_vouched_one_is_verified_by_a_message(driver, acme, upstream):
    visit(at_door(driver, Intent.SIGN_UP), acme, upstream)
    driver.submit_profile({"email": "other@example.com", "lastName": "Okafor"})
    assert driver.step == "enroll-email"


def test_sign_in_with_the_linked_account_needs_nothing_else(driver, acme, upstream):
    ada = signed_up(driver, acme, upstream)
    sign_out(driver)
    visit(at_door(driver), acme, upstream, email="new@example.org", family_name="Okafor-Bell")

    assert driver.signed_in_as == ADA
    ada.refresh_from_db()
    # The address stays what it is here; a name that is mapped at each sign-in follows.
    assert (ada.login, ada.last_name, ada.first_name) == (ADA, "Okafor-Bell", "Ada")
    assert Enrollment.objects.get(user=ada).last_used_at is not None


def test_further_factor_is_required_as_after_a_password(driver, acme, upstream, pocket: Pocket):
    ada = signed_up(driver, acme, upstream)
    sign_out(driver)
    given.an_app(ada, pocket)
    app_wants(factors=2)
    visit(at_door(driver), acme, upstream, amr=["mfa"])
    # A provider is not believed unless that is set.
    assert driver.step == "challenge-totp"
    IdentityProvider.objects.update(believes_assurance=True)
    provider_at(upstream, "Other")
    driver = HostedDriver()
    visit(at_door(driver), acme, upstream, amr=["mfa"])
    assert driver.signed_in_as == ADA


def test_an_existing_account_is_linked_after_its_own_sign_in_alone(driver, acme, upstream):
    ada = a_user(ADA, PASSWORD)
    visit(at_door(driver), acme, upstream)
    assert driver.step == "challenge-password"
    assert f"{OUT}sign_in_to_link" in driver.message_keys
    assert not Enrollment.objects.exists()
    driver.password(PASSWORD)
    # Adding a way to sign in takes what adding any other takes: the mailbox, besides the password.
    assert driver.step == "challenge-email"
    driver.submit_code()
    assert driver.signed_in_as == ADA
    assert Enrollment.objects.get().user == ada
    assert [letter.subject for letter in letters(ADA)][-1:] != []
    sign_out(driver)
    visit(at_door(driver), acme, upstream)
    assert driver.signed_in_as == ADA


def test_a_wrong_password_links_nothing(driver, acme, upstream):
    a_user(ADA, PASSWORD)
    visit(at_door(driver), acme, upstream)
    driver.password("a wrong password")
    assert driver.signed_in_as is None
    assert not Enrollment.objects.exists()


def test_hidden_accounts_stay_hidden_from_strangers(driver, acme, upstream):
    a_user(ADA, PASSWORD)
    hide_who_exists()
    visit(at_door(driver), acme, upstream, email_verified=False)
    assert driver.step == "enroll-profile"
    driver.submit_profile({"lastName": "Okafor"})
    assert driver.step == "enroll-email"


def test_an_unverified_account_is_closed_by_a_vouched_address(driver, acme, upstream):
    squatter = a_user(ADA, PASSWORD, email_verified=False, origin=Origin.SELF_SERVICE)
    assert squatter.is_claim
    ada = signed_up(driver, acme, upstream)
    assert ada.pk != squatter.pk
    squatter.refresh_from_db()
    assert squatter.login is None
    assert not Session.objects.filter(user=squatter).exists()


def test_cancelling_there_comes_back_to_the_page_with_a_sentence(driver, acme, upstream):
    url = leave(at_door(driver), acme)
    answer = upstream.authorize(url)
    come_back(driver, acme, error="access_denied", state=answer["state"], iss=upstream.url)
    assert driver.step == "identify"
    assert f"{OUT}cancelled" in driver.message_keys


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/.well-known/openid-configuration", "unavailable"),
        ("/token", "unavailable"),
        ("/keys", "unavailable"),
    ],
)
def test_a_broken_provider_leaves_the_other_ways(path, key, driver, acme, upstream):
    a_user(ADA, PASSWORD)
    upstream.replies[path] = lambda: (500, b"<html>")
    at_door(driver)
    if "well-known" in path:
        driver.send("redirect-idp", {"idp": acme.public_id})
    else:
        visit(driver, acme, upstream)
    assert f"{OUT}{key}" in driver.message_keys
    driver.begin()
    driver.identify(ADA)
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_without_sign_up_an_unknown_account_opens_nothing(driver, acme, upstream):
    sign_up_policy(sign_up_allowed=False)
    visit(at_door(driver), acme, upstream)
    assert (driver.step, driver.message_keys) == ("identify", [f"{OUT}no_account"])
    assert not User.objects.filter(login=ADA).exists()


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.DEPROVISIONED])
def test_account_that_may_not_sign_in_stays_shut(status, driver, acme, upstream):
    ada = signed_up(driver, acme, upstream)
    sign_out(driver)
    User.objects.filter(pk=ada.pk).update(status=status.value)
    visit(at_door(driver), acme, upstream)
    assert driver.message_keys == [f"{OUT}no_account"]


class TestForgedReturns:
    """Login CSRF, mix-up, replay and swapping of the state: each leaves everything as it was."""

    def test_another_browser_gains_nothing_by_a_url(self, driver, acme, upstream):
        answer = upstream.authorize(leave(at_door(driver), acme))
        victim = HostedDriver()
        come_back(victim, acme, **answer)
        assert victim.signed_in_as is None
        at_door(victim)
        come_back(victim, acme, **answer)
        assert victim.signed_in_as is None
        assert not upstream.forms, "the code was not even exchanged"

    def test_a_state_counts_once(self, driver, acme, upstream):
        signed_up(driver, acme, upstream)
        sign_out(driver)
        answer = upstream.authorize(leave(at_door(driver), acme))
        come_back(driver, acme, **answer)
        sign_out(driver)
        exchanged = len(upstream.forms)
        come_back(driver, acme, **answer)
        assert driver.signed_in_as is None
        assert len(upstream.forms) == exchanged

    def test_answer_for_another_provider_is_not_looked_at(self, driver, acme, upstream):
        with an_upstream() as evil:
            attacker = provider_at(evil, "Evil", "example.org")
            answer = upstream.authorize(leave(at_door(driver), acme))
            come_back(driver, attacker, **answer)
            assert driver.message_keys == [f"{OUT}not_expected"]
            assert not evil.forms
            come_back(driver, acme, **{**answer, "iss": evil.url})
            assert driver.message_keys == [f"{OUT}rejected"]
            assert not upstream.forms

    def test_code_of_another_attempt_is_refused_by_verifier_and_nonce(self, driver, acme, upstream):
        stolen = upstream.authorize(leave(at_door(HostedDriver()), acme))
        own = upstream.authorize(leave(at_door(driver), acme))
        come_back(driver, acme, **{**own, "code": stolen["code"]})
        assert driver.signed_in_as is None
        assert driver.message_keys == [f"{OUT}rejected"]

    @pytest.mark.parametrize("state", ["", "x", "x.y", "\x00", "ä" * 300])
    def test_a_made_up_state_is_an_expired_page(self, state, driver, acme):
        at_door(driver)
        come_back(driver, acme, code="x", state=state)
        assert driver.status in (200, 400, 410)
        assert driver.signed_in_as is None

    def test_the_state_is_in_no_row(self, driver, acme, upstream):
        answer = upstream.authorize(leave(at_door(driver), acme))
        stored = str(list(Transaction.objects.values()))
        assert answer["state"].partition(".")[2] not in stored


def test_deleting_an_account_removes_its_link(driver, acme, upstream):
    ada = signed_up(driver, acme, upstream)
    sign_out(driver)
    visit(at_door(driver), acme, upstream)
    assert driver.signed_in_as == ADA
    User.objects.get(pk=ada.pk).delete()
    driver = HostedDriver()
    visit(at_door(driver), acme, upstream)
    assert driver.step == "enroll-profile"


@pytest.mark.parametrize("named", [{"sid": "there"}, {"sub": "ada-at-acme"}])
def test_session_ends_with_that_at_the_provider(named, driver, acme, upstream):
    signed_up(driver, acme, upstream)
    sign_out(driver)
    visit(at_door(driver), acme, upstream, sid="there")
    other = HostedDriver()
    visit(at_door(other), acme, upstream, sid="elsewhere")
    url = f"/idp/logout/{acme.public_id}"
    now = int(time.time())
    claims = {
        "iss": upstream.url,
        "aud": "client",
        "iat": now,
        "exp": now + 60,
        "jti": "1",
        "events": {EVENT: {}},
    }
    wrong = [
        {},
        {**named, "aud": "another"},
        {**named, "events": {}},
        {**named, "nonce": "n"},
        {**named, "iat": now - 3600},
        {**named, "iss": "https://evil.example"},
    ]
    for changes in wrong:
        given = driver.client.post(url, {"logout_token": upstream.sign({**claims, **changes})})
        assert given.status_code == 400, changes
    assert Session.objects.count() == 2

    given = driver.client.post(url, {"logout_token": upstream.sign({**claims, **named})})

    assert (given.status_code, given["Cache-Control"]) == (200, "no-store")
    assert Session.objects.count() == (1 if "sid" in named else 0)
    driver.open(DASHBOARD)
    assert driver.signed_in_as is None


@pytest.mark.parametrize("there", ["", "https://acme.example/end?x=1", "http://acme.example/end"])
def test_page_after_sign_out_leads_to_that_of_the_provider(there, driver, acme, upstream):
    upstream.metadata["end_session_endpoint"] = there
    signed_up(driver, acme, upstream)
    sign_out(driver)
    links = [a.get("href") for a in driver.page.all("a") if "Acme" in a.text]
    assert links == [f"/signout/{acme.public_id}"]
    left = driver.client.get(links[0])
    if there.startswith("https"):
        assert left["Location"].startswith(f"{there}&client_id=client&post_logout_redirect_uri=http")
    else:
        assert left["Location"] == "/signed-out"
    a_user(BO, PASSWORD)
    other = HostedDriver()
    sign_in(other, BO)
    sign_out(other)
    assert "Acme" not in other.page.text


def test_log_names_the_steps_and_no_address(driver, acme, upstream):
    ada = signed_up(driver, acme, upstream)
    types = list(Event.objects.filter(user_id=ada.public_id).values_list("type", flat=True))
    assert "user.mfa.factor.activate" in types
    assert ADA not in str(list(Event.objects.values()))
    driver.open(DASHBOARD)
    assert driver.signed_in_as == ADA
