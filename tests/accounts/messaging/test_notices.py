"""Mails about an account: recipients, contents, and no link in them that opens a session."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.domain.identifiers import parse_email
from accounts.domain.security_changes import SecurityChangeKind
from accounts.lifecycle import notices
from accounts.lifecycle.notices import RequestClient
from accounts.lifecycle.security_changes import record_change
from accounts.lifecycle.support import replace_access_code
from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.rendered_email import EmailContext, render
from accounts.models import Challenge, ChallengePurpose, Origin, OutboxMail, User
from tests.accounts.messaging.letters import letter, proof_of
from tests.actors import a_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 14, 51, tzinfo=UTC)
FIREFOX = RequestClient("Firefox on Linux", "192.0.2.7")
NOTICES = [name for name, kind in CATALOGUE.items() if not kind.challenged]


@pytest.fixture
def ada():
    return a_user("ada@example.com")


def written() -> EmailContext:
    mail = OutboxMail.objects.get()
    return render(mail, proof_of(mail.challenge))


def words() -> str:
    return " ".join(written().text.split())


@pytest.mark.parametrize("template", NOTICES)
def test_a_notice_carries_plain_page_addresses_and_no_token(template, settings):
    pages = {f"{settings.PUBLIC_URL}{path}" for path in ("/signin", "/recover", "/me/security")}
    found = {line.strip() for line in letter(template).text.splitlines() if "http" in line}
    assert found <= pages


def test_new_browser_notice_has_name_network_and_time(ada):
    notices.notify_of_new_device(ada, "Firefox on Linux", "192.0.2.7", NOW)
    assert written().subject == "New sign-in to your Orchard account from Firefox on Linux"
    assert "from a new browser: Firefox on Linux. Network address: 192.0.2.7." in words()
    assert "on 22 November 2026 at 14:51 UTC." in words()


def test_new_browser_without_user_agent_is_unknown(ada):
    notices.notify_of_new_device(ada, "", "", NOW)
    assert "an unknown browser." in words()
    assert "Network address" not in words()


@pytest.mark.parametrize(
    ("known", "said"),
    [(True, "Sign-in to your Orchard account is paused"), (False, "where you’ve signed in before")],
)
def test_lock_notice_names_locked_browsers_and_end_time(ada, known, said):
    assert notices.notify_of_lock(ada, FIREFOX, NOW, trusted=known, until=NOW + timedelta(minutes=15))
    assert said in words()
    assert "You can sign in again from 22 November 2026 at 15:06 UTC." in words()


def test_a_lock_without_an_end_says_what_ends_it(ada):
    notices.notify_of_lock(ada, FIREFOX, NOW, trusted=True, until=None)
    assert "To unlock it, choose a new password or ask an administrator." in words()


def test_lock_notice_is_sent_once_an_hour_at_most(ada, time_machine):
    for minutes, told in ((0, True), (59, False), (61, True)):
        moment = NOW + timedelta(minutes=minutes)
        time_machine.move_to(moment, tick=False)
        assert notices.notify_of_lock(ada, FIREFOX, moment, trusted=False, until=None) is told
    assert notices.notify_of_lock(a_user("eve@example.com"), FIREFOX, moment, trusted=True, until=None)


def test_an_authenticator_that_comes_or_goes_is_named(ada):
    notices.notify_of_authenticator_added(ada, Authenticator.TOTP, FIREFOX, NOW)
    assert f"was added to your Orchard account: {Authenticator.TOTP.label}." in words()
    OutboxMail.objects.all().delete()
    notices.notify_of_authenticator_removed(ada, Authenticator.PASSKEY, FIREFOX, NOW)
    assert f"was removed from your Orchard account: {Authenticator.PASSKEY.label}." in words()


def moved(user, address, now=NOW):
    """Change the user's address, as the end of a change does, and send its notices."""
    change = record_change(user, SecurityChangeKind.ADDRESS, now)
    User.objects.filter(pk=user.pk).update(login=address, email=address, email_verified=True)
    user.refresh_from_db()
    notices.notify_of_address_change(user, FIREFOX, now, change)
    return change


def sent():
    """Return recipient and whether the copy has an undo link, in the order of sending."""
    return [(mail.to, mail.challenge is not None) for mail in OutboxMail.objects.order_by("pk")]


def test_address_change_is_mailed_to_the_old_address_with_an_undo_link(settings):
    ada = a_user("Ada.Old@example.net")
    moved(ada, "ada@example.com")
    challenge, mail = Challenge.objects.get(), OutboxMail.objects.first()
    assert sent() == [("Ada.Old@example.net", True), ("ada@example.com", False)]
    assert (challenge.purpose, challenge.user) == (ChallengePurpose.SECURITY_UNDO, ada)
    assert challenge.address == "ada.old@example.net"
    assert challenge.expires_at - challenge.sent_at == timedelta(days=7)
    text = render(mail, proof_of(challenge)).text
    assert f"{settings.PUBLIC_URL}/flow/link/" in text
    assert "until 29 November 2026 at 14:51 UTC" in " ".join(text.split())
    assert "ada@example.com" not in text
    assert parse_email("ada@example.com").masked() in text


def test_notice_link_stays_with_the_address_before_seven_days_of_changes(ada):
    moved(ada, "second@example.com")
    OutboxMail.objects.all().delete()
    moved(ada, "third@example.com", NOW + timedelta(days=6))
    expected = [("ada@example.com", True), ("second@example.com", False), ("third@example.com", False)]
    assert sent() == expected
    OutboxMail.objects.all().delete()
    moved(ada, "fourth@example.com", NOW + timedelta(days=8))
    assert sent()[0] == ("second@example.com", True)


def test_notice_of_an_unverified_address_has_no_link():
    eve = a_user("eve@example.com", email_verified=False, origin=Origin.SELF_SERVICE)
    moved(eve, "eve@example.net")
    assert sent() == [("eve@example.net", False)]


def test_access_code_is_mailed_without_code_or_link(ada):
    code = replace_access_code(ada, NOW, actor=None)
    assert written().subject == "A temporary access code was created for your Orchard account"
    assert "until 22 November 2026 at 15:51 UTC" in words()
    assert code not in words()
    assert OutboxMail.objects.get().challenge is None
