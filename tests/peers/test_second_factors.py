"""Holes that others had in second factors: each named after its report, each tried against this server."""

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.models import Session
from flows.domain.steps import FormName, StepName
from flows.models import Transaction as Row
from flows.outcomes import Kind
from tests.actors import ANOTHER_PASSWORD, PASSWORD, Browser, a_person, newest_code, passcode
from tests.methods import a_passkey, an_app, ask_two_factors, signed, some_codes

pytestmark = pytest.mark.django_db
VICTIM, ATTACKER = "victim@example.com", "attacker@example.org"
CHOOSE = (FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, FormName.SELECT_AUTHENTICATOR_ENROLL)


def knowing_the_password():
    """The attacker has typed the victim's password, and the app is asked for."""
    ask_two_factors(device_bound=True)
    victim = a_person(VICTIM, PASSWORD)
    app = an_app(victim)
    browser = Browser()
    browser.identify(VICTIM)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))
    assert browser.step().name is StepName.CHALLENGE_TOTP
    return browser, app, victim


def chosen(method):
    return {"authenticator": {"id": method.value}}


def test_peer_keycloak_cve_2026_18963_no_choice_marks_a_factor_as_proved():
    browser, _, _ = knowing_the_password()
    proofs = Row.objects.get().proofs
    for form in CHOOSE:
        for method in Authenticator:
            assert browser.answer(form, chosen(method)).session is None
            assert browser.step().name.startswith("challenge-")
            assert Row.objects.get().proofs == proofs
    assert browser.answer(FormName.COMPLETE).kind is Kind.OUTDATED
    assert browser.answer(FormName.SKIP).kind is Kind.OUTDATED
    assert not Session.objects.exists()


def test_peer_keycloak_cve_2026_18963_choosing_in_one_tab_ends_nothing_in_the_other():
    browser, app, victim = knowing_the_password()
    some_codes(victim)
    other = Browser(binding=browser.binding, open_id=browser.open_id)
    other.answer(CHOOSE[0], chosen(Authenticator.RECOVERY_CODE))
    assert browser.step().name is StepName.CHALLENGE_RECOVERY_CODE
    assert browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(app.code())).kind is Kind.REFUSED
    assert not Session.objects.exists()


def test_peer_keycloak_cve_2026_18963_a_choice_in_a_recovery_skips_no_proof():
    browser, _, _ = knowing_the_password()
    browser.answer(FormName.SELECT_IDENTIFY)
    recovering = Browser()
    recovering.recover(VICTIM)
    recovering.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    assert recovering.step().name is StepName.CHALLENGE_TOTP
    for form in CHOOSE:
        for method in Authenticator:
            recovering.answer(form, chosen(method))
    assert recovering.step().name is StepName.CHALLENGE_TOTP
    refused = recovering.answer(FormName.RESET_AUTHENTICATOR, passcode(ANOTHER_PASSWORD))
    assert refused.kind is Kind.OUTDATED


def test_a_code_that_was_overheard_is_worth_nothing_a_second_time():
    browser, app, _ = knowing_the_password()
    code = passcode(app.code())
    assert browser.answer(FormName.CHALLENGE_AUTHENTICATOR, code).kind is Kind.FINISHED
    attacker = Browser()
    attacker.identify(VICTIM)
    attacker.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))
    assert attacker.answer(FormName.CHALLENGE_AUTHENTICATOR, code).kind is Kind.REFUSED


def test_the_own_app_and_the_own_passkey_open_no_other_account():
    browser, _, victim = knowing_the_password()
    attacker = a_person(ATTACKER, ANOTHER_PASSWORD)
    own, device = an_app(attacker), a_passkey(attacker)
    assert browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(own.code())).kind is Kind.REFUSED
    a_passkey(victim)
    browser.answer(CHOOSE[0], chosen(Authenticator.PASSKEY))
    assert browser.step().name is StepName.CHALLENGE_PASSKEY
    answer = {"credentials": signed(device, browser.open_id)}
    assert browser.answer(FormName.CHALLENGE_AUTHENTICATOR, answer).kind is Kind.REFUSED
    assert not Session.objects.exists()


def test_a_second_factor_is_not_set_up_past_the_one_that_is_there():
    browser, _, _ = knowing_the_password()
    before = Row.objects.get().pending
    for method in (Authenticator.TOTP, Authenticator.PASSKEY, Authenticator.RECOVERY_CODE):
        assert browser.answer(FormName.SELECT_AUTHENTICATOR_ENROLL, chosen(method)).kind is Kind.OUTDATED
        assert browser.answer(FormName.ENROLL_AUTHENTICATOR, passcode("123456")).kind is Kind.OUTDATED
    assert Row.objects.get().pending == before == []
