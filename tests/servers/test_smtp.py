import smtplib

import pytest
from django.core.mail import EmailMessage, send_mail

from tests.servers.smtp import MailServer, Mode

ADA = "ada@example.com"


def send() -> None:
    send_mail("A subject – ü", "A text", "accounts@example.com", [ADA])


def test_an_accepted_mail_is_kept_as_it_came_over_the_wire(smtp: MailServer):
    send()
    mail = smtp.wait_for(ADA)
    assert (mail.subject, mail.text.strip(), mail.sender) == (
        "A subject – ü",
        "A text",
        "accounts@example.com",
    )


@pytest.mark.parametrize(("mode", "code"), [(Mode.REFUSE_FOR_NOW, 451), (Mode.REFUSE_FOR_GOOD, 550)])
def test_a_refused_mail_is_not_kept(smtp: MailServer, mode: Mode, code: int):
    smtp.mode = mode
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send()
    assert (refusal.value.smtp_code, smtp.mails, smtp.tried) == (code, [], 1)


def test_a_server_that_dies_after_the_data_has_the_mail_and_says_nothing(smtp: MailServer):
    smtp.mode = Mode.DIE_AFTER_DATA
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send()
    assert len(smtp.to(ADA)) == 1


def test_a_slow_server_answers_late(smtp: MailServer):
    smtp.mode, smtp.slow_seconds = Mode.SLOW, 0.2
    send()
    assert len(smtp.to(ADA)) == 1


def test_a_mail_that_never_comes_is_a_clear_failure(smtp: MailServer):
    EmailMessage("Other", "", "accounts@example.com", ["other@example.com"]).send()
    with pytest.raises(AssertionError, match=r"0 of 1 mails to ada@example.com .*other@example.com"):
        smtp.wait_for(ADA, seconds=0.1)
