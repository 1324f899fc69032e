"""Deletion of one's own account: proofs, one question, seven days, and every undo."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from accounts.lifecycle.account_deletion import GRACE, erase_due
from accounts.models import Challenge, Event, OutboxMail, Session, User
from flows.models import Transaction
from policies.models import AccountManagementOutcome
from tests.actors import PASSWORD, a_user, hide_who_exists, link_in, mails_to
from tests.dashboard.users import ADA, come_in, page_of, session_of, set_up
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
DELETE = "/me/data/delete"


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def begin(visitor):
    answer = visitor.post("", DELETE)
    assert answer["Location"].startswith("/flow/"), answer["Location"]
    return visitor.get()


def leave(user):
    """Go the whole way; return the browser, which shows how it ended."""
    visitor = come_in(user)
    begin(visitor)
    visitor.post("delete-account")
    return visitor


def newest_link():
    return f"/flow/link/{link_in(mails_to(ADA)[-1])}"


def status():
    return Status(User.objects.get().status)


def titles(response):
    return page_of(response).all("h1")[0].text


def sign_in(visitor, password=PASSWORD):
    visitor.get("/signin")
    visitor.post("identify", identifier=ADA)
    visitor.get()
    visitor.post("challenge-authenticator", credentials__passcode=password)
    return visitor.get()


def test_page_lists_the_effects_and_changes_nothing_before_its_button(ada):
    visitor = come_in(ada)
    page = page_of(begin(visitor))
    assert titles(visitor.get()) == "Delete your account?"
    for said in ("signed out everywhere", "for 7 days", "permanently delete", "Apps may still have data"):
        assert said in page.text
    assert status() is Status.ACTIVE
    assert not OutboxMail.objects.exists()


def test_an_old_proof_is_not_enough(ada):
    visitor = come_in(ada, timezone.now() - timedelta(hours=1))
    assert titles(begin(visitor)) == "Enter your password"
    visitor.post("delete-account")
    assert status() is Status.ACTIVE
    visitor.post("challenge-authenticator", credentials__passcode=PASSWORD)
    assert titles(visitor.get()) == "Delete your account?"


def test_enrolled_second_factor_is_required(ada):
    set_up(ada, Authenticator.TOTP)
    assert titles(begin(come_in(ada))) == "Open your authenticator app"


def test_it_is_switched_off_at_once_everywhere_and_a_mail_undoes_it(ada):
    session_of(ada)
    visitor = leave(ada)
    assert titles(visitor.get()) == "Your account is turned off"
    assert ADA in page_of(visitor.get()).text
    ada.refresh_from_db()
    assert (status(), ada.login, ada.security_epoch) == (Status.PENDING_DELETION, ADA, 2)
    assert not Session.objects.filter(user=ada).exists()
    assert visitor.http.get("/me/").status_code == 303
    (mail,) = mails_to(ADA)
    assert mail.template == "account_leaving"
    event = Event.objects.get(type="user.account.deletion.request")
    assert (event.user_id, event.context.client) == (ada.public_id, "Firefox on Linux")


def test_opening_the_link_changes_nothing_and_its_button_restores_all(ada):
    leave(ada)
    stranger = Visitor()
    for _ in range(2):
        page = stranger.get(newest_link())
        assert titles(page) == "Keep your account?"
        assert ADA not in page_of(page).text
        assert stranger.http.head(newest_link()).status_code == 200
    assert status() is Status.PENDING_DELETION
    assert titles(stranger.http.post(newest_link())) == "You’ve kept your account"
    assert status() is Status.ACTIVE
    assert Event.objects.filter(type="user.account.deletion.undo", user_id=ada.public_id).count() == 1
    sign_in(visitor := Visitor())
    assert visitor.at == "/me/"


def test_the_link_works_once(ada):
    leave(ada)
    link = newest_link()
    Visitor().http.post(link)
    leave(User.objects.get())
    assert "been used" in page_of(Visitor().http.post(link)).text
    assert status() is Status.PENDING_DELETION


def test_the_link_works_for_seven_days_and_not_longer(ada):
    leave(ada)
    link, then = newest_link(), timezone.now()
    with time_machine.travel(then + GRACE - timedelta(minutes=1), tick=False):
        assert titles(Visitor().get(link)) == "Keep your account?"
    with time_machine.travel(then + GRACE + timedelta(minutes=1), tick=False):
        Visitor().http.post(link)
        assert status() is Status.PENDING_DELETION


def test_a_forged_link_keeps_nothing(ada):
    leave(ada)
    link = newest_link()
    forged = link[:-2] + ("aa" if link[-2:] != "aa" else "bb")
    Visitor().http.post(forged)
    assert status() is Status.PENDING_DELETION


def test_sign_in_meanwhile_shows_the_pending_deletion_and_mails_again(ada):
    leave(ada)
    first = newest_link()
    visitor = Visitor()
    page = sign_in(visitor)
    assert titles(page) == "This account will be deleted soon"
    assert not Session.objects.filter(epoch=2).exists()
    visitor.post("resend")
    page = visitor.get()
    assert f"We sent a new email to {ADA}" in page_of(page).text
    assert [mail.template for mail in mails_to(ADA)] == ["account_leaving"] * 2
    assert "newer email" in page_of(Visitor().get(first)).text
    assert titles(Visitor().http.post(newest_link())) == "You’ve kept your account"


def test_a_new_mail_is_no_new_grace(ada):
    leave(ada)
    ends = Challenge.objects.get().expires_at
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        visitor = Visitor()
        sign_in(visitor)
        visitor.post("resend")
    newest = Challenge.objects.order_by("pk").last()
    assert (newest.expires_at, newest.purpose) == (ends, "leave_undo")


def test_wrong_password_reveals_nothing(ada):
    leave(ada)
    assert titles(sign_in(Visitor(), "wrong horse entirely here")) == "Enter your password"
    assert len(mails_to(ADA)) == 1


def test_prevention_reveals_the_status_after_the_proof_alone(ada):
    hide_who_exists()
    leave(ada)
    assert titles(sign_in(Visitor(), "wrong horse entirely here")) == "Enter your password"
    assert titles(sign_in(Visitor())) == "This account will be deleted soon"


def test_mails_are_counted_like_all_others(ada):
    leave(ada)
    visitor = Visitor()
    sign_in(visitor)
    for _ in range(8):
        visitor.post("resend")
    assert 2 <= len(mails_to(ADA)) <= 6


def test_address_cannot_be_recovered_unlocked_or_signed_up_meanwhile(ada):
    leave(ada)
    visitor = Visitor()
    visitor.get("/recover")
    visitor.post("identify-recovery", identifier=ADA)
    assert not any(mail.template == "recovery_code" and not mail.challenge.decoy for mail in mails_to(ADA))
    assert status() is Status.PENDING_DELETION


def test_when_the_time_is_over_everything_personal_is_gone(ada):
    leave(ada)
    with time_machine.travel(timezone.now() + GRACE + timedelta(seconds=1), tick=False):
        assert erase_due(timezone.now()) == 1
    assert not User.objects.exists()
    assert not OutboxMail.objects.exists()
    assert not Challenge.objects.exists()
    assert Event.objects.filter(type="user.lifecycle.delete").count() == 1
    assert (
        not Event.objects.exclude(context=None).exclude(context__client="", context__ip_address=None).exists()
    )


def test_rights_given_midway_keep_the_account(ada):
    visitor = come_in(ada)
    begin(visitor)
    User.objects.update(is_staff=True)
    visitor.post("delete-account")
    assert status() is Status.ACTIVE
    assert not OutboxMail.objects.exists()


def test_a_policy_that_forbids_it_midway_wins(ada):
    visitor = come_in(ada)
    begin(visitor)
    AccountManagementOutcome.objects.update(allowed=False)
    raise_version()
    visitor.post("delete-account")
    assert status() is Status.ACTIVE


def test_another_session_cannot_press_the_button(ada):
    visitor = come_in(ada)
    begin(visitor)
    other = come_in(ada)
    other.at = visitor.at
    other.post("delete-account")
    assert status() is Status.ACTIVE
    assert Transaction.objects.get().finished_at is None
