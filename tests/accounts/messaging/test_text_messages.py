import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials.challenges import (
    Request,
    code_of,
    open_challenge,
    sending_of,
)
from accounts.domain.challenges import ChallengePurpose
from accounts.messaging import delivery, outbox, sms_gateway
from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.messaging.sms_gateway import sms_available
from accounts.messaging.text_message import TextMessage, write
from accounts.models import Brand, Challenge, Channel, Event, MailState, OutboxMail
from administration.log.masked_addresses import masked
from ssr_project import mailbox
from ssr_project.env import read
from ssr_project.sms_gateway import sms_backend
from tests.accounts.messaging.receiver import a_gateway
from tests.servers.launch import free_port

pytestmark = pytest.mark.django_db

NUMBER = "+12025550123"
SECRET = "Xb7Tq3Ws9Le5Uv1Md6Ko2Ig8Pn4Cr0Fz"
MESSAGE = TextMessage(
    "<1@localhost>", NUMBER, "482913 is your Orchard verification code.\n@localhost #482913"
)


@pytest.fixture
def operator(settings):
    with a_gateway() as running:
        settings.SMS_BACKEND = "accounts.messaging.sms_gateway.post"
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = running.url, SECRET
        yield running


def a_challenge(**changes):
    request = Request(ChallengePurpose.PHONE, NUMBER, timedelta(minutes=10), "transaction-1", **changes)
    return open_challenge(request, timezone.now())


def a_text(**changes):
    return outbox.enqueue_text(challenge=a_challenge(**changes))


def stored(message):
    return OutboxMail.objects.get(pk=message.pk)


def test_asking_for_a_text_message_is_one_insert_without_the_code(django_assert_num_queries):
    challenge = a_challenge()
    with django_assert_num_queries(1):
        message = outbox.enqueue_text(challenge=challenge)
    assert (message.channel, message.to, message.serial) == (Channel.SMS, NUMBER, 1)
    assert code_of(sending_of(challenge)) not in repr(OutboxMail.objects.values().get())


def test_text_message_is_queued_in_the_same_atomic_block():
    with transaction.atomic():
        a_text()
        transaction.set_rollback(True)
    assert not OutboxMail.objects.exists()


def test_the_message_says_brand_and_code_and_binds_the_code_to_this_host(settings):
    settings.PUBLIC_URL = "https://id.example.com"
    Brand.objects.update(name="Pear\ntree")
    raise_version()
    text = write(a_text(), "482913")
    assert text.text == "482913 is your Pear tree verification code.\n@id.example.com #482913"
    assert "482913" not in repr(text)


def test_a_worker_posts_the_newest_code_signed_with_the_secret(operator):
    message = a_text()
    before = int(time.time())
    delivery.deliver(message.pk)
    assert stored(message).state == MailState.SENT
    ((path, headers, body),) = operator.requests
    said = json.loads(body)
    code = code_of(sending_of(message.challenge))
    assert path == "/send?from=orchard"
    assert (said["id"], said["to"]) == (message.message_id, NUMBER)
    assert said["text"].endswith(f"@localhost #{code}")
    stamp = headers["x-timestamp"]
    signed = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["x-signature"] == f"sha256={signed}"
    assert headers["idempotency-key"] == message.message_id.strip("<>")
    assert before <= int(stamp) <= time.time()


@pytest.mark.parametrize(
    ("status", "state", "note"),
    [
        (200, MailState.SENT, ""),
        (204, MailState.SENT, ""),
        (400, MailState.FAILED, "400"),
        (401, MailState.FAILED, "401"),
        (404, MailState.FAILED, "404"),
        (408, MailState.QUEUED, "408"),
        (429, MailState.QUEUED, "429"),
        (500, MailState.QUEUED, "500"),
        (503, MailState.QUEUED, "503"),
    ],
)
def test_the_gateways_yes_and_no_are_kept_and_anything_else_is_tried_again(operator, status, state, note):
    operator.status = status
    message = a_text()
    delivery.deliver(message.pk)
    assert (stored(message).state, stored(message).last_error) == (state, note)


