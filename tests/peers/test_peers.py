"""Holes that others had: each named after its report, each tried against this server."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.credentials.challenges import (
    Request,
    link_token_of,
    open_challenge,
    sending_of,
)
from accounts.domain.lifecycle import Action, Status
from accounts.models import Challenge, ChallengePurpose, Event, Origin, OutboxMail, Session, User
from accounts.users.status import change_status
from flows import repository
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import Intent
from flows.handlers import HANDLERS
from flows.handlers import email as email_handlers
from flows.handlers import password as password_handlers
from flows.models import Transaction as Row
from flows.step_submission import Kind
from tests.actors import (
    ANOTHER_PASSWORD,
    PASSWORD,
    Browser,
    a_user,
    challenge_of,
    code_in,
    link_in,
    mails_to,
    newest_code,
    passcode,
    profile,
    sign_up_policy,
    wrong_code,
)
from tests.refusals import write_refusals
from tests.visitor import Visitor, recorded

pytestmark = pytest.mark.django_db
VICTIM, ATTACKER = "victim@example.com", "attacker@example.org"
EVERYTHING = {
    **profile(VICTIM),
    **passcode(ANOTHER_PASSWORD),
    "identifier": VICTIM,
    "token": "a.1.b",
}


def recovering(address=VICTIM):
    browser = Browser()
    browser.recover(address)
    return browser


def everything_else_is_refused(browser, *allowed):
    """Post every form there is, and see that none but the allowed ones moves the attempt on."""
    for form in FormName:
        if form in allowed:
            continue
        before = Row.objects.get(pk=browser.open_id)
        assert browser.answer(form, EVERYTHING).kind in (Kind.OUTDATED, Kind.REFUSED), form
        after = Row.objects.get(pk=browser.open_id)
        assert (after.version, after.proofs) == (before.version, before.proofs), form


def test_peer_keycloak_cve_2026_18963_no_button_confirms_a_recovery_mail():
    a_user(VICTIM, PASSWORD)
    browser = recovering()
    everything_else_is_refused(browser, FormName.SELECT_IDENTIFY)
    assert browser.step().name is StepName.CHALLENGE_EMAIL


def test_peer_keycloak_cve_2026_18963_left_recovery_proves_nothing():
    a_user(VICTIM, PASSWORD)
    browser = recovering()
    browser.answer(FormName.SELECT_IDENTIFY)
    assert browser.step().name is StepName.IDENTIFY
    browser.answer(FormName.IDENTIFY, {"identifier": VICTIM})
    browser.answer(FormName.RECOVER)
    assert browser.step().name is StepName.CHALLENGE_EMAIL
    everything_else_is_refused(browser, FormName.SELECT_IDENTIFY)


def test_peer_keycloak_cve_2026_18963_own_proof_stays_out_of_others():
    for address in (VICTIM, ATTACKER):
        a_user(address, PASSWORD)
    browser = recovering(ATTACKER)
    code = passcode(newest_code(ATTACKER))
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, code)
    assert browser.step().name is StepName.RESET_PASSWORD
    everything_else_is_refused(browser, FormName.RESET_AUTHENTICATOR)
    again = recovering(VICTIM)
    again.answer(FormName.CHALLENGE_AUTHENTICATOR, code)
    assert again.step().name is StepName.CHALLENGE_EMAIL


def test_peer_keycloak_cve_2026_18963_cancel_drops_every_proof():
    sign_up_policy()
    a_user(VICTIM, PASSWORD)
    claim = a_user(ATTACKER, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    browser = recovering(claim.email)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(ATTACKER)))
    assert browser.step().name is StepName.ENROLL_PROFILE
    browser.answer(FormName.SELECT_IDENTIFY)
    assert browser.facts().proofs == ()
    browser.answer(FormName.IDENTIFY, {"identifier": VICTIM})
    assert browser.step().name is StepName.CHALLENGE_PASSWORD


def test_peer_vikunja_cve_2026_35597_guess_counts_when_answer_fails(monkeypatch):
    sign_up_policy()
    browser = Browser()
    browser.sign_up(VICTIM)
    real = email_handlers.challenges.code_is_right

    def falls_over(sending, given):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(email_handlers.challenges, "code_is_right", falls_over)
    for count in range(1, 4):
        with pytest.raises(RuntimeError):
            browser.answer(FormName.ENROLL_AUTHENTICATOR, passcode("000000"))
        assert challenge_of(browser).attempts == count
    monkeypatch.setattr(email_handlers.challenges, "code_is_right", real)


def test_peer_vikunja_cve_2026_35597_no_request_is_one_atomic_block():
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


def test_peer_vikunja_cve_2026_35597_refused_guess_is_counted_and_logged():
    sign_up_policy()
    browser = Browser()
    browser.sign_up(VICTIM)
    browser.answer(FormName.ENROLL_AUTHENTICATOR, passcode(wrong_code(newest_code(VICTIM))))
    assert challenge_of(browser).attempts == 1
    write_refusals()
    assert Event.objects.filter(outcome="failure", transaction_id=browser.open_id).count() == 1


def test_peer_better_auth_11023_password_set_before_proof_opens_nothing():
    """Trojan: the attacker signs up with the victim's address; the victim proves it later."""
    sign_up_policy(email_verification=False, password_page="first")
    attacker = Browser()
    data = {**profile(VICTIM), **passcode(PASSWORD)}
    session = attacker.begin(Intent.SIGN_UP, FormName.ENROLL_PROFILE, data).session
    assert session is not None
    sign_up_policy(email_verification=True, password_page="later")
    victim = Browser()
    victim.sign_up(VICTIM)
    victim.prove(VICTIM)
    finished = victim.answer(FormName.ENROLL_AUTHENTICATOR, passcode(ANOTHER_PASSWORD))
    assert finished.kind is Kind.FINISHED
    old = User.objects.get(pk=session.row.user_id)
    assert (old.login, old.has_password, old.security_epoch) == (None, False, session.row.epoch + 1)
    again = Browser()
    again.identify(VICTIM)
    refused = again.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))
    assert refused.kind is Kind.REFUSED


