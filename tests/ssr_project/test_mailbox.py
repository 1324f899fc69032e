from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client, override_settings

from accounts.messaging.text_message import TextMessage
from ssr_project import mailbox
from ssr_project.dev.guard import mailbox_token

pytestmark = pytest.mark.django_db  # pages show the brand

TEXT = "Enter this code:\n\n    482 913\n\nOr open http://localhost:8000/flow/link/abc.\n"
HTML = "<html><head></head><body><p style='color:red'>482 913</p><script>alert(1)</script></body></html>"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path):
    with override_settings(MAILBOX_DIR=tmp_path / "mailbox"):
        yield tmp_path / "mailbox"


def send(to: str = "ada@example.org", subject: str = "Your code") -> None:
    mail = EmailMultiAlternatives(subject, TEXT, "accounts@localhost", [to])
    mail.attach_alternative(HTML, "text/html")
    get_connection("ssr_project.mailbox.MailboxBackend").send_messages([mail])


def text(to: str = "+12025550123") -> None:
    mailbox.keep_text(
        TextMessage("<1@localhost>", to, "482913 is your Orchard verification code.\n@localhost #482913")
    )


def get(client: Client, path: str):
    return client.get(path, headers={"host": f"localhost:{settings.PORT}"})


@pytest.fixture
def reader(client: Client) -> Client:
    get(client, f"/dev/mail.json?token={mailbox_token()}")
    return client


def test_the_newest_mail_is_first(folder: Path):
    send(subject="first")
    send(subject="second")
    assert [mail.subject for mail in mailbox.newest(folder)] == ["second", "first"]


def test_mail_can_be_narrowed_to_one_address(folder: Path):
    send(to="ada@example.org")
    send(to="bob@example.org")
    assert [mail.to for mail in mailbox.newest(folder, "Bob@example.org")] == ["bob@example.org"]


def test_a_mail_says_its_code_and_its_link(folder: Path):
    send()
    mail = mailbox.newest(folder)[0]
    assert (mail.code, mail.link) == ("482913", "http://localhost:8000/flow/link/abc")


def test_a_text_message_lies_among_the_mails_with_its_code(folder: Path):
    send()
    text()
    kept = mailbox.newest(folder)[0]
    assert (kept.to, kept.subject, kept.code, kept.link) == ("+12025550123", "Text message", "482913", "")
    assert [mail.id for mail in mailbox.newest(folder, "+12025550123")] == [kept.id]


def test_a_text_message_is_shown_as_text(reader: Client, folder: Path):
    text()
    page = get(reader, mailbox.newest(folder)[0].url).content.decode()
    assert "@localhost #482913" in page
    assert "part=html" not in page


def test_only_the_newest_are_kept(folder: Path, monkeypatch):
    monkeypatch.setattr(mailbox, "MAX_MESSAGES", 3)
    for number in range(5):
        send(subject=str(number))
    assert [mail.subject for mail in mailbox.newest(folder)] == ["4", "3", "2"]


def test_an_empty_mailbox_is_empty(folder: Path):
    assert mailbox.newest(folder) == []


@pytest.mark.parametrize("mail_id", ["", "..", "../../settings", "1700000000000000000-zzzzzzzz"])
def test_an_id_cannot_name_another_file(folder: Path, mail_id: str):
    assert mailbox.find(folder, mail_id) is None


@pytest.mark.parametrize("path", ["/dev/mail", "/dev/mail.json", "/dev/mail/1", "/dev/mail.json?token=wrong"])
def test_mailbox_requires_the_printed_address(client: Client, path: str):
    assert get(client, path).status_code == 403


def test_scripts_read_the_mailbox_as_json(reader: Client):
    send()
    mail = get(reader, "/dev/mail.json?to=ada@example.org").json()["mails"][0]
    assert (mail["to"], mail["code"], mail["text"]) == ("ada@example.org", "482913", TEXT)
    assert mail["headers"]["Subject"] == "Your code"


def test_the_token_leaves_the_address_bar_for_a_cookie(client: Client):
    answer = get(client, f"/dev/mail?token={mailbox_token()}")
    assert (answer.status_code, answer["Location"]) == (302, "/dev/mail")
    cookie = answer.cookies[f"mailbox-{settings.PORT}"]
    assert cookie["httponly"]
    assert cookie["path"] == "/dev/"
    assert get(client, "/dev/mail").status_code == 200


def test_a_page_lists_the_mails(reader: Client):
    send()
    page = get(reader, "/dev/mail").content.decode()
    assert "Your code" in page
    assert mailbox.newest(settings.MAILBOX_DIR)[0].url in page


@pytest.mark.parametrize("part", ["html", "text", "headers", "nonsense"])
def test_a_page_shows_one_mail_in_parts(reader: Client, part: str):
    send()
    answer = get(reader, f"{mailbox.newest(settings.MAILBOX_DIR)[0].url}?part={part}")
    assert answer.status_code == 200
    assert "482 913" in answer.content.decode()


def test_styles_of_a_mail_work_and_its_scripts_do_not(reader: Client):
    send()
    policy = get(reader, mailbox.newest(settings.MAILBOX_DIR)[0].url)["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "'strict-dynamic'" in policy
    assert "script-src 'unsafe-inline'" not in policy


def test_a_mail_that_is_gone_is_not_found(reader: Client):
    assert get(reader, "/dev/mail/1700000000000000000-aaaaaaaa").status_code == 404
