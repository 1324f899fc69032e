import select
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from accounts.messaging import email_transport
from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.email_transport import DeliveryResult, Verdict, submit_message
from tests.accounts.messaging.letters import ADA, brand, letter
from tests.accounts.messaging.relay import Relay, relay_server

pytestmark = pytest.mark.django_db
HOSTILE = 'Ada\r\nBcc: everybody@example.com\r\n\r\n<h1>Free</h1>, "Eve" <eve@example.com>'


def received(relay: Relay) -> EmailMessage:
    return message_from_bytes(relay.letters[-1], policy=policy.default)


@pytest.mark.parametrize("template", CATALOGUE)
def test_mail_is_text_first_automatic_and_no_subscription(relay: Relay, template: str):
    made = letter(template)
    assert submit_message(made) == DeliveryResult(Verdict.ACCEPTED)
    message = received(relay)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Message-ID"] == made.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["To"] == ADA
    assert message["Date"]
    assert not {"List-Unsubscribe", "Precedence", "Bcc", "Cc", "Reply-To"} & set(message.keys())


def test_support_is_where_an_answer_goes(relay: Relay):
    brand(support_email="help@orchard.example")
    submit_message(letter())
    assert received(relay)["Reply-To"] == "help@orchard.example"


@pytest.mark.parametrize("template", CATALOGUE)
def test_nothing_that_was_entered_adds_a_header_a_recipient_or_a_line(relay: Relay, template: str):
    brand(name=HOSTILE[:60], support_email="a@b.example\nBcc: c@d.example", postal_address=HOSTILE)
    submit_message(
        letter(
            template,
            context={"first_name": HOSTILE, "app_label": HOSTILE + "\x00", "requested_from": HOSTILE},
        )
    )
    head, _, _ = relay.letters[-1].partition(b"\r\n\r\n")
    message = received(relay)
    names = [
        line.split(b":")[0].lower() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))
    ]
    assert sorted(names) == sorted(
        [
            b"content-type",
            b"mime-version",
            b"subject",
            b"from",
            b"to",
            b"reply-to",
            b"date",
            b"message-id",
            b"auto-submitted",
            b"x-auto-response-suppress",
        ]
    )
    assert relay.recipients == [[ADA]]
    assert [address.addr_spec for address in message["From"].addresses] == ["accounts@localhost"]
    assert b"\x00" not in relay.letters[-1]


def test_a_brand_in_any_script_is_a_readable_sender_and_subject(relay: Relay):
    brand(name="Obstgärten 果樹園, Ltd")
    submit_message(letter("welcome"))
    message = received(relay)
    assert message["From"].addresses[0].display_name == "Obstgärten 果樹園, Ltd"
    assert "果樹園" in message["Subject"]
    assert all(len(line) <= 998 for line in relay.letters[-1].split(b"\r\n"))


@pytest.mark.parametrize(
    ("phase", "reply", "verdict", "note"),
    [
        ("on_recipient", "550 5.1.1 No mailbox ada.okafor@example.com", Verdict.NEVER, "550 5.1.1"),
        ("on_recipient", "450 4.2.1 Greylisted, come back", Verdict.LATER, "450 4.2.1"),
        ("on_recipient", "421 Closing", Verdict.LATER, "421"),
        ("on_data", "554 5.7.1 Looks like spam", Verdict.NEVER, "554 5.7.1"),
        ("on_data", "452 4.3.1 Disk full", Verdict.LATER, "452 4.3.1"),
        ("on_sender", "550 5.7.1 You may not send", Verdict.LATER, "550 5.7.1"),
    ],
)
def test_only_refusal_of_this_recipient_or_mail_is_permanent(
    relay: Relay, phase: str, reply: str, verdict: Verdict, note: str
):
    setattr(relay, phase, reply)
    assert submit_message(letter()) == DeliveryResult(verdict, note)


def test_mail_after_a_refused_one_is_sent(relay: Relay):
    for reply in ("550 5.1.1 No", "451 4.3.0 Later"):
        relay.on_recipient = reply
        submit_message(letter())
    relay.on_recipient = ""
    assert submit_message(letter()).verdict is Verdict.ACCEPTED


def test_letters_share_one_connection_until_it_has_carried_its_share(relay: Relay, monkeypatch):
    monkeypatch.setattr(email_transport, "MAX_EMAILS_PER_CONNECTION", 3)
    for _ in range(4):
        submit_message(letter())
    assert (len(relay.letters), relay.connections) == (4, 2)


def test_idle_connection_closed_by_the_server_is_replaced_at_once(relay: Relay, settings):
    with relay_server(idle_seconds=0.2) as impatient:
        settings.EMAIL_PORT = impatient.port
        assert submit_message(letter()).verdict is Verdict.ACCEPTED
        # The server's end of the connection becomes readable when it is closed.
        assert select.select([email_transport._line.backend.connection.sock], [], [], 60)[0]
        assert submit_message(letter()) == DeliveryResult(Verdict.ACCEPTED)
        assert (len(impatient.letters), impatient.connections) == (2, 2)


def test_connection_at_the_servers_message_limit_is_replaced_at_once(relay: Relay):
    relay.letters_allowed = 1
    answers = [submit_message(letter()) for _ in range(3)]
    assert answers == [DeliveryResult(Verdict.ACCEPTED)] * 3
    assert (len(relay.letters), relay.connections) == (3, 3)


def test_connection_that_broke_beneath_is_replaced_at_once(relay: Relay):
    submit_message(letter())
    email_transport._line.backend.connection.sock.shutdown(socket.SHUT_RDWR)
    assert submit_message(letter()).verdict is Verdict.ACCEPTED
    assert relay.connections == 2


def test_new_connection_that_refuses_the_sender_has_the_last_word(relay: Relay):
    relay.on_sender = "421 4.3.2 Shutting down"
    assert submit_message(letter()) == DeliveryResult(Verdict.LATER, "421 4.3.2")
    assert relay.connections == 1
    relay.on_sender = ""
    submit_message(letter())
    relay.on_sender = "550 5.7.1 You may not send"
    assert submit_message(letter()) == DeliveryResult(Verdict.LATER, "550 5.7.1")
    assert relay.connections == 3


@pytest.mark.parametrize("phase", ["on_recipient", "on_data"])
def test_kept_connection_that_fails_after_the_sender_is_not_replaced(relay: Relay, phase: str):
    submit_message(letter())
    setattr(relay, phase, "450 4.2.1 Greylisted, come back")
    assert submit_message(letter()) == DeliveryResult(Verdict.LATER, "450 4.2.1")
    assert relay.connections == 1


def test_a_server_that_is_not_there_is_tried_later(relay: Relay, settings):
    settings.EMAIL_PORT = 1
    assert submit_message(letter()) == DeliveryResult(Verdict.LATER, "ConnectionRefusedError")
