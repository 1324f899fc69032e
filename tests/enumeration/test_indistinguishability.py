"""No answer reveals whether an account exists: the same page after the same work for every address."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts import configuration_cache
from accounts.credentials.challenges import code_of, sending_of
from accounts.domain.lifecycle import Status
from accounts.messaging import delivery
from accounts.models import Challenge, OutboxMail, Session, User
from accounts.profile.schema import profile_schema
from enrollment.models import EnrollmentFormField
from tests.actors import PASSWORD, a_user, hide_who_exists, mails_to, newest_code, sign_up_policy
from tests.enumeration.indistinguishability import count_hashes, differences, journey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
HERE, SUSPENDED, NOBODY = "ada@example.com", "bob@example.com", "eve@example.com"
NAMES = {"userProfile__firstName": "Ann", "userProfile__lastName": "Other"}
WRONG = "not the right one at all"


@pytest.fixture
def hashes(monkeypatch):
    return count_hashes(monkeypatch)


@pytest.fixture(autouse=True)
def _people(monkeypatch):
    a_user(HERE, PASSWORD)
    a_user(SUSPENDED, PASSWORD, status=Status.SUSPENDED)
    monkeypatch.setattr(configuration_cache, "FRESH_FOR_SECONDS", float("inf"))
    with time_machine.travel(datetime(2027, 3, 4, 5, 6, tzinfo=UTC), tick=False):
        yield


def hiding(**changes):
    """Switch the prevention on, and read the snapshots before the first measured request."""
    sign_up_policy(**changes)
    hide_who_exists()
    warm()


def warm():
    profile_schema()
    for path in ("/signup", "/signin", "/recover"):
        Visitor().get(path)


def assert_alike(first, *others):
    for other in others:
        for one, two in zip(first, other, strict=True):
            assert one == two, differences(one.body, two.body)


def submit(address, **more):
    return lambda visitor: visitor.post(
        "enroll-profile", "/signup", userProfile__email=address, **NAMES, **more
    )


def view(visitor):
    return visitor.get()


def resend(visitor):
    return visitor.post("resend")


def guess(visitor):
    return visitor.post("enroll-authenticator", credentials__passcode="000000")


def change_to(address):
    return lambda visitor: visitor.post("change-address", userProfile__email=address)


@pytest.mark.parametrize("password_page", ["first", "later", "none"])
def test_a_sign_up_looks_the_same_with_a_taken_address_and_with_a_free_one(password_page, hashes):
    hiding(password_page=password_page)
    more = {"credentials__passcode": PASSWORD} if password_page == "first" else {}

    def sign_up(address):
        return journey([submit(address, **more), view, guess, resend, guess, view], hashes, address)

    taken, free, suspended = sign_up(HERE), sign_up(NOBODY), sign_up(SUSPENDED)
    assert [seen.status for seen in free] == [303, 200, 422, 429, 422, 200]
    assert free[0].hashes == (1 if password_page == "first" else 0)
    assert_alike(free, taken, suspended)
    assert User.objects.count() == 2


def test_a_guess_too_many_looks_the_same_for_a_taken_address(hashes):
    hiding()

    def sign_up(address):
        return journey([submit(address), *[guess] * 7, view], hashes, address)

    assert_alike(sign_up(NOBODY), sign_up(HERE))


def test_resent_mail_looks_the_same_for_a_taken_address(hashes, monkeypatch):
    hiding()
    monkeypatch.setattr("flows.handlers.email.seconds_to_wait", lambda sent_at, now, pause: 0)

    def sign_up(address):
        return journey([submit(address), resend, view, guess], hashes, address)

    free, taken = sign_up(NOBODY), sign_up(HERE)
    assert free[1].status == 303
    assert_alike(free, taken)
    assert len(mails_to(HERE)) == len(mails_to(NOBODY)) == 2


def test_address_corrected_to_taken_or_free_one_looks_the_same(hashes):
    hiding()

    def correct(address):
        return journey([submit("typo@example.com"), change_to(address), view, guess], hashes, address)

    assert_alike(correct(NOBODY), correct(HERE))


def test_form_violations_are_alike_for_taken_and_free_addresses(hashes):
    hiding(password_page="first")

    def sign_up(address):
        return journey([submit(address, credentials__passcode="short")], hashes, address)

    assert_alike(sign_up(NOBODY), sign_up(HERE))


def test_holder_of_a_taken_address_is_mailed_and_no_code_helps():
    hiding()
    visitor = Visitor()
    submit(HERE)(visitor)
    assert [mail.template for mail in mails_to(HERE)] == ["account_exists"]
    challenge = Challenge.objects.get()
    assert challenge.decoy
    code = code_of(sending_of(challenge))
    assert visitor.post("enroll-authenticator", credentials__passcode=code).status_code == 422
    assert Session.objects.count() == 0


def identify(address):
    return lambda visitor: visitor.post("identify", "/signin", identifier=address)


def try_password(password):
    return lambda visitor: visitor.post("challenge-authenticator", credentials__passcode=password)


def sign_in(address, password, hashes):
    tries = [identify(address), view, try_password(password), try_password(password)]
    return journey(tries, hashes, address)


def test_sign_in_looks_the_same_for_unknown_user_and_wrong_password(hashes):
    hiding()
    nobody = sign_in(NOBODY, WRONG, hashes)
    assert [seen.status for seen in nobody] == [303, 200, 422, 422]
    assert [seen.hashes for seen in nobody] == [0, 0, 1, 1]
    assert_alike(nobody, sign_in(HERE, WRONG, hashes), sign_in(SUSPENDED, WRONG, hashes))


def test_suspended_user_with_right_password_looks_like_unknown_user(hashes):
    hiding()
    assert_alike(sign_in(NOBODY, PASSWORD, hashes), sign_in(SUSPENDED, PASSWORD, hashes))


def masks_of(address):
    local, _, domain = address.partition("@")
    return address, f"{local[0]}•••{local[-1]}@{domain}"


def recover(address):
    return lambda visitor: visitor.post("identify-recovery", "/recover", identifier=address)


def guess_recovery(visitor):
    return visitor.post("challenge-authenticator", credentials__passcode="000000")


def test_recovery_looks_the_same_for_known_and_unknown_users(hashes):
    hiding()

    def recovery(address):
        return journey(
            [recover(address), view, guess_recovery, resend, guess_recovery], hashes, *masks_of(address)
        )

    nobody = recovery(NOBODY)
    assert [seen.status for seen in nobody] == [303, 200, 422, 429, 422]
    assert_alike(nobody, recovery(HERE), recovery(SUSPENDED))


def test_address_in_other_letters_is_shown_as_typed_for_any_holder(hashes):
    hiding()

    def recovery(address):
        return journey([recover(address), view], hashes, *masks_of(address))

    assert_alike(recovery("EVE@example.com"), recovery("ADA@example.com"))


def test_recovery_from_password_page_looks_the_same_for_unknown_users(hashes):
    hiding()

    def recovery(address):
        forgotten = [identify(address), lambda visitor: visitor.post("recover"), view, guess_recovery]
        return journey(forgotten, hashes, *masks_of(address))

    assert_alike(recovery(NOBODY), recovery(HERE), recovery(SUSPENDED))


def test_recovery_mail_for_an_unknown_user_is_deleted_and_never_sent(mailoutbox):
    hiding()
    recover(NOBODY)(Visitor())
    mail = OutboxMail.objects.get()
    delivery.deliver(mail.pk)
    assert mailoutbox == []
    assert not OutboxMail.objects.exists()


def test_closed_sign_up_answers_unknown_user_and_wrong_password_alike(hashes):
    warm()
    nobody, somebody = sign_in(NOBODY, WRONG, hashes), sign_in(HERE, WRONG, hashes)
    assert nobody[2].hashes == somebody[2].hashes == 1
    assert_alike(nobody, somebody, sign_in(SUSPENDED, WRONG, hashes))


def pages_without_sign_up():
    visitor = Visitor()
    yield visitor.get("/signin")
    yield identify(HERE)(visitor) and visitor.get()
    yield try_password(WRONG)(visitor)
    yield visitor.get("/recover")
    yield recover(HERE)(visitor) and visitor.get()
    yield guess_recovery(visitor)
    yield visitor.get("/signed-out")
    yield visitor.get("/flow/link/mangled")
    yield visitor.get("/flow/not-a-transaction")


def test_with_sign_up_off_no_page_offers_it():
    warm()
    for page in pages_without_sign_up():
        assert b"/signup" not in page.content
        assert b"select-enroll-profile" not in page.content


def test_with_sign_up_off_the_page_is_refused_and_its_form_too():
    warm()
    visitor = Visitor()
    looked, posted = visitor.get("/signup"), submit(NOBODY)(visitor)
    assert {looked.status_code, posted.status_code} == {403}
    assert b"enroll-profile" not in looked.content + posted.content
    assert not OutboxMail.objects.exists()
    assert not Challenge.objects.exists()


def test_pending_sign_up_ends_when_sign_up_is_disabled():
    sign_up_policy()
    visitor = Visitor()
    submit(NOBODY)(visitor)
    code = newest_code(NOBODY)
    sign_up_policy(sign_up_allowed=False)
    configuration_cache.forget()
    assert visitor.post("enroll-authenticator", credentials__passcode=code).status_code == 403
    assert not User.objects.filter(login=NOBODY).exists()


def test_policy_form_has_the_fields_of_these_tests():
    keys = EnrollmentFormField.objects.order_by("position").values_list("attribute__key", flat=True)
    assert list(keys) == ["email", "firstName", "lastName"]