def test_peer_better_auth_qq9h_g4jm_xgf3_victims_click_completes_nothing():
    """The attacker waits with a sign-up for the victim to press the link in the mail."""
    sign_up_policy()
    attacker, victim = Visitor(), Visitor()
    attacker.post(
        "enroll-profile",
        "/signup",
        userProfile__email=VICTIM,
        userProfile__firstName="Ada",
        userProfile__lastName="Okafor",
    )
    waiting = attacker.at
    path = f"/flow/link/{link_in(mails_to(VICTIM)[0])}"
    victim.get(path)
    victim.post("link", path, token=path.rpartition("/")[2])
    assert Challenge.objects.get().used_at is None
    assert b"credentials.passcode" in attacker.get(waiting).content
    assert Row.objects.get().proofs == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_peer_healthchecks_eafff677_link_scanner_uses_no_link(
    method,
):
    sign_up_policy()
    visitor = Visitor()
    visitor.post(
        "enroll-profile",
        "/signup",
        userProfile__email=VICTIM,
        userProfile__firstName="Ada",
        userProfile__lastName="Okafor",
    )
    user = a_user(ATTACKER, status=Status.PROVISIONED, email_verified=False)
    invitation = open_challenge(
        Request(ChallengePurpose.ACTIVATION, ATTACKER, timedelta(days=7), user_id=user.pk), timezone.now()
    )
    paths = [
        f"/flow/link/{link_in(mails_to(VICTIM)[0])}",
        f"/activate/{link_token_of(sending_of(invitation))}",
    ]
    for path in paths:
        for browser in (visitor, Visitor()):
            with recorded() as statements:
                getattr(browser.http, method)(path)
            assert [statement.kind for statement in statements if statement.writes] == []
    assert not Challenge.objects.exclude(used_at=None).exists()
    assert not Session.objects.exists()


def test_peer_zitadel_cve_2024_49757_closed_sign_up_refuses_posts_too():
    sign_up_policy(sign_up_allowed=False)
    browser = Browser()
    assert browser.sign_up(VICTIM).step.name is StepName.ENDED
    browser.identify(VICTIM)
    assert browser.answer(FormName.SELECT_ENROLL_PROFILE).kind is Kind.OUTDATED
    assert not OutboxMail.objects.exists()
    visitor = Visitor()
    assert visitor.post("enroll-profile", "/signup", userProfile__email=VICTIM).status_code == 403
    assert visitor.post("select-enroll-profile", "/signin").status_code == 409


