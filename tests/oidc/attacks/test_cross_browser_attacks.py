"""An attacker's link, attempt or mail in a victim's browser gives neither of them access."""

import pytest
from django.utils import timezone

from accounts.models import Challenge, Session, User
from flows.domain.transaction import Intent
from flows.models import Transaction
from oidc.models import AccessToken, Grant
from tests.actors import PASSWORD
from tests.journeys.apps.app_users import FromAppHosted, FromAppIdx
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.journeys.mailbox import newest
from tests.journeys.rows import everything
from tests.oidc.attacks.conftest import same_app
from tests.oidc.attacks.scenes import ADA, MALLORY, finished, refused, said_in, signed_in

pytestmark = pytest.mark.django_db
ELSEWHERE = "203.0.113.66"


def test_attackers_link_and_state_give_a_code_to_the_victims_browser_only(
    victim: FromAppHosted, app: RelyingParty
):
    """RFC 9700 §4.7: the app there knows neither the state nor the verifier, the attacker not the code."""
    theirs = same_app(app)
    victim.open(theirs.authorize_url())
    answer = said_in(victim.answer_url)
    app.request()
    assert answer["state"] == theirs.state != app.state
    refused(app.exchange(answer["code"]))
    assert not AccessToken.objects.exists()


def test_attackers_link_with_prompt_signs_no_victim_in_as_the_attacker(
    ada: User, mallory: User, app: RelyingParty
):
    """RFC 9700 §4.7: the user of the link is signed in with their own account, in their own browser."""
    theirs = same_app(app)
    browser = FromAppHosted(app)
    browser.open(theirs.authorize_url(login_hint=MALLORY))
    browser.identify(ADA)
    browser.password(PASSWORD)
    assert Session.objects.get(user__isnull=False).user == ada
    assert Grant.objects.get().user == ada


def test_an_attackers_finished_attempt_gives_a_victims_browser_nothing(
    ada: User, mallory: User, app: RelyingParty
):
    """RFC 9700 §4.7: the last hop is for the browser that earned it, signed in or not."""
    attacker, resume = finished(same_app(app), MALLORY, ip_address=ELSEWHERE)
    for browser in (FromAppHosted(app), signed_in(app, ADA)):
        before = Grant.objects.count()
        browser.open(resume)
        assert browser.answer_url == ""
        assert MALLORY not in browser.page.text
        assert Grant.objects.count() == before
        assert browser.signed_in_as != MALLORY
    attacker.open(resume)
    assert "code" in said_in(attacker.answer_url)


def test_attackers_open_transaction_opens_in_no_other_browser(ada: User, mallory: User, app: RelyingParty):
    """The address of its page, and a post to it, in the victim's browser: nothing is shown or taken."""
    attacker = FromAppHosted(same_app(app), ip_address=ELSEWHERE)
    attacker.begin()
    attacker.identify(MALLORY)
    victim = FromAppHosted(app)
    victim.open(attacker.url)
    assert victim.status == 410
    victim.begin()
    token = victim.page.all("input", name="csrfmiddlewaretoken")[0].get("value")
    before = Transaction.objects.get().version
    body = {"csrfmiddlewaretoken": token, "form": "challenge-authenticator", "credentials.passcode": PASSWORD}
    assert victim.client.post(attacker.url, body).status_code == 410
    assert Transaction.objects.get().version == before
    attacker.password(PASSWORD)
    assert attacker.answer["code"]


def test_a_victims_attempt_is_not_finished_in_the_attackers_browser(ada: User, app: RelyingParty):
    """An attacker who reads the address of the last hop is too late and in the wrong browser."""
    browser, resume = finished(app, ADA)
    thief = FromAppHosted(app, ip_address=ELSEWHERE)
    thief.open(resume)
    assert thief.answer_url == ""
    browser.open(resume)
    assert browser.tokens()


def test_a_victims_code_in_the_attackers_app_gives_nothing(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.5: neither in an app of theirs nor in the same app in their browser."""
    code = victim.answer["code"]
    refused(an_app("Free Games").exchange(code, code_verifier=app.verifier))
    theirs = same_app(app)
    theirs.request()
    refused(theirs.exchange(code))
    assert not AccessToken.objects.exists()
    assert app.exchange(code).status_code == 200


def test_a_mail_link_of_an_attackers_sign_up_gives_nothing(app: RelyingParty):
    """The victim presses it: no account, no session, no answer; the attacker still waits."""
    attacker = FromAppHosted(same_app(app), ip_address=ELSEWHERE)
    attacker.begin(Intent.SIGN_UP)
    attacker.submit_profile({"email": ADA, "firstName": "M", "lastName": "M"})
    link = newest(ADA).link
    victim, before = FromAppHosted(app), everything()
    victim.open(link)
    victim.client.head(link[link.index("/flow/") :])
    assert victim.page.all("form") == []
    assert everything() == before
    attacker.poll()
    assert attacker.step == "enroll-email"
    assert (User.objects.count(), Grant.objects.count()) == (0, 0)


def test_attackers_link_gives_nothing_to_a_signed_in_user(victim: FromAppHosted, app: RelyingParty):
    """Ada is signed in, and presses a link of an attacker who signs up with her other address."""
    attacker = FromAppHosted(same_app(app), ip_address=ELSEWHERE)
    attacker.begin(Intent.SIGN_UP)
    attacker.submit_profile({"email": "ada@example.org", "firstName": "M", "lastName": "M"})
    grants = Grant.objects.count()
    victim.open(newest("ada@example.org").link)
    assert victim.answer_url == ""
    attacker.poll()
    assert attacker.step == "enroll-email"
    assert Grant.objects.count() == grants
    assert not User.objects.filter(login="ada@example.org").exists()


def test_link_to_an_apps_own_page_proves_nothing_by_being_opened():
    """The app gets the code and the state of the attacker's request: its page there has begun no such one."""
    app = an_app("Wiki", email_callback_uri="https://payroll.example/mail")
    attacker = FromAppIdx(app, ip_address=ELSEWHERE)
    attacker.begin(Intent.SIGN_UP)
    attacker.submit_profile({"email": ADA, "firstName": "M", "lastName": "M"})
    link, before = newest(ADA).link, everything()
    answer = FromAppHosted(app).client.get(link[link.index("/flow/") :])
    assert answer["Location"].startswith("https://payroll.example/mail?")
    assert everything() == before
    assert Challenge.objects.filter(closed_at=None).exists()
    mine = same_app(app)
    mine.request()
    assert said_in(answer["Location"])["state"] != mine.state


def test_attackers_interaction_handle_gives_only_the_attackers_transaction(
    ada: User, mallory: User, app: RelyingParty
):
    """A code earned with it is redeemed by the request's verifier alone."""
    attacker = FromAppIdx(same_app(app), ip_address=ELSEWHERE)
    attacker.begin()
    attacker.identify(MALLORY)
    attacker.password(PASSWORD)
    app.request()
    refused(app.exchange(attacker.code, "interaction_code"))
    refused(
        an_app("Free Games").exchange(attacker.code, "interaction_code", code_verifier=attacker.app.verifier)
    )
    assert attacker.tokens()["access_token"]


def test_sign_out_with_another_users_token_needs_confirmation(victim: FromAppHosted, attacker: FromAppHosted):
    """ASVS 5.0 10.6.2: the attacker's own ID token does not sign another user out."""
    token = attacker.tokens()["id_token"]
    victim.open(f"/oauth2/default/v1/logout?id_token_hint={token}")
    assert victim.signed_in_as == ADA
    assert Session.objects.filter(user__login=ADA, expires_at__gt=timezone.now()).exists()
