"""A list can be filtered by what its page shows, and not by secret columns."""

import html
import re

import pytest

from accounts.domain.lifecycle import Status
from administration.people import status_chips
from tests.actors import PASSWORD, a_user
from tests.administration.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("where", "question"),
    [
        ("accounts/user/", "password__startswith=argon2"),
        ("accounts/user/", "password=x"),
        ("accounts/session/", "key_hash__startswith=a"),
        ("accounts/session/", "user__password__startswith=argon2"),
        ("flows/transaction/", "password_hash__startswith=argon2"),
        ("flows/transaction/", "secret_hash__startswith=a"),
        ("flows/transaction/", "submission__contains=a"),
        ("flows/transaction/", "draft__contains=a"),
        ("flows/transaction/", "user__password__startswith=argon2"),
        ("accounts/outboxmail/", "context__first_name__startswith=A"),
        ("accounts/event/", "context__client__startswith=F"),
        ("accounts/challenge/", "user__password__startswith=argon2"),
    ],
)
def test_list_filters_do_not_reveal_a_secret_letter_by_letter(desk: Desk, where: str, question: str):
    a_user("ada@example.com", PASSWORD)
    assert desk.get(f"{where}?{question}").status_code == 400


@pytest.mark.parametrize(
    ("where", "question"),
    [
        ("accounts/user/", "status=ACTIVE"),
        ("accounts/user/", "is_staff__exact=1"),
        ("accounts/user/", "q=ada"),
        ("accounts/session/", "user__id__exact=1"),
        ("flows/transaction/", "intent__exact=sign_in"),
    ],
)
def test_offered_filters_narrow_the_list(desk: Desk, where: str, question: str):
    assert desk.get(f"{where}?{question}").status_code == 200


def chips(text: str) -> dict[str, tuple[str, str]]:
    """Return the count and the address of each chip, by its label."""
    nav = text.partition('aria-label="Status"')[2].partition("</nav>")[0]
    found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)(?: <span class="count">([^<]*)</span>)?</a>', nav)
    return {label.strip(): (count, html.unescape(url)) for url, label, count in found}


def test_chips_count_people_by_status_and_narrow_the_list(desk, monkeypatch):
    monkeypatch.setattr(status_chips, "MAX_COUNT", 2)
    for number, status in enumerate([Status.STAGED, Status.PROVISIONED, *[Status.LOCKED_OUT] * 3]):
        a_user(f"person{number}@example.com", status=status)

    shown = chips(desk.open("accounts/user/").text)

    assert {label: count for label, (count, _url) in shown.items()} == {
        "All": "",
        "Pending": "2",
        "Active": "",
        "Locked": "2+",
        "Suspended": "0",
    }
    pending = desk.open(f"accounts/user/{shown['Pending'][1]}&end=1").text
    assert ("person1@example.com" in pending, "person2@example.com" in pending) == (True, False)
    assert "end=" not in chips(pending)["Locked"][1]
    assert {count for count, _url in chips(desk.open("accounts/user/?q=person").text).values()} == {""}
    assert desk.open("accounts/user/?status=NOTHING").text.count('class="action-select"') == 0
