"""What administrators type to find users, and what is found."""

from urllib.parse import quote

import pytest
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.events.log import Entry, events_from, record
from accounts.events.log import Origin as RequestOrigin
from accounts.lifecycle.account_deletion import erase
from accounts.models import User
from accounts.profile.profiles import update_profile
from accounts.users import search
from accounts.users.search import search_users
from tests.actors import a_user
from tests.administration.members import named

pytestmark = pytest.mark.django_db


def found(typed: str, **filters) -> set[str]:
    people = User.objects.filter(**filters) if filters else User.objects.all()
    return set(search_users(people, typed).values_list("email", flat=True))


@pytest.fixture
def people():
    named("Ada.Lovelace@looms.example", "Ada", "Lovelace")
    named("aa@fjord.example", "Åse", "Ødegård")
    named("lu@vistula.example", "Łukasz", "Müller-Weiß")
    named("o@shore.example", "Siobhán", "O’Connor")
    named("yamada@hills.example", "太郎", "山田")
    named("x_y@percent.example", "Hundred", "100% Sure")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Ada.Lovelace@Looms.Example", "Ada.Lovelace@looms.example"),
        ("  lovelace ", "Ada.Lovelace@looms.example"),
        ("velac", "Ada.Lovelace@looms.example"),
        ("LOVELACE ada", "Ada.Lovelace@looms.example"),
        ("ada.love", "Ada.Lovelace@looms.example"),
        ("@looms", "Ada.Lovelace@looms.example"),
        ("ØDEGÅRD", "aa@fjord.example"),
        ("odegard", "aa@fjord.example"),
        ("ase od", "aa@fjord.example"),
        ("lukasz", "lu@vistula.example"),
        ("MUELLER", None),
        ("muller", "lu@vistula.example"),
        ("weiss", "lu@vistula.example"),
        ("o'connor", "o@shore.example"),
        ("siobhan", "o@shore.example"),
        ("山田", "yamada@hills.example"),
        ("山", "yamada@hills.example"),
        ("x_y", "x_y@percent.example"),
        ("100%", "x_y@percent.example"),
        ("x%y", None),
        ("Lov_lace", None),
        ("xylophonist", None),
        ("nobody@example.com", None),
        ("ada.lovelace@looms.exampl", "Ada.Lovelace@looms.example"),
        ("a" * 5000, None),
    ],
)
def test_users_are_found_by_address_name_and_parts_of_them(people, typed, address):
    assert found(typed) == ({address} if address else set())


def test_empty_search_finds_all_users(people):
    assert len(found("   ")) == User.objects.count() > 0


def test_user_is_found_by_public_id(people):
    user = User.objects.get(login="aa@fjord.example")
    assert found(f" {user.public_id} ") == {"aa@fjord.example"}
    assert found(user.public_id[:-1]) == set()


def test_address_finds_its_holder_and_former_holders(people):
    left = named("shared@looms.example", status=Status.DEPROVISIONED)
    User.objects.filter(pk=left.pk).update(login=None)
    named("shared@looms.example")

    assert search_users(User.objects.all(), "shared@looms.example").count() == 2


def test_search_keeps_to_the_rows_of_a_filter(people):
    named("ada.suspended@looms.example", "Ada", status=Status.SUSPENDED)

    assert found("ada", status="SUSPENDED") == {"ada.suspended@looms.example"}


@pytest.mark.parametrize(("newest", "frequent"), [(0, 2), (50, 2), (0, 1000)])
def test_common_value_is_found_by_every_plan(people, monkeypatch, newest, frequent):
    monkeypatch.setattr(search, "NEWEST", newest)
    monkeypatch.setattr(search, "SOME", 3)
    monkeypatch.setattr(search, "FREQUENT", frequent)
    monkeypatch.setattr(search, "VERY_FREQUENT", 5)
    expected = {f"weaver{number}@mill.example" for number in range(6)}
    for address in expected:
        named(address, "Wanda")

    assert found("wanda") == found("mill.example") == found("wanda weaver") == expected
    assert found("wanda", status="ACTIVE") == expected
    ordered = search_users(User.objects.order_by("email_folded", "id"), "wanda")
    assert [user.email for user in ordered] == sorted(expected)


def test_new_name_and_address_are_found_and_the_old_ones_are_not(desk, people):
    user = User.objects.get(login="aa@fjord.example")

    update_profile(user.pk, {"lastName": "Nygård"}, actor=desk.user, now=timezone.now())
    User.objects.filter(pk=user.pk).update(email="New@fjord.example", login="new@fjord.example")

    assert found("odegard") == found("aa@fjord") == set()
    assert found("nygard") == found("new@fjord.example") == {"New@fjord.example"}


def test_deleted_user_is_found_by_nothing(desk, people):
    user = User.objects.get(login="aa@fjord.example")
    User.objects.filter(pk=user.pk).update(status=Status.DEPROVISIONED, login=None)

    erase(user.pk, actor=desk.user, now=timezone.now())

    assert found("odegard") == found("aa@fjord.example") == found("fjord") == set()


def test_search_of_the_list_finds_a_folded_name(desk, people):
    text = desk.open(f"accounts/user/?q={quote('ØDEGÅRD')}").text

    assert ("aa@fjord.example" in text, "lu@vistula.example" in text) == (True, False)


def test_events_are_found_by_an_address_that_looks_like_a_reference(desk):
    now = timezone.now()
    for number, address in enumerate(("203.0.113.9", "2001:db8::9")):
        with events_from(RequestOrigin(ip_address=address)):
            record([Entry("user.session.start", user_id=f"seen{number}")], now=now)

    for number, typed in enumerate(("203.0.113.9", "2001:DB8:0::9")):
        text = desk.open(f"accounts/event/?q={typed}").text
        assert text.count('field-sentence"') == 1, number
    assert desk.open("accounts/event/?q=203.0.113.10").text.count('field-sentence"') == 0


def test_events_of_former_holders_of_an_address_are_found(desk):
    left = a_user("shared@example.com", status=Status.DEPROVISIONED)
    User.objects.filter(pk=left.pk).update(login=None)
    holder = a_user("shared@example.com")
    record([Entry("user.session.start", user_id=one.public_id) for one in (left, holder)], now=timezone.now())

    text = desk.open("accounts/event/?q=shared@example.com").text

    assert text.count("signed in") == 2


@pytest.mark.parametrize("typed", ["no.such.type", "nobody@example.com", "not an address@", "ab12-cd34"])
def test_events_of_nothing_are_none(desk, typed):
    assert desk.open(f"accounts/event/?q={quote(typed)}").text.count('field-sentence"') == 0


def test_type_of_event_is_found_in_any_case(desk):
    assert "User.Account" not in desk.open("accounts/event/").text
    assert desk.open("accounts/event/?q=User.Account.Access_Link.Use").text.count('field-sentence"') == 1
