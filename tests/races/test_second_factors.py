"""Everything that proves once, answered by twenty at the same moment through the engine itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.credentials import lockout
from accounts.credentials.lockout import AttemptCounter, count_attempt
from accounts.domain.authenticators import Authenticator
from accounts.lifecycle.security_undo import UndoResult, undo
from accounts.models import (
    AccessCode,
    Challenge,
    Enrollment,
    Event,
    OutboxMail,
    PasswordFailures,
    RecoveryCode,
    Session,
    SpentChallenge,
    User,
)
from accounts.sessions.lifetime import sign_out
from flows import engine, repository
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import AccountChange, FrontEnd, Intent
from flows.repository import Ref
from flows.step_submission import Kind, Outcome
from policies.domain.facts import Operation
from policies.domain.outcomes import Need, PasswordOutcome
from tests.actors import PASSWORD, Browser, a_user, code_in, newest_code, passcode, sign_up_policy
from tests.methods import (
    a_passkey,
    a_phone,
    an_access_code,
    an_app,
    ask_two_factors,
    first_page_assertion,
    policy_lets,
    signed,
    some_codes,
)
from tests.races.together import at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
ADA, NEW = "ada@example.com", "ada@example.org"
MANY = 20


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


@pytest.fixture
def texts(settings):
    settings.SMS_BACKEND = "accounts.messaging.sms_gateway.local"
    policy_lets(Need.OPTIONAL, Authenticator.PHONE)


def knows_the_password(way: Authenticator | None = None) -> Browser:
    """A browser in which the first factor is proved, and the second about to be."""
    browser = Browser()
    browser.identify(ADA)
    browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD))
    if way is not None:
        choice = {"authenticator": {"id": way.value}}
        browser.answer(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, choice)
    return browser


def finishes_once(answer: Callable[[int], Outcome], n: int = MANY) -> list[Outcome]:
    """Answer n times at once; check that one gets the session and none fails."""
    outcomes = at_once(answer, n)
    assert sum(outcome.kind is Kind.FINISHED for outcome in outcomes) == 1
    assert Session.objects.count() == 1
    return outcomes


CODES: dict[Authenticator, Callable[[User], str]] = {
    Authenticator.TOTP: lambda user: an_app(user).code(),
    Authenticator.RECOVERY_CODE: lambda user: some_codes(user)[0],
    Authenticator.ACCESS_CODE: an_access_code,
}


def about_to_type(way: Authenticator) -> Browser:
    """Return a browser at the step of this code: an access code in place of the password, others after it."""
    if way is not Authenticator.ACCESS_CODE:
        return knows_the_password(way)
    browser = Browser()
    browser.identify(ADA)
    browser.answer(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, {"authenticator": {"id": way.value}})
    return browser


def asks_for(way: Authenticator) -> None:
    if way is Authenticator.ACCESS_CODE:
        # Where sign-up is open, known users get the prompts of their own authenticators.
        sign_up_policy()
        policy_lets(Need.OPTIONAL, way)
    else:
        ask_two_factors()


@pytest.mark.parametrize("way", CODES, ids=str)
def test_one_code_in_twenty_attempts_opens_one_of_them(ada, way):
    code = CODES[way](ada)
    asks_for(way)
    browsers = [about_to_type(way) for _ in range(MANY)]

    def answer(number: int) -> Outcome:
        return browsers[number].answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(code))

    finishes_once(answer)
    assert Event.objects.filter(type="user.authentication.auth_via_mfa", outcome="success").count() == 1
    if way is Authenticator.RECOVERY_CODE:
        assert RecoveryCode.objects.filter(used_at=None).count() == 9
    if way is Authenticator.ACCESS_CODE:
        assert AccessCode.objects.exclude(used_at=None).count() == 1


@pytest.mark.parametrize("way", CODES, ids=str)
def test_one_code_in_twenty_tabs_of_one_attempt_opens_one_session(ada, way):
    code = CODES[way](ada)
    asks_for(way)
    browser = about_to_type(way)
    at_once(lambda _: browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(code)))
    assert Session.objects.count() == 1
    # Each that was looked at was counted before.
    assert repository.reload(browser.open_id).transaction.tries <= repository.MAX_TRIES


def test_first_page_assertion_sent_twenty_times_opens_one_session(ada):
    answer = first_page_assertion(a_passkey(ada))
    finishes_once(lambda _: Browser().begin(Intent.SIGN_IN, FormName.PASSKEY_AUTOFILL, answer))
    assert SpentChallenge.objects.count() == 1


def test_a_passkeys_answer_as_a_second_factor_counts_once(ada):
    device = a_passkey(ada)
    ask_two_factors()
    browser = knows_the_password(Authenticator.PASSKEY)
    answer = {"credentials": signed(device, browser.open_id)}
    finishes_once(lambda _: browser.answer(FormName.CHALLENGE_AUTHENTICATOR, answer), 10)


def test_a_texted_code_typed_twenty_times_counts_once(ada, texts):
    a_phone(ada)
    ask_two_factors(excluded=["email"])
    browser = knows_the_password()
    browser.answer(FormName.AUTHENTICATOR_VERIFICATION_DATA)
    assert browser.step().name is StepName.CHALLENGE_PHONE_CODE
    code = code_in(OutboxMail.objects.select_related("challenge").get(channel="sms"))
    finishes_once(lambda _: browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(code)))


def test_text_requested_twenty_times_is_sent_once(ada, texts):
    a_phone(ada)
    ask_two_factors(excluded=["email"])
    browser = knows_the_password()
    at_once(lambda _: browser.answer(FormName.AUTHENTICATOR_VERIFICATION_DATA))
    assert OutboxMail.objects.filter(channel="sms").count() == 1


def in_session() -> Session:
    browser = Browser()
    browser.identify(ADA)
    opened = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD)).session
    assert opened is not None
    return opened.row


def changing(row: Session, management: AccountChange) -> Browser:
    """A user who changes an authenticator from inside a session, up to the prompt for a proof."""
    browser = Browser()
    door = engine.FlowStart(FrontEnd.HOSTED, Intent.MANAGE, session=row, management=management)
    begun = engine.submit(engine.open_new(door, browser.client), FormName.STEP_UP, {}, browser.binding)
    browser.open_id = begun.transaction.id
    return browser


def changing_the_address(row: Session, address: str = NEW) -> Browser:
    browser = changing(row, AccountChange(Operation.CHANGE_EMAIL))
    browser.answer(FormName.CHANGE_EMAIL, {"newEmail": address})
    assert browser.step().name is StepName.CONFIRM_EMAIL_CHANGE
    return browser


def test_the_code_of_a_new_address_typed_twenty_times_changes_it_once(ada):
    browser = changing_the_address(in_session())
    code = newest_code(NEW)
    at_once(lambda _: browser.answer(FormName.ENROLL_AUTHENTICATOR, passcode(code)))
    ada.refresh_from_db()
    assert ada.login == NEW
    assert Event.objects.filter(type="user.account.update_primary_email", outcome="success").count() == 1
    assert OutboxMail.objects.filter(template="email_changed", to=ADA).count() <= 1


def test_one_of_ten_concurrent_proofs_gets_the_new_address(ada):
    people = [a_user(f"eve{number}@example.com", PASSWORD) for number in range(10)]
    browsers, codes = [], []
    for user in people:
        browser = Browser()
        browser.identify(user.login)
        row = browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(PASSWORD)).session.row
        browsers.append(changing_the_address(row))
        codes.append(newest_code(NEW))

    at_once(
        lambda number: browsers[number].answer(FormName.ENROLL_AUTHENTICATOR, passcode(codes[number])), 10
    )
    assert User.objects.filter(login=NEW).count() == 1
    assert User.objects.filter(login__startswith="eve").count() == 9


def test_the_link_that_takes_an_address_back_works_once(ada):
    browser = changing_the_address(in_session())
    browser.answer(FormName.ENROLL_AUTHENTICATOR, passcode(newest_code(NEW)))
    link = Challenge.objects.get(purpose="email_undo")
    results = at_once(lambda _: undo(link, timezone.now()))
    assert list(results).count(UndoResult.DONE) == 1
    ada.refresh_from_db()
    assert ada.login == ADA


def test_an_unlocking_proved_twenty_times_is_one_unlocking(ada):
    for _ in range(10):
        count_attempt(AttemptCounter(ADA), PasswordOutcome().lockout, timezone.now())
    browser = Browser()
    browser.begin(Intent.UNLOCK, FormName.UNLOCK_ACCOUNT, {"identifier": ADA})
    code = newest_code(ADA)
    at_once(lambda _: browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode(code)))
    assert not lockout.lock_state([ADA], timezone.now())
    assert Event.objects.filter(type="user.account.unlock").count() == 1
    assert not Session.objects.exists()


def test_ten_of_twenty_concurrent_wrong_passwords_are_compared(ada, monkeypatch):
    compared: list[str] = []
    real = engine.HANDLERS[StepName.CHALLENGE_PASSWORD, FormName.CHALLENGE_AUTHENTICATOR].work.__globals__
    verify = real["verify_password"]
    monkeypatch.setitem(real, "verify_password", lambda *given: compared.append("") or verify(*given))
    browsers = [Browser() for _ in range(MANY)]
    for browser in browsers:
        browser.identify(ADA)

    def guess(number: int) -> Any:
        return browsers[number].answer(FormName.CHALLENGE_AUTHENTICATOR, passcode("not the right one"))

    at_once(guess)
    assert len(compared) == 10
    assert PasswordFailures.objects.get().failures == 10
    assert OutboxMail.objects.count() == 1


def test_twenty_guesses_in_one_attempt_cost_ten_comparisons(ada):
    browser = Browser()
    browser.identify(ADA)
    at_once(lambda _: browser.answer(FormName.CHALLENGE_AUTHENTICATOR, passcode("not the right one")))
    assert PasswordFailures.objects.get().failures == 10
    assert repository.reload(browser.open_id).transaction.tries == 10


def test_change_at_the_end_of_its_session_is_made_before_it_or_not_at_all(ada):
    row = in_session()
    browser = changing(row, AccountChange(Operation.ENROLL, Authenticator.RECOVERY_CODE))
    policy_lets(Need.OPTIONAL, Authenticator.RECOVERY_CODE)
    made, _ = beside(
        lambda: browser.answer(FormName.ENROLL_AUTHENTICATOR), lambda: sign_out(row, timezone.now())
    )
    assert Enrollment.objects.count() == int(made.kind is Kind.FINISHED)
    again = changing(row, AccountChange(Operation.ENROLL, Authenticator.PASSKEY))
    assert repository.load(Ref(again.open_id, again.binding, FrontEnd.HOSTED)) is not None
    assert again.answer(FormName.ENROLL_AUTHENTICATOR).kind is not Kind.FINISHED
