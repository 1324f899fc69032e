"""Adding, removing and changing authenticators, from the security page to its end."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.credentials.passwords import hash_password
from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment, Event, Session, User
from tests.actors import ANOTHER_PASSWORD, PASSWORD, a_user, link_in, mails_to, newest_code
from tests.dashboard.changes import Change
from tests.dashboard.users import (
    ADA,
    EVE,
    come_in,
    notes_on,
    page_of,
    policy_says,
    rows_of,
    session_of,
)
from tests.passkeys import ICLOUD, Device

pytestmark = pytest.mark.django_db
NEW = "ada.okafor@example.org"
AN_HOUR_AGO = timedelta(hours=1)


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def is_alive(opened):
    """Whether the session still opens anything: it has its row, and the epoch of its user."""
    row = Session.objects.select_related("user").filter(pk=opened.row.pk).first()
    return row is not None and row.epoch == row.user.security_epoch


def templates_to(address):
    return [mail.template for mail in mails_to(address)]


def says_afterwards(visitor):
    return notes_on(visitor.get("/me/security?done"))


def add_app(visitor):
    change = Change.begin(visitor, "add/totp")
    change.answer("enroll-authenticator", credentials__passcode=change.app_code())
    assert change.is_done
    return Enrollment.objects.get(authenticator="totp")


def add_passkey(visitor, device):
    change = Change.begin(visitor, "add/passkey")
    assert change.asks == "enroll-passkey"
    change.make_passkey(device)
    assert change.is_done


# Adding


def test_adding_an_authenticator_app_notifies_its_owner(ada):
    visitor = come_in(ada, mailed=True)
    change = Change.begin(visitor, "add/totp")
    assert change.asks == "enroll-totp"
    assert change.answer("enroll-authenticator", credentials__passcode="000000").status_code == 422
    assert not Enrollment.objects.exists()
    change.answer("enroll-authenticator", credentials__passcode=change.app_code())
    assert change.is_done
    assert says_afterwards(visitor) == ["Authenticator app added."]
    assert "Added " in rows_of(visitor.get("/me/security"))["Authenticator app"].text
    assert templates_to(ADA) == ["authenticator_added"]
    assert Event.objects.filter(type="user.mfa.factor.activate", user_id=ada.public_id).count() == 1


def test_setting_something_up_can_be_left_for_the_settings(ada):
    visitor = come_in(ada, mailed=True)
    Change.begin(visitor, "add/totp")
    assert [a.text for a in page_of(visitor.get()).all("a", href="/me/security")] == ["Cancel"]


def test_the_session_goes_on_under_another_key(ada):
    visitor = come_in(ada, mailed=True)
    key = visitor.http.cookies[settings.SESSION_COOKIE_NAME].value
    add_app(visitor)
    assert visitor.get("/me/").status_code == 200
    assert visitor.http.cookies[settings.SESSION_COOKIE_NAME].value != key
    visitor.http.cookies[settings.SESSION_COOKIE_NAME] = key
    assert visitor.get("/me/").status_code == 303


def test_two_passkeys_are_added_each_with_its_own_name(ada):
    visitor = come_in(ada, mailed=True)
    add_passkey(visitor, Device(aaguid=ICLOUD))
    add_passkey(visitor, Device())
    rows = rows_of(visitor.get("/me/security"))
    assert {"iCloud Keychain", "Passkey", "Another passkey"} < set(rows)
    assert says_afterwards(visitor) == ["Passkey added."]


def test_recovery_codes_are_made_and_made_anew(ada):
    visitor = come_in(ada)
    change = Change.begin(visitor, "add/recovery_code")
    change.answer("challenge-authenticator", credentials__passcode=newest_code(ADA))
    make_codes(change)
    first = Enrollment.objects.get()
    first.recovery_codes.filter(pk=first.recovery_codes.first().pk).update(used_at=timezone.now())
    assert "9 codes left" in rows_of(visitor.get("/me/security"))["Recovery codes"].text
    make_codes(Change.begin(visitor, "add/recovery_code"))
    assert Enrollment.objects.get().public_id != first.public_id
    assert "10 codes left" in rows_of(visitor.get("/me/security"))["Recovery codes"].text


def test_an_app_on_a_new_phone_takes_the_place_of_the_old_one(ada):
    visitor = come_in(ada, mailed=True)
    first = add_app(visitor)
    change = Change.begin(visitor, "add/totp")
    assert change.asks == "enroll-totp"
    change.answer("enroll-authenticator", credentials__passcode=change.app_code())
    assert change.is_done
    assert Enrollment.objects.get().public_id != first.public_id


def test_that_removes_the_old_one_and_ends_other_sessions_as_removing_does(ada):
    visitor = come_in(ada, mailed=True)
    add_app(visitor)
    other = session_of(ada)
    change = Change.begin(visitor, "add/totp")
    change.answer("enroll-authenticator", credentials__passcode=change.app_code())
    assert change.is_done
    assert not is_alive(other)


def test_a_password_is_not_replaced_by_asking_to_add_one(ada):
    visitor = come_in(ada, timezone.now() - AN_HOUR_AGO)
    assert visitor.post("", "/me/security/add/password").status_code == 404


def make_codes(change):
    assert change.asks == "enroll-recovery-codes"
    change.answer("enroll-authenticator")
    assert change.is_done


def test_a_security_question_is_added(ada):
    policy_says({Authenticator.SECURITY_QUESTION: "optional"})
    visitor = come_in(ada, mailed=True)
    change = Change.begin(visitor, "add/security_question")
    change.answer(
        "enroll-authenticator", credentials__questionKey="first_award", credentials__answer="A silver spoon"
    )
    assert change.is_done
    assert "What did you earn" in rows_of(visitor.get("/me/security"))["Security question"].text


def test_disallowed_authenticator_is_not_added_by_a_request(ada):
    policy_says({Authenticator.TOTP: "not_allowed"})
    change = Change.begin(come_in(ada, mailed=True), "add/totp")
    assert change.asks == "ended"
    assert not Enrollment.objects.exists()


def test_user_without_a_password_sets_one():
    ada = a_user(ADA)
    visitor, other = come_in(ada, mailed=True), session_of(ada)
    change = Change.begin(visitor, "password")
    assert change.asks == "enroll-password"
    change.answer("enroll-authenticator", credentials__passcode=PASSWORD)
    assert change.is_done
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert is_alive(other)
    assert says_afterwards(visitor)[0].startswith("Password saved.")


# What has to be proved before


def test_an_old_session_proves_the_password_again_before_anything_is_added(ada):
    visitor = come_in(ada, timezone.now() - AN_HOUR_AGO)
    change = Change.begin(visitor, "add/totp")
    assert change.asks == "challenge-password"
    change.answer("challenge-authenticator", credentials__passcode=PASSWORD)
    assert change.asks == "challenge-email"
    change.answer("challenge-authenticator", credentials__passcode=newest_code(ADA))
    assert change.asks == "enroll-totp"


def test_user_with_an_authenticator_app_proves_it_too(ada):
    add_app(come_in(ada, mailed=True))
    change = Change.begin(come_in(ada, timezone.now() - AN_HOUR_AGO), "add/passkey")
    change.answer("challenge-authenticator", credentials__passcode=PASSWORD)
    assert change.asks == "challenge-totp"


def test_user_without_a_password_proves_the_address_and_mail_is_counted():
    ada = a_user(ADA)
    visitor = come_in(ada, timezone.now() - AN_HOUR_AGO)
    change = Change.begin(visitor, "add/totp")
    assert change.asks == "challenge-email"
    change.answer("challenge-authenticator", credentials__passcode=newest_code(ADA))
    assert change.asks == "enroll-totp"


def test_mails_of_changes_are_not_endless():
    ada = a_user(ADA)
    visitor = come_in(ada, timezone.now() - AN_HOUR_AGO)
    answers = [visitor.post("", "/me/security/add/totp") for _ in range(20)]
    assert answers[-1]["Location"] == "/me/security"
    assert notes_on(visitor.get("/me/security"))[0].startswith("We’ve sent several emails")
    assert len(mails_to(ADA)) < 12


# Removing


def test_removing_an_app_needs_confirmation_and_ends_other_sessions(ada):
    visitor = come_in(ada, mailed=True)
    held = add_app(visitor)
    other = session_of(ada)
    change = Change.begin(visitor, f"remove/{held.public_id}")
    assert change.asks == "remove-authenticator"
    assert Enrollment.objects.exists()
    change.answer("remove-authenticator")
    assert change.is_done
    assert not Enrollment.objects.exists()
    assert not is_alive(other)
    assert says_afterwards(visitor) == ["Authenticator app removed."]
    assert templates_to(ADA)[-1] == "authenticator_removed"


def test_after_a_passkey_is_removed_the_page_names_those_that_are_left(ada):
    visitor = come_in(ada, mailed=True)
    for _ in range(2):
        add_passkey(visitor, Device())
    gone, kept = Enrollment.objects.order_by("id")
    change = Change.begin(visitor, f"remove/{gone.public_id}")
    change.answer("remove-authenticator")
    assert change.is_done
    page = page_of(visitor.get())
    (told,) = (json.loads(one.get("data-accepted")) for one in page.walk() if "data-accepted" in one.attrs)
    assert told["allAcceptedCredentialIds"] == [kept.credential_id]


def test_last_authenticator_is_not_removed_by_a_request():
    ada = a_user(ADA)
    visitor = come_in(ada, mailed=True)
    add_passkey(visitor, Device())
    policy_says({Authenticator.EMAIL: "not_allowed"})
    change = Change.begin(visitor, f"remove/{Enrollment.objects.get().public_id}")
    assert change.asks == "ended"
    assert [message.key for message in change.step.messages] == ["ssr.authenticator.last"]
    assert Enrollment.objects.exists()


def test_second_tab_removing_the_same_goes_to_the_settings(ada):
    visitor = come_in(ada, mailed=True)
    held = add_app(visitor)
    Change.begin(visitor, f"remove/{held.public_id}")
    later = visitor.at
    Change.begin(visitor, f"remove/{held.public_id}").answer("remove-authenticator")
    assert not Enrollment.objects.exists()
    assert visitor.post("remove-authenticator", later)["Location"] == "/me/security?done"


# Password and address


def test_a_new_password_takes_the_old_one_and_ends_every_other_session(ada):
    visitor, other = come_in(ada, mailed=True), session_of(ada)
    change = Change.begin(visitor, "password")
    assert change.asks == "challenge-password"
    assert change.answer("challenge-authenticator", credentials__passcode=ANOTHER_PASSWORD).status_code == 422
    change.answer("challenge-authenticator", credentials__passcode=PASSWORD)
    assert change.asks == "reset-password"
    change.answer("reset-authenticator", credentials__passcode=ANOTHER_PASSWORD)
    assert change.is_done
    assert not is_alive(other)
    assert visitor.get("/me/").status_code == 200
    ada.refresh_from_db()
    assert ada.check_password(ANOTHER_PASSWORD)
    assert templates_to(ADA) == ["password_changed"]
    assert says_afterwards(visitor)[0].startswith("Password saved.")


def test_a_new_address_is_proved_and_the_old_one_can_take_it_back(ada):
    visitor = come_in(ada, mailed=True)
    change = Change.begin(visitor, "email")
    assert change.asks == "change-email"
    change.answer("change-email", newEmail=NEW)
    assert change.asks == "confirm-email-change"
    assert User.objects.get().login == ADA
    change.answer("enroll-authenticator", credentials__passcode=newest_code(NEW))
    assert change.is_done
    assert User.objects.get().login == NEW
    assert says_afterwards(visitor) == ["Email address changed."]
    assert NEW in rows_of(visitor.get("/me/security"))["Email"].text
    told = mails_to(ADA)[-1]
    assert told.template == "email_changed_old"
    visitor.http.post(f"/flow/link/{link_in(told)}")
    assert User.objects.get().login == ADA


def test_taken_address_is_not_revealed(ada):
    a_user(EVE, hash_password(PASSWORD))
    change = Change.begin(come_in(ada, mailed=True), "email")
    change.answer("change-email", newEmail=EVE)
    assert change.asks == "confirm-email-change"
    assert templates_to(EVE) == ["account_exists"]
    assert change.answer("enroll-authenticator", credentials__passcode="123456").status_code == 422
    assert User.objects.get(pk=ada.pk).login == ADA


# Whose it is


def test_a_change_that_was_begun_in_one_session_is_nothing_in_another(ada):
    visitor = come_in(ada, mailed=True)
    change = Change.begin(visitor, "add/totp")
    code, another = change.app_code(), session_of(ada)
    visitor.http.cookies[settings.SESSION_COOKIE_NAME] = another.key
    assert change.answer("enroll-authenticator", credentials__passcode=code).status_code == 410
    assert not Enrollment.objects.exists()


def test_another_browser_cannot_open_a_change_that_it_did_not_begin(ada):
    change = Change.begin(come_in(ada, mailed=True), "add/totp")
    code, eve = change.app_code(), come_in(a_user(EVE))
    answer = eve.post("enroll-authenticator", change.visitor.at, credentials__passcode=code)
    assert (answer.status_code, answer["Location"]) == (303, "/me/")
    assert not Enrollment.objects.exists()
