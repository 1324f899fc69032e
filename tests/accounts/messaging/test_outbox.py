import json
from typing import Any

import pytest
from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from accounts.domain.identifiers import parse_email
from accounts.messaging import outbox
from accounts.models import MailState, OutboxMail
from tests.accounts.messaging.letters import (
    ADA,
    CONTEXT,
    a_challenge,
    a_mail,
)

pytestmark = pytest.mark.django_db


class Broker:
    """Stand in for the broker: record what is sent, or fail in the chosen way."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, tuple[Any, ...]]] = []
        self.calls = 0
        self.failure: Exception | None = None

    def send_task(self, name: str, args: tuple[Any, ...], **_: Any) -> None:
        self.calls += 1
        if self.failure:
            raise self.failure
        self.messages.append((name, args))


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(current_app._get_current_object(), "send_task", broker.send_task)
    return broker


def test_asking_for_a_mail_is_one_insert(django_assert_num_queries):
    challenge = a_challenge()
    with django_assert_num_queries(1):
        mail = a_mail(challenge=challenge)
    assert (mail.state, mail.serial, mail.attempts) == (MailState.QUEUED, 1, 0)


def test_the_row_keeps_only_what_its_words_need():
    mail = a_mail("welcome", context={"minutes": "10", "last_name": "Okafor", "app_label": ""})
    assert set(mail.context) == {"first_name", "requested_from", "requested_at"}


def test_worker_is_woken_after_commit_with_only_an_id(broker: Broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = a_mail()
        assert broker.messages == []
    assert broker.messages == [("accounts.deliver", (mail.pk,))]


@pytest.mark.django_db(transaction=True)
def test_rollback_discards_the_mail_and_wakes_no_worker(broker: Broker):
    with transaction.atomic():
        a_mail("account_exists")
        transaction.set_rollback(True)
    assert (OutboxMail.objects.count(), broker.calls) == (0, 0)


@pytest.mark.parametrize(
    "failure", [OperationalError("gone"), OSError("refused"), RuntimeError("out of memory")]
)
def test_a_broker_that_fails_fails_no_request(
    broker: Broker, failure: Exception, django_capture_on_commit_callbacks
):
    broker.failure = failure
    with django_capture_on_commit_callbacks(execute=True):
        mail = a_mail()
    assert OutboxMail.objects.get(pk=mail.pk).state == MailState.QUEUED


def test_only_first_request_waits_for_an_unreachable_broker(broker: Broker):
    broker.failure = OperationalError("gone")
    outbox.enqueue_delivery(1)
    outbox.enqueue_delivery(2)
    assert broker.calls == 1


def test_after_a_pause_the_broker_is_tried_again(broker: Broker):
    broker.failure = OperationalError("gone")
    outbox.enqueue_delivery(1)
    broker.failure = None
    outbox._broker.away_until -= outbox.BROKER_PAUSE_SECONDS
    outbox.enqueue_delivery(2)
    outbox.enqueue_delivery(3)
    assert broker.messages == [("accounts.deliver", (2,)), ("accounts.deliver", (3,))]


def test_each_mail_has_a_message_id_of_its_own_at_the_public_host(settings):
    settings.PUBLIC_URL = "https://id.orchard.example"
    one, other = a_mail("account_exists"), a_mail("account_exists")
    assert one.message_id != other.message_id
    assert one.message_id.endswith("@id.orchard.example>")


@pytest.mark.parametrize(
    ("template", "missing"), [("account_exists", "requested_at"), ("password_changed", "requested_from")]
)
def test_mail_without_a_required_value_is_refused_when_queued(template: str, missing: str):
    with pytest.raises(ValueError, match=missing):
        a_mail(template, context={missing: ""})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"template": "sign_up_code"}, "needs a challenge"),
        ({"template": "activation"}, "needs a challenge"),
        ({"template": "account_exists", "context": {"requested_at": "2026-11-22T14:51:00"}}, "no time zone"),
    ],
)
def test_mail_that_cannot_be_rendered_is_refused_when_queued(given: dict[str, Any], words: str):
    given = {**given, "context": CONTEXT | given.get("context", {})}
    given["challenge"] = a_challenge() if given.get("challenge") else None
    with pytest.raises(ValueError, match=words):
        outbox.enqueue(to=parse_email(ADA), **given)


def test_an_unknown_mail_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        outbox.enqueue(template="newsletter", to=parse_email(ADA), context={})


def test_the_row_holds_no_code_and_no_token():
    challenge = a_challenge()
    a_mail(challenge=challenge)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_outboxmail")
        row = json.dumps([str(value) for value in cursor.fetchall()])
    assert challenge.public_id not in row
