"""A test email travels like every mail, and its sender reads the mail server's answer."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.identifiers import parse_email
from accounts.messaging import delivery, mail_test
from accounts.models import Event, MailState, OutboxMail
from tests.accounts.messaging.letters import ADA
from tests.servers.smtp import MailServer, Mode

pytestmark = pytest.mark.django_db


def deliver_test_email() -> OutboxMail:
    mail = mail_test.send_test_email(parse_email(ADA), requested_from="Firefox on Linux")
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    return mail


def test_accepted_test_email_keeps_the_answer_and_records_an_event(smtp: MailServer):
    mail = deliver_test_email()
    result = mail_test.wait_for_result(mail.pk, 0)
    assert (result.state, result.answer) == (MailState.SENT, "250 2.0.0 Kept")
    assert smtp.to(ADA)[0].subject.startswith("Test email from ")
    event = Event.objects.get(type="system.email.test")
    assert (event.outcome, event.user_id, event.actor_type) == ("success", "", "system")


@pytest.mark.parametrize(
    ("mode", "answer"),
    [(Mode.REFUSE_FOR_GOOD, "550 5.1.1 No such mailbox"), (Mode.REFUSE_FOR_NOW, "451 4.3.0 ")],
    ids=["refused", "refused for now"],
)
def test_refused_test_email_is_tried_once_with_the_answer(smtp: MailServer, mode: Mode, answer: str):
    smtp.mode = mode
    mail = deliver_test_email()
    delivery.deliver(mail.pk)
    assert (mail.state, smtp.tried) == (MailState.FAILED, 1)
    assert mail.last_error.startswith(answer)
    event = Event.objects.get(type="system.email.test")
    assert (event.outcome, event.reason) == ("failure", answer[:9].strip())


def test_test_email_without_a_mail_server_names_the_fault(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    mail = deliver_test_email()
    assert (mail.state, "refused" in mail.last_error) == (MailState.FAILED, True)


def test_command_without_a_worker_says_that_the_mail_is_queued():
    with pytest.raises(CommandError, match=r"Still queued as <.+>. Check that a worker is running"):
        call_command("sendtestemail", ADA, wait=0)


def test_command_with_an_invalid_address_names_it():
    with pytest.raises(CommandError, match=r"Not an email address: ada@$"):
        call_command("sendtestemail", "ada@")
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("mode", [Mode.ACCEPT, Mode.REFUSE_FOR_GOOD], ids=["accepted", "refused"])
def test_command_prints_the_answer_of_the_mail_server(smtp: MailServer, mode: Mode, monkeypatch):
    smtp.mode = mode
    queue = mail_test.enqueue

    def queue_and_deliver(**mail):
        row = queue(**mail)
        delivery.deliver(row.pk)
        return row

    monkeypatch.setattr(mail_test, "enqueue", queue_and_deliver)
    out = io.StringIO()
    if mode is Mode.ACCEPT:
        call_command("sendtestemail", ADA, stdout=out)
        assert out.getvalue() == "Accepted by the mail server: 250 2.0.0 Kept\n"
    else:
        with pytest.raises(CommandError, match=r"Not sent: 550 5\.1\.1 No such mailbox"):
            call_command("sendtestemail", ADA, stdout=out)
