import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.events import SYSTEM, Actor, ActorType
from accounts.domain.lifecycle import Status
from accounts.domain.references import reference_of
from accounts.domain.security_changes import SecurityChangeKind
from accounts.events.log import (
    FAILURE,
    Entry,
    acting,
    record,
    record_refusal,
)
from accounts.lifecycle.account_deletion import erase
from accounts.lifecycle.notices import RequestClient, notify_of_password_change
from accounts.lifecycle.security_changes import record_change
from accounts.models import Event, OutboxMail, Session, User
from tests.actors import Browser, a_user, sign_up_policy
from tests.administration.desk import OWNER, Desk
from tests.refusals import write_refusals
from tests.visitor import recorded

pytestmark = pytest.mark.django_db

LOOKED_AT = ["accounts/outboxmail", "accounts/challenge", "accounts/budget", "accounts/session"]
LOOKED_AT += ["accounts/event", "flows/transaction"]


def signing_up(address: str) -> Browser:
    sign_up_policy()
    browser = Browser()
    browser.sign_up(address)
    return browser


@pytest.mark.parametrize("listed", LOOKED_AT)
def test_rows_of_the_server_are_read_only(desk, listed):
    signing_up("ada@example.com")

    assert desk.get(f"{listed}/").status_code == 200
    assert desk.get(f"{listed}/add/").status_code == 403
    assert "delete_selected" not in desk.open(f"{listed}/").text


@pytest.mark.postgres
def test_attempt_and_its_events_are_found_by_the_reference_on_the_page(desk):
    found, other = signing_up("ada@example.com"), signing_up("eve@example.org")
    reference, another = reference_of(found.open_id), reference_of(other.open_id)

    for page in ("flows/transaction", "accounts/event"):
        text = desk.open(f"{page}/?q={reference.lower()}").text
        assert (text.count(reference), another in text) == (text.count(reference) or 1, False)


def test_attempt_page_shows_neither_handles_nor_input(desk):
    browser = signing_up("ada.lovelace@example.com")

    page = desk.open(f"flows/transaction/{browser.open_id}/change/").text

    assert "a•••e@example.com" in page
    assert ("ada.lovelace" in page, "Okafor" in page, browser.binding in page) == (False, False, False)


def test_the_outbox_masks_addresses_and_finds_whole_ones(desk):
    signing_up("ada.lovelace@example.com")

    found = desk.open("accounts/outboxmail/?q=ada.lovelace@example.com").text
    missed = desk.open("accounts/outboxmail/?q=ada.lovelace").text

    assert ("a•••e@example.com" in found, "a•••e@example.com" in missed) == (True, False)
    page = desk.open(f"accounts/outboxmail/{OutboxMail.objects.get().pk}/change/").text
    assert "lovelace" not in page


def test_the_outbox_finds_an_address_however_its_user_writes_it(desk):
    ada = a_user("Ada.Lovelace@example.com", "violet harbour under nine lamps")
    now = timezone.now()
    change = record_change(ada, SecurityChangeKind.PASSWORD, now)
    notify_of_password_change(ada, RequestClient("Firefox", "203.0.113.9"), now, change)

    for typed in ("ada.lovelace@example.com", "ADA.LOVELACE@example.com", "Ada.Lovelace@example.com"):
        assert "A•••e@example.com" in desk.open(f"accounts/outboxmail/?q={typed}").text, typed


def test_lists_show_words_where_the_rows_hold_keys(desk):
    signing_up("ada@example.com")

    attempts, mails = desk.open("flows/transaction/").text, desk.open("accounts/outboxmail/").text
    attributes = desk.open("accounts/profileattribute/?q=mobilePhone").text

    assert ('class="field-intent">Sign-up</td>' in attempts, ">sign_up<" in attempts) == (True, False)
    assert (">Sign-up code<" in mails, ">sign_up_code<" in mails, "1 message\n" in mails) == (
        True,
        False,
        True,
    )
    assert ('field-type">Phone number<' in attributes, ">Read and write<" in attributes) == (True, True)


def test_mails_are_found_by_template(desk):
    signing_up("ada@example.com")

    found = desk.open("accounts/outboxmail/?template=sign_up_code").text
    missed = desk.open("accounts/outboxmail/?template=welcome").text

    assert ("a•••a@example.com" in found, "a•••a@example.com" in missed) == (True, False)


def test_events_read_as_sentences(desk):
    desk.save("accounts/group/add/", {"name": "Finance"})

    text = desk.open("accounts/event/").text

    assert f"{OWNER} signed in with an administrator access link" in text
    assert f"Group created · {OWNER}" in text


def test_events_of_a_user_are_found_by_address_and_public_id(desk):
    ada, eve = a_user("ada@example.com"), a_user("eve@example.com")
    record([Entry("user.session.start", user_id=ada.public_id)], now=timezone.now())
    record([Entry("user.account.lock", user_id=eve.public_id, actor=acting(ada))], now=timezone.now())
    record([Entry("user.session.end", user_id=eve.public_id)], now=timezone.now())

    for typed in (" Ada@Example.com ", ada.public_id):
        text = desk.open(f"accounts/event/?{urlencode({'q': typed})}").text
        found = [said in text for said in ("ada@example.com signed in", "eve@example.com was locked out")]
        assert (found, "eve@example.com signed out" in text) == ([True, True], False)
    assert "eve@example.com signed out" in desk.open("accounts/event/?q=user.session.end").text


