import json
import logging
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.db import connection

from accounts.messaging import delivery
from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.models import Challenge
from tests.accounts.messaging.letters import a_challenge, a_mail, proof_of

pytestmark = pytest.mark.django_db


def canaries(challenge: Challenge) -> list[str]:
    """What must be written nowhere: the code in both its forms, and the token with its proof."""
    proof = proof_of(challenge)
    code = proof.code
    return [code, f"{code[:3]} {code[3:]}", proof.link_token, proof.link_token.rpartition(".")[2]]


def every_row() -> str:
    with connection.cursor() as cursor:
        rows = []
        for model in apps.get_app_config("accounts").get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            rows.append([str(row) for row in cursor.fetchall()])
    return json.dumps(rows)


def every_record(caplog: pytest.LogCaptureFixture) -> str:
    return json.dumps(
        [{**vars(record), "message": record.getMessage()} for record in caplog.records], default=str
    )


@pytest.mark.parametrize("template", ["sign_up_code", "activation"])
@pytest.mark.parametrize(
    "answer", [None, DeliveryResult(Verdict.LATER, "451"), DeliveryResult(Verdict.NEVER, "550"), OSError("x")]
)
def test_code_and_link_are_in_no_row_and_no_log_on_any_outcome(
    template: str, answer: Any, monkeypatch, caplog, mailoutbox
):
    def submit_message(_letter: object) -> DeliveryResult:
        if isinstance(answer, Exception):
            raise answer
        return answer

    challenge = a_challenge()
    if answer:
        monkeypatch.setattr(delivery, "submit_message", submit_message)
    with caplog.at_level(logging.DEBUG):
        delivery.deliver(a_mail(template, challenge=challenge).pk)
    assert bool(mailoutbox) is not bool(answer)
    written = every_row() + every_record(caplog)
    assert challenge.public_id in written
    assert not [canary for canary in canaries(challenge) if canary in written]


def test_a_message_to_the_workers_is_one_number(monkeypatch, django_capture_on_commit_callbacks, caplog):
    challenge = a_challenge()
    monkeypatch.setattr(current_app._get_current_object(), "broker_is_here", True)
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
            mail = a_mail(challenge=challenge)
        message = queue.get(timeout=60)
        message.ack()
    args, kwargs, _ = json.loads(message.body)
    assert (message.headers["task"], args, kwargs) == ("accounts.deliver", [mail.pk], {})
    sent = json.dumps([message.headers, message.properties], default=str)
    assert not [canary for canary in canaries(challenge) if canary in sent + str(caplog.records)]
