"""A person's page tells what happened lately and why a message failed; a failed one is sent again."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.domain.identifiers import parse_email
from accounts.events.log import Entry, record
from accounts.messaging import delivery, mail_test
from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.models import Event, MailState, OutboxMail, User
from tests.accounts.messaging.letters import a_challenge, a_mail
from tests.actors import a_user
from tests.administration.desk import Desk

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"


def section(desk: Desk, user: User, name: str) -> str:
    page = desk.open(f"accounts/user/{user.pk}/change/").text
    found = re.search(rf'aria-labelledby="{name}-heading">(.*?)</section>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def failed_mail(monkeypatch) -> OutboxMail:
    mail = a_mail("account_exists")
    refused = DeliveryResult(Verdict.NEVER, "550 5.1.1")
    monkeypatch.setattr(delivery, "submit_message", lambda _email: refused)
    delivery.deliver(mail.pk)
    monkeypatch.undo()
    return mail


@pytest.fixture
def ada(db: None) -> User:
    return a_user(ADA)


def test_page_of_a_user_shows_the_latest_events_and_links_to_all(desk: Desk, ada: User):
    other = a_user("ben@example.com")
    for user in (ada, other):
        record([Entry("user.session.start", user_id=user.public_id)], now=timezone.now())
    text = section(desk, ada, "timeline")
    assert f"{ADA} signed in" in text
    assert "ben@example.com" not in text
    events = desk.client.get("/admin/accounts/event/", {"q": ada.public_id}).content.decode()
    assert f"?q={ada.public_id}" in desk.open(f"accounts/user/{ada.pk}/change/").text
    assert f"{ADA} signed in" in events


def test_page_of_a_user_shows_why_a_message_did_not_arrive(desk: Desk, ada: User, monkeypatch):
    failed_mail(monkeypatch)
    text = section(desk, ada, "messages")
    assert "550 5.1.1" in text
    assert MailState.FAILED.label in text


def test_page_of_a_user_shows_how_far_a_message_is(desk: Desk, ada: User, monkeypatch, mailoutbox):
    mail = a_mail("account_exists")
    assert "Queued" in section(desk, ada, "messages")

    monkeypatch.setattr(delivery, "submit_message", lambda _email: DeliveryResult(Verdict.LATER, "451 4.7.1"))
    delivery.deliver(mail.pk)
    monkeypatch.undo()
    mail.refresh_from_db()
    text = section(desk, ada, "messages")
    assert f"Deferred after attempt 1, next try {mail.available_at:%Y-%m-%d %H:%M} UTC" in text
    assert "451 4.7.1" in text
    assert "Deferred" in desk.open("accounts/outboxmail/").text

    OutboxMail.objects.update(available_at=timezone.now())
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert f"Sent {mail.sent_at:%Y-%m-%d %H:%M} UTC" in section(desk, ada, "messages")


def test_failed_message_is_sent_again_once(desk: Desk, ada: User, monkeypatch, mailoutbox):
    mail = failed_mail(monkeypatch)
    page = f"accounts/outboxmail/{mail.pk}/"
    assert "Send again" in desk.open(f"{page}change/").text
    assert "The message is queued again." in desk.post(f"{page}send-again/", {}).said
    assert (
        "Only a message that wasn’t delivered can be sent again." in desk.post(f"{page}send-again/", {}).said
    )
    delivery.deliver(mail.pk)
    assert [sent.extra_headers["Message-ID"] for sent in mailoutbox] == [mail.message_id]
    event = Event.objects.get(type="system.message.redelivery")
    assert event.actor_id == desk.user.public_id


def test_message_whose_code_expired_is_not_sent_again(desk: Desk):
    challenge = a_challenge()
    mail = a_mail(challenge=challenge)
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED)
    type(challenge).objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "Send again" not in desk.open(f"accounts/outboxmail/{mail.pk}/change/").text
    assert "have expired" in desk.post(f"accounts/outboxmail/{mail.pk}/send-again/", {}).said


def test_unknown_message_is_not_found(desk: Desk):
    assert desk.post("accounts/outboxmail/999999/send-again/", {}).status == 404


def test_timeline_and_messages_need_their_permissions(ada: User, monkeypatch):
    mail = failed_mail(monkeypatch)
    limited = Desk("helper@example.com")
    User.objects.filter(pk=limited.user.pk).update(is_superuser=False)
    limited.user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_user", "view_outboxmail"])
    )
    assert section(limited, ada, "timeline") == ""
    assert "550 5.1.1" in section(limited, ada, "messages")
    assert limited.post(f"accounts/outboxmail/{mail.pk}/send-again/", {}).status == 403


def test_search_by_address_finds_messages_of_an_unfinished_sign_up(desk: Desk):
    a_mail("account_exists")
    text = desk.client.get("/admin/search/", {"q": ADA}).content.decode()
    assert "Messages" in text
    assert re.search(r'href="/admin/accounts/outboxmail/\d+/change/"', text)


def test_answer_of_a_server_is_shown_without_the_address(desk: Desk, ada: User, monkeypatch):
    answer = f"550 5.1.1 <{ADA}> unknown"
    refused = DeliveryResult(Verdict.NEVER, "550 5.1.1", answer)
    monkeypatch.setattr(delivery, "submit_message", lambda _email: refused)
    mail = mail_test.send_test_email(parse_email(ADA), requested_from="a test")
    delivery.deliver(mail.pk)
    assert OutboxMail.objects.get(pk=mail.pk).last_error == answer
    pages = ("accounts/outboxmail/", f"accounts/outboxmail/{mail.pk}/change/", f"search/?q={ADA}")
    for text in (section(desk, ada, "messages"), *(desk.open(page).text for page in pages)):
        assert "550 5.1.1" in text
        assert f"&lt;{ADA}" not in text
        assert f"<{ADA}" not in text
    assert (
        "Send a new one from the home page."
        in desk.post(f"accounts/outboxmail/{mail.pk}/send-again/", {}).said
    )


def test_messages_of_a_new_holder_are_not_shown_with_the_former_one(desk: Desk, ada: User):
    User.objects.filter(pk=ada.pk).update(login=None, status="DEPROVISIONED")
    a_mail("account_exists")
    assert "No messages to this address." in section(desk, ada, "messages")
