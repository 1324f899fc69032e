"""A user with a temporary password gets the first mail after choosing a password."""

import pytest

from accounts.domain.lifecycle import Status
from accounts.models import OutboxMail, User
from flows.domain.steps import FormName
from tests.actors import ANOTHER_PASSWORD, PASSWORD, a_user, link_in, mails_to
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

CAROL = "carol@example.com"


def come_in() -> Visitor:
    visitor = Visitor("/signin")
    visitor.post(FormName.IDENTIFY, identifier=CAROL)
    visitor.post(FormName.CHALLENGE_AUTHENTICATOR, credentials__passcode=PASSWORD)
    if visitor.at != "/me/":
        visitor.post(FormName.REENROLL_AUTHENTICATOR, credentials__passcode=ANOTHER_PASSWORD)
    assert visitor.at == "/me/"
    return visitor


def welcomes() -> list[OutboxMail]:
    """Mails that ask for the address to be confirmed; of a new browser there are others."""
    return [mail for mail in mails_to(CAROL) if mail.template == "welcome"]


def test_its_link_confirms_the_address_the_page_asks_about():
    a_user(CAROL, PASSWORD, status=Status.PASSWORD_EXPIRED, email_verified=False)

    visitor = come_in()

    [mail] = welcomes()
    assert "Open the link in the email we sent" in visitor.get("/me/").content.decode()
    visitor.http.post(f"/flow/link/{link_in(mail)}")
    assert User.objects.get(login=CAROL).email_verified


def test_confirmed_address_is_not_confirmed_again():
    a_user(CAROL, PASSWORD, status=Status.PASSWORD_EXPIRED)
    come_in()
    assert welcomes() == []


def test_ordinary_sign_in_sends_no_first_mail():
    a_user(CAROL, PASSWORD, email_verified=False)
    come_in()
    assert welcomes() == []