def test_peer_zitadel_cve_2024_49757_recovery_opens_no_closed_sign_up():
    sign_up_policy(sign_up_allowed=False)
    a_user(VICTIM, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    browser = recovering()
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    assert browser.step().name is StepName.ENDED


@pytest.mark.parametrize(
    "odd", [["123456"], {"$ne": 1}, {"_connector": "OR 1=1 OR"}, 123456, True, None, 1.5, [["a"]]]
)
def test_peer_django_cve_2025_64459_answers_reach_the_database_as_text(odd):
    sign_up_policy()
    browser = Browser()
    outcome = browser.begin(
        Intent.SIGN_UP,
        FormName.ENROLL_PROFILE,
        {"userProfile": {"email": odd, "firstName": odd, "lastName": "O", "_connector": odd, "pk": odd}},
    )
    assert outcome.kind is Kind.REFUSED
    assert browser.identify(odd).kind is Kind.REFUSED
    assert not Row.objects.exists()


def test_peer_kratos_a_code_of_one_attempt_is_worth_nothing_in_another():
    sign_up_policy()
    first, second = Browser(), Browser()
    first.sign_up(VICTIM)
    second.sign_up(VICTIM)
    one, two = mails_to(VICTIM)
    assert code_in(one) != code_in(two)
    assert second.answer(FormName.ENROLL_AUTHENTICATOR, passcode(code_in(one))).kind is Kind.REFUSED
    assert second.answer(FormName.LINK, {"token": link_in(one)}).kind is Kind.REFUSED
    assert first.answer(FormName.ENROLL_AUTHENTICATOR, passcode(code_in(one))).kind is Kind.ADVANCED


def test_peer_sudhodanan_paverd_unexpired_session_ends_by_recovery():
    user = a_user(VICTIM, PASSWORD)
    attacker = Browser()
    attacker.identify(VICTIM)
    held = attacker.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD)).session
    half_way = Browser()
    half_way.identify(VICTIM)
    victim = recovering()
    victim.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    assert victim.answer(FormName.RESET_AUTHENTICATOR, passcode(ANOTHER_PASSWORD)).kind is Kind.FINISHED
    user.refresh_from_db()
    assert held is not None
    assert held.row.epoch != user.security_epoch
    assert half_way.step().name is StepName.ENDED


def test_peer_sudhodanan_paverd_unexpired_change_ends_with_its_proof():
    sign_up_policy()
    attacker = Browser()
    attacker.sign_up(ATTACKER)
    old = newest_code(ATTACKER)
    attacker.answer(FormName.CHANGE_ADDRESS, {"userProfile": {"email": VICTIM}})
    assert attacker.answer(FormName.ENROLL_AUTHENTICATOR, passcode(old)).kind is Kind.REFUSED
    assert attacker.answer(FormName.LINK, {"token": link_in(mails_to(ATTACKER)[0])}).kind is Kind.REFUSED
    assert attacker.facts().proofs == ()


def test_peer_allauth_user_counts_once_in_any_spelling_of_the_address(monkeypatch):
    a_user(VICTIM, PASSWORD)
    compared = []
    real = password_handlers.verify_password
    monkeypatch.setattr(
        password_handlers, "verify_password", lambda *given: compared.append(1) or real(*given)
    )
    for number in range(14):
        browser = Browser(ip_address=f"192.0.2.{number}")
        browser.identify(VICTIM.upper() if number % 2 else VICTIM)
        answer = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode("not the right one at all"))
        # Whether it was compared or not, the answer is the same.
        assert [message.key for message in answer.messages] == ["errors.E0000004"]
    assert len(compared) == 10


def test_every_form_of_a_step_has_one_handler_and_others_are_refused():
    assert len(HANDLERS) == len(set(HANDLERS))
    assert not [pair for pair in HANDLERS if pair[0] is StepName.ENDED]


def test_peer_asvs_7_2_4_sign_in_ends_the_browsers_earlier_session():
    visitor = Visitor()
    for address in (VICTIM, ATTACKER):
        a_user(address, PASSWORD)
        visitor.post("identify-recovery", "/recover", identifier=address)
        visitor.post("challenge-authenticator", credentials__passcode=newest_code(address))
        visitor.post("reset-authenticator", credentials__passcode=ANOTHER_PASSWORD)
    assert [session.user.login for session in Session.objects.select_related("user")] == [ATTACKER]


def test_slower_of_two_last_submissions_gets_a_page_and_no_error(monkeypatch):
    """Both requests read the attempt before either finished it; the slower one finds it finished."""
    sign_up_policy(password_page="none")
    visitor = Visitor()
    visitor.post(
        "enroll-profile",
        "/signup",
        userProfile__email=VICTIM,
        userProfile__firstName="Ada",
        userProfile__lastName="Okafor",
    )
    page, code = visitor.at, newest_code(VICTIM)
    row = Row.objects.get()
    read_before = repository.reload(row.pk)
    binding = visitor.http.cookies
    assert visitor.post("enroll-authenticator", credentials__passcode=code).status_code == 303
    visitor.http.cookies = binding
    monkeypatch.setattr(repository, "load", lambda ref: read_before)
    slower = visitor.post("enroll-authenticator", page, credentials__passcode=code)
    assert slower.status_code == 409
    assert b'value="complete"' in slower.content
    assert Session.objects.count() == 1


def test_proof_of_a_locked_accounts_address_unlocks_it():
    user = a_user(VICTIM, PASSWORD)
    change_status(user, Action.LOCK, timezone.now())
    browser = recovering()
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(newest_code(VICTIM)))
    assert browser.answer(FormName.RESET_AUTHENTICATOR, passcode(ANOTHER_PASSWORD)).kind is Kind.FINISHED
    user.refresh_from_db()
    assert user.status == Status.ACTIVE