def test_events_of_a_deleted_user_are_found_by_public_id_without_a_name(desk):
    ada = a_user("ada@example.com", status=Status.DEPROVISIONED)
    record([Entry("user.session.start", user_id=ada.public_id)], now=timezone.now())
    erase(ada.pk, actor=desk.user, now=timezone.now())

    text = desk.open(f"accounts/event/?q={ada.public_id}").text

    assert ("Unknown user signed in" in text, "ada@example.com" in text) == (True, False)


def test_page_of_an_event_links_its_user_and_names_its_actor(desk):
    ada = a_user("ada@example.com")
    record([Entry("user.session.start", user_id=ada.public_id)], now=timezone.now())
    client = Actor(ActorType.CLIENT, "shop")
    record([Entry("oauth2.token.grant", user_id=ada.public_id, actor=client)], now=timezone.now())

    granted, started = (
        desk.open(f"accounts/event/{event.pk}/change/").text for event in Event.objects.all()[:2]
    )

    link = f'<a href="/admin/accounts/user/{ada.pk}/change/">ada@example.com</a>'
    assert (started.count(link), granted.count(link), "client shop" in granted) == (2, 1, True)


def test_page_of_an_event_of_a_deleted_user_names_the_public_id(desk):
    ada = a_user("ada@example.com", status=Status.DEPROVISIONED)
    erase(ada.pk, actor=desk.user, now=timezone.now())
    record([Entry("user.account.unlock", user_id=ada.public_id, actor=SYSTEM)], now=timezone.now())
    record([Entry("user.session.start", FAILURE, user_id=ada.public_id)], now=timezone.now())
    for event, actor in zip(Event.objects.all()[:3], ("unverified user", "system", OWNER), strict=True):
        text = desk.open(f"accounts/event/{event.pk}/change/").text
        shown = re.findall(r'field-(?:user|actor)".*?<div class="readonly">(.*?)</div>', text, re.DOTALL)
        assert [re.sub(r"<.*?>", "", value) for value in shown] == [ada.public_id, actor]


def test_events_of_a_transaction_are_found_by_its_id(desk):
    ada = a_user("ada@example.com")
    for transaction_id in ("NJrW1-5pDfK_qKZ0TzQh", "njrw1-5pdfk_qkz0tzqh"):
        started = Entry("user.session.start", user_id=ada.public_id, transaction_id=transaction_id)
        record([started], now=timezone.now())
    text = desk.open("accounts/event/?q=NJrW1-5pDfK_qKZ0TzQh").text
    assert text.count("ada@example.com signed in") == 1


def test_list_of_events_shows_counted_refusals_at_their_minute(desk):
    ada, now = a_user("ada@example.com"), timezone.now()
    record_refusal(Entry("user.session.start", user_id=ada.public_id), subject="x", now=now)
    record([Entry("user.session.end", user_id=ada.public_id)], now=now + timedelta(minutes=1))
    write_refusals()
    text = desk.open("accounts/event/").text
    assert text.index("ada@example.com signed out") < text.index("ada@example.com entered a wrong password")


def test_list_of_events_reads_addresses_with_the_events(desk):
    for number in range(20):
        user = a_user(f"person{number}@example.com")
        locked = Entry("user.account.lock", user_id=user.public_id, actor=acting(desk.user))
        record([locked], now=timezone.now())
    desk.open("accounts/event/")
    with recorded() as statements:
        assert "person19@example.com was locked out" in desk.open("accounts/event/").text
    rows = [one for one in statements if one.kind == "SELECT accounts_event" and "COUNT(" not in one.sql]
    assert (len(rows), [one.kind for one in statements].count("SELECT accounts_user")) == (1, 0)


def test_every_kind_of_event_that_is_written_has_a_sentence(desk):
    record([Entry("user.lifecycle.suspend", actor=SYSTEM)], now=timezone.now())

    assert "Unknown user was suspended" in desk.open("accounts/event/").text


def test_administration_logout_ends_the_session_and_writes_an_event(desk):
    answer = desk.client.post("/admin/logout/")
    assert (answer.status_code, answer["Location"]) == (307, "/signout")

    desk.client.post("/signout")

    assert not Session.objects.filter(user=desk.user).exists()
    assert Event.objects.filter(type="user.session.end", user_id=desk.user.public_id).exists()
    assert desk.get("").status_code == 302


def test_a_stranger_is_sent_to_the_sign_in(db):
    answer = Client().get("/admin/accounts/user/")

    assert answer["Location"].startswith("/admin/login/")


def test_user_without_roles_is_refused_and_offered_another_sign_in(desk):
    User.objects.filter(pk=desk.user.pk).update(is_staff=False)

    answer = desk.client.get("/admin/", follow=True)

    page = answer.content.decode()
    assert (answer.status_code, 'action="/signout"' in page) == (403, True)
    assert "Sign in as someone else" in page


def test_pages_of_the_administration_carry_no_inline_script_or_style(desk):
    user = Desk("second@example.com").user
    pages = ["", "accounts/user/", f"accounts/user/{user.pk}/change/", "accounts/brand/1/change/"]

    for page in pages:
        text = desk.open(page).text
        assert ("<script>" in text, ' style="' in text, " onclick=" in text) == (False, False, False)


@pytest.mark.postgres
@pytest.mark.parametrize("listed", ["accounts/outboxmail", "accounts/challenge", "flows/transaction"])
def test_rows_of_a_recipient_are_found_by_the_whole_address(desk, listed):
    signing_up("Ada.Lovelace@example.com")
    signing_up("eve@example.org")

    for typed in ("Ada.Lovelace@example.com", "ada.lovelace@EXAMPLE.com"):
        text = desk.open(f"{listed}/?{urlencode({'q': typed})}").text
        assert ("e@example.com" in text, "example.org" in text) == (True, False)
    assert "e@example.com" not in desk.open(f"{listed}/?q=lovelace").text
