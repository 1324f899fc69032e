"""Attempts of users with a session, an old mailbox or an account to act on another account."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials.lockout import AttemptCounter
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from accounts.models import Origin, OutboxMail, PasswordFailures, RememberedDevice, User
from accounts.sessions.lifetime import SignIn, open_session
from flows.domain.proofs import Proof
from flows.transaction_rows import stored_proof
from policies.models import SessionOutcome
from tests.actors import ANOTHER_PASSWORD, PASSWORD, a_user, link_in, mails_to, newest_code
from tests.dashboard.changes import Change
from tests.dashboard.users import ADA, EVE, come_in, policy_says, session_of, set_up
from tests.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NEW, NEWER = "ada.okafor@example.org", "ada.newer@example.org"


def change_to(visitor, address):
    change = Change.begin(visitor, "email")
    change.answer("change-email", newEmail=address)
    change.answer("enroll-authenticator", credentials__passcode=newest_code(address))
    assert change.is_done


def undo_links(address):
    """Return the undo links mailed to an address, oldest first."""
    told = [mail for mail in mails_to(address) if mail.template == "email_changed_old"]
    return [f"/flow/link/{link_in(mail)}" for mail in told if mail.challenge is not None]


def take_back(address):
    return Visitor().http.post(undo_links(address)[0])


def test_undo_link_goes_to_the_address_before_the_first_change_only():
    thief = come_in(a_user(ADA, PASSWORD))
    change_to(thief, NEW)
    change_to(thief, NEWER)
    assert (len(undo_links(ADA)), undo_links(NEW), undo_links(NEWER)) == (2, [], [])
    assert [mail.template for mail in mails_to(NEW)][-1] == "email_changed_old"
    Visitor().http.post(undo_links(ADA)[1])
    assert User.objects.get().login == ADA


def test_undo_link_ends_the_links_of_later_changes():
    thief = come_in(a_user(ADA, PASSWORD))
    change_to(thief, NEW)
    change_to(thief, NEWER)
    first, second = undo_links(ADA)
    Visitor().http.post(first)
    assert User.objects.get().login == ADA
    User.objects.update(login=NEW, email=NEW)
    Visitor().http.post(second)
    assert User.objects.get().login == NEW


def test_address_change_is_undone_during_a_pending_password_reset():
    ada = a_user(ADA, PASSWORD)
    change_to(come_in(ada), NEW)
    User.objects.update(status=Status.RECOVERY)
    take_back(ADA)
    assert User.objects.get().login == ADA


def test_owner_of_an_unverified_address_gets_no_link_into_the_account():
    claim = a_user(ADA, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    change_to(come_in(claim), NEW)
    assert User.objects.get().login == NEW
    assert mails_to(ADA) == []


def test_password_counts_for_its_owner_and_not_for_a_wanted_address():
    eve = a_user(EVE, ANOTHER_PASSWORD)
    a_user(ADA, PASSWORD)
    with time_machine.travel("2026-11-22 12:00Z", tick=False) as clock:
        change = Change.begin(come_in(eve), "email")
        change.answer("change-email", newEmail=ADA)
        guesser = Visitor()
        guesser.post("identify", "/signin", identifier=ADA)
        guesser.post("challenge-authenticator", credentials__passcode="it may be this one")
        clock.shift(timedelta(minutes=16))
        assert change.asks == "challenge-password"
        change.answer("challenge-authenticator", credentials__passcode=PASSWORD)
        assert PasswordFailures.objects.get(key=AttemptCounter(ADA).key).failures == 1
        change.answer("challenge-authenticator", credentials__passcode=ANOTHER_PASSWORD)
    assert PasswordFailures.objects.get().key == AttemptCounter(ADA).key


def test_device_forgets_a_second_factor_that_was_not_repeated():
    SessionOutcome.objects.update(further_factor=True, prompt="after", further_minutes=60)
    raise_version()
    ada, now = a_user(ADA, PASSWORD), timezone.now()
    app = set_up(ada, Authenticator.TOTP)
    proofs = [
        Proof(Authenticator.PASSWORD, ada.public_id, "", now - timedelta(minutes=10)),
        Proof(Authenticator.TOTP, app.public_id, "", now - timedelta(minutes=10)),
    ]
    day, visitor = timedelta(days=1), Visitor()
    opened = open_session(SignIn(ada, [stored_proof(one) for one in proofs], idle=day, absolute=day), now)
    visitor.http.cookies[settings.SESSION_COOKIE_NAME] = opened.key
    change = Change.begin(visitor, "add/recovery_code")
    change.answer("enroll-authenticator")
    assert change.is_done
    assert RememberedDevice.objects.get().further_factor_at is None


def test_texts_to_ever_more_numbers_are_limited_for_a_user():
    policy_says({Authenticator.PHONE: "optional"})
    visitor = come_in(a_user(ADA, PASSWORD), mailed=True)
    for number in range(15):
        change = Change.begin(visitor, "add/phone")
        change.answer("authenticator-enrollment-data", authenticator__phoneNumber=f"+3538712345{number:02}")
    assert OutboxMail.objects.filter(to__startswith="+").count() == 10


def test_first_password_set_after_an_email_ends_earlier_sessions():
    ada = a_user(ADA)
    before, visitor = session_of(ada), Visitor()
    visitor.post("identify-recovery", "/recover", identifier=ADA)
    visitor.post("challenge-authenticator", credentials__passcode=newest_code(ADA))
    visitor.post("reset-authenticator", credentials__passcode=PASSWORD)
    ada.refresh_from_db()
    assert ada.has_password
    assert before.row.epoch != ada.security_epoch
    assert visitor.get("/me/").status_code == 200
