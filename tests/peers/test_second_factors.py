"""Holes around second factors that others had, and ways around them that are known: each tried here."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Http
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment, RememberedDevice, Session, User
from flows import engine
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import AccountChange, FrontEnd, Intent
from flows.step_submission import Kind
from policies.domain.facts import Operation
from policies.models import AccountManagementOutcome, SessionOutcome
from tests.actors import (
    ANOTHER_PASSWORD,
    PASSWORD,
    Browser,
    a_user,
    newest_code,
    passcode,
)
from tests.methods import (
    a_passkey,
    an_app,
    ask_two_factors,
    fields,
    first_page_assertion,
    signed,
    some_codes,
)
from tests.passkeys import encode
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
VICTIM, ATTACKER = "victim@example.com", "attacker@example.org"
EVERY_WAY = [one.value for one in Authenticator]


def knows_the_password(address=VICTIM, **client):
    browser = Browser(**client)
    browser.identify(address)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))
    return browser


def choose(browser, way, form=FormName.SELECT_AUTHENTICATOR_AUTHENTICATE):
    return browser.answer(form, {"authenticator": {"id": way}})


@pytest.fixture
def victim():
    user = a_user(VICTIM, PASSWORD)
    user.app = an_app(user)
    ask_two_factors()
    return user


def test_peer_keycloak_cve_2026_18963_alternative_never_counts_as_proof(victim):
    browser = knows_the_password()
    for way in EVERY_WAY * 2:
        choose(browser, way)
        choose(browser, way, FormName.SELECT_AUTHENTICATOR_ENROLL)
        facts = browser.facts()
        assert [proof.authenticator for proof in facts.proofs] == [Authenticator.PASSWORD]
        for form in (FormName.COMPLETE, FormName.SKIP, FormName.LINK, FormName.RESET_AUTHENTICATOR):
            assert browser.answer(form, {"token": "a.1.b"}).session is None
    assert not Session.objects.exists()


def test_peer_keycloak_cve_2026_18963_chosen_alternative_ends_with_page(victim):
    """The note of the choice was kept from one page to the next; here it names the page it was made on."""
    browser = Browser()
    browser.recover(VICTIM)
    choose(browser, "totp")
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(victim.app.code()))
    assert browser.facts().proofs == ()
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    before = browser.facts()
    choose(browser, "password")
    assert browser.step().name is not StepName.RESET_PASSWORD
    assert browser.facts().proofs == before.proofs


@pytest.mark.parametrize("way", ["the mail alone", "the mail and the new password"])
def test_peer_authentik_cve_2024_52289_reset_skips_no_second_factor(victim, way):
    browser = Browser()
    browser.recover(VICTIM)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    assert browser.step().name is StepName.CHALLENGE_TOTP
    if way == "the mail and the new password":
        refused = browser.answer(FormName.RESET_AUTHENTICATOR, passcode(ANOTHER_PASSWORD))
        assert refused.kind is Kind.OUTDATED
    victim.refresh_from_db()
    assert victim.check_password(PASSWORD)
    assert not Session.objects.exists()


def test_reset_enrolls_no_second_factor_on_the_strength_of_the_mail(victim):
    """The attacker reads the mailbox: neither page nor form lets them add an app of their own."""
    browser = Browser()
    browser.recover(VICTIM)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    for way in EVERY_WAY:
        choose(browser, way, FormName.SELECT_AUTHENTICATOR_ENROLL)
        assert browser.step().name not in (StepName.ENROLL_TOTP, StepName.ENROLL_PASSKEY)
    assert Enrollment.objects.count() == 1


def test_a_remembered_device_is_forgotten_when_the_password_changes(victim):
    SessionOutcome.objects.update(further_factor=True, prompt="new_device")
    raise_version()
    first = knows_the_password()
    first.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(victim.app.code()))
    remembered = RememberedDevice.objects.get()
    assert remembered.epoch == 1
    reset = Browser()
    reset.recover(VICTIM)
    reset.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    reset.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(victim.app.code(steps=1)))
    reset.answer(FormName.RESET_AUTHENTICATOR, passcode(ANOTHER_PASSWORD))
    victim.refresh_from_db()
    assert victim.security_epoch > remembered.epoch
    again = Browser(binding=first.binding)
    again.identify(VICTIM)
    again.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(ANOTHER_PASSWORD))
    assert again.step().name is StepName.CHALLENGE_TOTP


def test_peer_totp_replay_a_code_that_was_seen_opens_nothing_again(victim):
    code = victim.app.code()
    first, second = knows_the_password(), knows_the_password()
    assert first.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(code)).kind is Kind.FINISHED
    for older in (code, victim.app.code(steps=-1)):
        refused = second.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(older))
        assert refused.kind is Kind.REFUSED
    assert Session.objects.count() == 1


def test_a_recovery_code_that_was_used_opens_nothing_again(victim):
    code = some_codes(victim)[0]
    for expected in (Kind.FINISHED, Kind.REFUSED):
        browser = knows_the_password()
        choose(browser, "recovery_code")
        assert browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(code)).kind is expected


def stolen_session(user, *, minutes=20):
    """Return a session that another user holds by now; its proofs are older."""
    browser = knows_the_password()
    row = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(user.app.code())).session.row
    ago = timezone.now() - timedelta(minutes=minutes)
    Session.objects.update(proofs=[{**proof, "at": ago.isoformat()} for proof in row.proofs])
    return Session.objects.select_related("user").get(pk=row.pk)


@pytest.mark.parametrize(
    "management",
    [
        AccountChange(Operation.ENROLL, Authenticator.PASSKEY),
        AccountChange(Operation.ENROLL, Authenticator.RECOVERY_CODE),
        AccountChange(Operation.CHANGE_PASSWORD),
        AccountChange(Operation.CHANGE_EMAIL),
    ],
    ids=lambda management: f"{management.operation} {management.authenticator or ''}",
)
def test_a_stolen_session_changes_nothing_without_a_fresh_proof(victim, management):
    AccountManagementOutcome.objects.update(factors=2)
    row, browser = stolen_session(victim), Browser()
    door = engine.FlowStart(FrontEnd.HOSTED, Intent.MANAGE, session=row, management=management)
    begun = engine.submit(engine.open_new(door, browser.client), FormName.STEP_UP, {}, browser.binding)
    browser.open_id = begun.transaction.id
    assert browser.step().name in (StepName.CHALLENGE_PASSWORD, StepName.CHALLENGE_TOTP)
    for form in FormName:
        answer = browser.answer(form, {**passcode(ANOTHER_PASSWORD), "newEmail": ATTACKER})
        assert answer.session is None, form
    for way in EVERY_WAY:
        choose(browser, way)
        assert choose(browser, way, FormName.SELECT_AUTHENTICATOR_ENROLL).session is None
    victim.refresh_from_db()
    assert (victim.login, victim.check_password(PASSWORD)) == (VICTIM, True)
    assert Enrollment.objects.count() == 1


def test_a_removal_by_a_stolen_session_asks_first(victim):
    held = Enrollment.objects.get(authenticator="totp")
    management = AccountChange(Operation.REMOVE, Authenticator.TOTP, held.public_id)
    row, browser = stolen_session(victim), Browser()
    a_passkey(victim)
    door = engine.FlowStart(FrontEnd.HOSTED, Intent.MANAGE, session=row, management=management)
    begun = engine.submit(engine.open_new(door, browser.client), FormName.STEP_UP, {}, browser.binding)
    browser.open_id = begun.transaction.id
    assert browser.answer(FormName.REMOVE_AUTHENTICATOR).kind is Kind.OUTDATED
    assert Enrollment.objects.filter(pk=held.pk).exists()


def test_an_attempt_begun_in_one_session_is_worth_nothing_in_another(victim):
    row, browser = stolen_session(victim, minutes=0), Browser()
    management = AccountChange(Operation.ENROLL, Authenticator.RECOVERY_CODE)
    door = engine.FlowStart(FrontEnd.HOSTED, Intent.MANAGE, session=row, management=management)
    begun = engine.submit(engine.open_new(door, browser.client), FormName.STEP_UP, {}, browser.binding)
    visitor = Visitor(at=f"/flow/{begun.transaction.id}")
    visitor.http.cookies[settings.BINDING_COOKIE_NAME] = browser.binding
    assert visitor.get().status_code == 410
    visitor.post("enroll-authenticator")
    assert Enrollment.objects.count() == 1


def test_passkey_with_another_users_handle_opens_nothing():
    victim, attacker = a_user(VICTIM), a_user(ATTACKER)
    device = a_passkey(attacker)
    device.keys[-1].user_handle = victim.public_id.encode()
    browser = Browser()
    assert (
        browser.begin(Intent.SIGN_IN, FormName.PASSKEY_AUTOFILL, first_page_assertion(device)).kind
        is Kind.REFUSED
    )
    answer = first_page_assertion(device)
    # Without the id of the credential the user handle alone says whose keys are tried.
    del answer["credentials"]["id"]
    assert browser.begin(Intent.SIGN_IN, FormName.PASSKEY_AUTOFILL, answer).kind is Kind.REFUSED
    assert not Session.objects.exists()


def test_a_passkey_of_the_attackers_is_no_second_factor_of_the_victims(victim):
    device = a_passkey(a_user(ATTACKER, PASSWORD))
    a_passkey(victim)
    browser = knows_the_password()
    choose(browser, "passkey")
    for handle in (device.keys[-1].user_handle, victim.public_id.encode()):
        device.keys[-1].user_handle = handle
        answer = signed(device, browser.open_id)
        refused = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, {"credentials": answer})
        assert refused.kind is Kind.REFUSED
    assert not Session.objects.exists()


def test_assertion_for_first_page_or_other_attempt_is_no_second_factor(victim):
    device = a_passkey(victim)
    other, browser = knows_the_password(), knows_the_password()
    choose(browser, "passkey")
    for answer in (first_page_assertion(device)["credentials"], signed(device, other.open_id)):
        refused = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, {"credentials": answer})
        assert refused.kind is Kind.REFUSED


def test_login_csrf_attackers_passkey_posted_from_elsewhere_is_refused():
    answer = first_page_assertion(a_passkey(a_user(ATTACKER)))["credentials"]
    form = {"form": FormName.PASSKEY_AUTOFILL.value}
    form |= {name.replace("__", "."): value for name, value in fields(answer).items()}
    host = f"localhost:{settings.PORT}"
    browser = Http(enforce_csrf_checks=True, headers={"host": host})
    browser.get("/signin")
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        response = browser.post("/signin", form, headers=headers)
        assert response.status_code == 403
        assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert not Session.objects.exists()


def test_login_csrf_passkey_assertion_is_spent_by_its_first_use():
    device = a_passkey(a_user(ATTACKER))
    answer = first_page_assertion(device)
    assert Browser().begin(Intent.SIGN_IN, FormName.PASSKEY_AUTOFILL, answer).kind is Kind.FINISHED
    assert Browser().begin(Intent.SIGN_IN, FormName.PASSKEY_AUTOFILL, answer).kind is Kind.REFUSED
    assert User.objects.get(login=ATTACKER).sessions.count() == 1
    assert encode(device.keys[-1].id) == Enrollment.objects.get().credential_id