def test_a_redirect_is_not_followed(operator):
    operator.status, operator.location = 307, operator.url
    message = a_text()
    delivery.deliver(message.pk)
    assert (stored(message).state, len(operator.requests)) == (MailState.QUEUED, 1)


def test_every_try_of_one_message_says_the_same_code_under_the_same_key(operator):
    operator.status = 500
    message = a_text()
    delivery.deliver(message.pk)
    OutboxMail.objects.update(available_at=timezone.now())
    operator.status = 202
    delivery.deliver(message.pk)
    (_, first, before), (_, second, after) = operator.requests
    assert (before, first["idempotency-key"]) == (after, second["idempotency-key"])
    assert stored(message).state == MailState.SENT


def test_a_refusal_for_good_is_an_event_without_the_number(operator):
    operator.status = 422
    delivery.deliver(a_text().pk)
    event = Event.objects.get()
    assert (event.type, event.outcome, event.reason) == ("system.sms.delivery", "failure", "failed: 422")
    assert NUMBER not in repr(Event.objects.values().get())


def test_a_gateway_that_is_away_is_tried_again(settings):
    settings.SMS_BACKEND = "accounts.messaging.sms_gateway.post"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{free_port()}/"
    assert sms_gateway.submit_message(MESSAGE) == DeliveryResult(Verdict.LATER, "connect")


def test_gateway_in_a_private_network_needs_the_network(operator, settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ()
    message = a_text()
    delivery.deliver(message.pk)
    assert (stored(message).state, stored(message).last_error) == (MailState.QUEUED, "refused_address")
    assert operator.requests == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"used_at": timezone.now()}, "used"),
        ({"closed_at": timezone.now()}, "closed"),
        ({"serial": 2}, "superseded"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
    ],
)
def test_superseded_code_is_not_sent(operator, change, reason):
    message = a_text()
    Challenge.objects.update(**change)
    delivery.deliver(message.pk)
    assert (stored(message).state, stored(message).last_error) == (MailState.DROPPED, reason)
    assert operator.requests == []


def test_a_message_whose_challenge_is_gone_is_not_sent(operator):
    message = a_text()
    message.challenge.delete()
    delivery.deliver(message.pk)
    assert (stored(message).last_error, operator.requests) == ("challenge_gone", [])


def test_decoy_is_queued_like_any_other_and_never_sent(operator):
    message = a_text(decoy=True)
    delivery.deliver(message.pk)
    assert not OutboxMail.objects.filter(pk=message.pk).exists()
    assert operator.requests == []


def test_the_local_server_keeps_messages_beside_the_mails(settings, tmp_path):
    settings.MAILBOX_DIR = tmp_path
    message = a_text()
    delivery.deliver(message.pk)
    (kept,) = mailbox.newest(tmp_path, NUMBER)
    assert kept.code == code_of(sending_of(message.challenge))


@pytest.mark.parametrize(
    ("said", "backend"),
    [
        ({}, "ssr_project.mailbox.keep_text"),
        ({"MODE": "production"}, ""),
        (
            {"MODE": "production", "SMS_GATEWAY_URL": "https://sms.example.com"},
            "accounts.messaging.sms_gateway.post",
        ),
        ({"SMS_GATEWAY_URL": "https://sms.example.com"}, "accounts.messaging.sms_gateway.post"),
    ],
)
def test_the_deployment_says_who_takes_text_messages(said, backend):
    assert sms_backend(read(said)) == backend


@pytest.mark.parametrize(
    ("to", "shown"),
    [(NUMBER, "+1 ••• ••• 0123"), ("ada@example.com", "a•••a@example.com"), ("+1", ""), ("", "")],
)
def test_the_administration_shows_enough_to_tell_two_apart(to, shown):
    assert masked(to) == shown


def test_without_a_gateway_there_are_no_phones_and_nothing_waits_for_one(settings):
    assert sms_available()
    settings.SMS_BACKEND = ""
    assert not sms_available()
    message = a_text()
    delivery.deliver(message.pk)
    assert (stored(message).state, stored(message).last_error) == (MailState.FAILED, "no_gateway")
