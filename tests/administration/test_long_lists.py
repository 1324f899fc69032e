"""Lists with many rows: pages that follow each other, counts that stop, and as many statements as for few."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.events.log import Entry, record
from accounts.models import Event, Group, Membership, MembershipSource, Session, User
from administration.lists import keyset_pages
from administration.lists.long_lists import LongListAdmin
from administration.people import status_chips
from tests.administration.desk import Desk, Shown
from tests.administration.members import named
from tests.visitor import recorded

pytestmark = pytest.mark.django_db

PEOPLE, SESSIONS, EVENTS, GROUPS = "accounts/user/", "accounts/session/", "accounts/event/", "accounts/group/"
MAX_STATEMENTS = 15


@pytest.fixture
def ten_a_page(monkeypatch):
    monkeypatch.setattr(LongListAdmin, "list_per_page", 10)


def some_users(count: int) -> list[User]:
    """Make users with the same few names, in no order."""
    names = [("Ada", "Okafor"), ("Zoë", "okafor"), ("Bea", "Ångström"), ("Cem", "")]
    return [
        named(f"p{(number * 11) % count:03}@lists.example", first, last)
        for number in range(count)
        for first, last in [names[number % len(names)]]
    ]


def some_sessions(count: int, people: list[User]) -> None:
    now = timezone.now()
    Session.objects.bulk_create(
        Session(
            key_hash=f"{(number * 7) % count:064}",
            sid=f"sid{number}",
            user=people[number % 2],
            ip_address=f"192.0.2.{number % 2}",
            # Several began at the same moment.
            created_at=now - timedelta(minutes=number // 3),
            last_seen_at=now,
            idle_seconds=60,
            idle_expires_at=now + timedelta(hours=1),
            expires_at=now + timedelta(hours=1),
        )
        for number in range(count)
    )


def some_events(count: int) -> None:
    now = timezone.now()
    for number in range(count):
        record([Entry("user.session.start", user_id=f"u{number:03}")], now=now - timedelta(hours=number // 3))


def shown_in(shown: Shown, pattern: str) -> list[str]:
    """Return what a pattern finds in the rows of a list."""
    return re.findall(pattern, shown.text.partition('id="result_list"')[2].partition("</table>")[0])


def link(shown: Shown, label: str) -> str:
    """Return where a link below the list leads, or nothing when it is not there."""
    below = shown.text.partition('class="paginator"')[2]
    found = re.search(rf'<a href="([^"]+)">{label}</a>', below)
    return unescape(found[1]) if found else ""


def walk(desk: Desk, path: str, start: str, label: str, pattern: str) -> list[list[str]]:
    """Follow a link from page to page and return what each shows."""
    seen, address = [], start
    while True:
        shown = desk.open(path + address)
        seen.append(shown_in(shown, pattern))
        address = link(shown, label)
        if not address:
            return seen


ADDRESS = r">(p\d{3}@lists\.example)</a>"
EVERYBODY = {"email": "1", "name": "2", "created_at": "6"}


@pytest.mark.parametrize("column", ["", "1", "-1", "2", "-2", "6", "-6"])
def test_pages_of_users_show_each_user_once_in_every_order(desk, ten_a_page, column):
    some_users(34)
    query = f"?{urlencode({'o': column, 'q': 'lists.example'})}"

    onwards = walk(desk, PEOPLE, query, "Next", ADDRESS)
    back = walk(desk, PEOPLE, f"{query}&end=1", "Previous", ADDRESS)

    assert [len(page) for page in onwards] == [10, 10, 10, 4]
    flat = [address for page in onwards for address in page]
    assert len(set(flat)) == 34
    # From the end the pages are full too, and the first page is where it always was.
    assert [len(page) for page in back] == [10, 10, 10, 10]
    assert (back[0], back[-1]) == (flat[-10:], onwards[0])


def test_users_are_sorted_by_family_name_without_case_and_accents(desk):
    some_users(4)

    names = shown_in(desk.open(f"{PEOPLE}?o=2&q=lists.example"), r'field-name">([^<]*)<')

    assert names == ["Cem", "Bea Ångström", "Ada Okafor", "Zoë okafor"]


def test_list_is_sorted_by_columns_that_have_an_index_only(desk):
    some_users(3)

    shown = desk.open(f"{PEOPLE}?o=7")

    assert shown.status == 200
    sortable = re.findall(r'class="sortable column-(\w+)|column-(\w+) sortable', shown.text)
    assert {name for pair in sortable for name in pair if name} <= {"email", "name", "created_at"}


def test_page_whose_first_row_has_gone_is_the_first_page(desk, ten_a_page):
    some_users(12)
    shown = desk.open(f"{PEOPLE}?q=lists.example")
    gone = User.objects.get(email=shown_in(shown, ADDRESS)[-1])
    address = link(shown, "Next")
    gone.delete()

    again = desk.open(PEOPLE + address)

    assert (len(shown_in(again, ADDRESS)), link(again, "Previous")) == (10, "")


@pytest.mark.parametrize("position", ["after=x", "before=0", "after=99999999999999999999", "end="])
def test_position_that_names_no_row_is_the_first_page(desk, ten_a_page, position):
    some_users(12)

    shown = desk.open(f"{PEOPLE}?q=lists.example&{position}")

    assert (shown.status, len(shown_in(shown, ADDRESS)), bool(link(shown, "Next"))) == (200, 10, True)


def test_filters_of_a_later_page_lead_to_the_first_page_of_theirs(desk, ten_a_page):
    some_users(12)

    shown = desk.open(PEOPLE + link(desk.open(f"{PEOPLE}?q=lists.example"), "Next"))

    filters = shown.text.partition('aria-label="Status"')[2]
    assert ("status=ACTIVE" in filters, "after=" in filters) == (True, False)


def test_pages_of_sessions_show_each_once_and_name_no_key(desk, ten_a_page):
    some_sessions(25, some_users(2))

    onwards = walk(desk, SESSIONS, "?q=192.0.2.1", "Next", r'ip_address">192.0.2.1<')
    shown = desk.open(f"{SESSIONS}?q=p000@lists.example")

    assert [len(page) for page in onwards] == [10, 2]
    assert len(shown_in(shown, r'ip_address">192.0.2.0<')) == 10
    assert "0" * 60 not in unescape(shown.text)


def test_pages_of_events_show_each_once(desk, ten_a_page):
    some_events(25)

    onwards = walk(desk, EVENTS, "?about=user.session", "Next", r"change/\?*[^\"]*\"")
    back = walk(desk, EVENTS, "?about=user.session&end=1", "Previous", r"change/\?*[^\"]*\"")

    assert [len(page) for page in onwards] == [10, 10, 5]
    assert len(back) == 3


def test_narrowed_list_offers_all_of_its_people_for_an_action(desk, ten_a_page, monkeypatch):
    monkeypatch.setattr(keyset_pages, "MAX_COUNTED", 20)
    User.objects.filter(pk__in=[user.pk for user in some_users(30)]).update(status=Status.LOCKED_OUT)
    people = f"{PEOPLE}?status=LOCKED_OUT"
    assert re.findall(r"Select all (\d+)\s+people", desk.open(people).text) == ["30"]

    asked = desk.post(people, {"action": "unlock", "_selected_action": ["1"], "select_across": "1"})

    assert "This affects 30 people" in asked.text


def test_counts_stop_and_say_so(desk, ten_a_page, monkeypatch):
    monkeypatch.setattr(keyset_pages, "MAX_COUNTED", 20)
    monkeypatch.setattr(status_chips, "MAX_USERS", 20)
    some_users(30)

    many = desk.open(f"{PEOPLE}?{urlencode({'status': 'ACTIVE', 'group': ''})}").text
    few = desk.open(f"{PEOPLE}?q=p00").text

    assert "more than 20 people" in re.sub(r"\s+", " ", many)
    assert re.search(r"\b10\s+people", few)


@pytest.mark.parametrize("rows", [3, 120])
def test_statements_of_a_list_do_not_depend_on_its_rows(desk, rows):
    people = some_users(rows)
    some_events(rows)
    some_sessions(rows, people)
    for number in range(rows):
        Group.objects.create(name=f"Group {number:03}", created_at=timezone.now())
    desk.open(PEOPLE)
    paths = {
        # PostgreSQL is asked once more where its statistics say too little.
        PEOPLE: 8,
        f"{PEOPLE}?o=2": 8,
        f"{PEOPLE}?end=1": 8,
        f"{PEOPLE}?q={people[0].email}": 8,
        f"{PEOPLE}?q=okafor": 10,
        f"{PEOPLE}?q=xylophonist": 10,
        SESSIONS: 4,
        EVENTS: 5,
        f"{EVENTS}?outcome__exact=failure": 5,
        f"{EVENTS}?q={people[0].email}": 6,
        f"{EVENTS}?q=user.session.start": 7,
        f"{EVENTS}?q=192.0.2.1": 5,
        GROUPS: 4,
    }
    for path, most in paths.items():
        with recorded() as statements:
            assert desk.get(path).status_code == 200
        assert len(statements) <= most < MAX_STATEMENTS, (path, [one.kind for one in statements])


def test_groups_count_users_once_and_no_further_than_a_thousand(desk, monkeypatch):
    small, large = (Group.objects.create(name=name, created_at=timezone.now()) for name in ("Few", "Most"))
    people = some_users(3)
    now = timezone.now()
    for source in MembershipSource.values:
        Membership.objects.create(user=people[0], group=small, source=source, granted_at=now)
    Membership.objects.create(user=people[1], group=small, source="policy", granted_at=now)
    monkeypatch.setattr("accounts.users.groups.MAX_COUNTED", 2)
    monkeypatch.setattr("administration.groups.MAX_COUNTED", 2)
    Membership.objects.bulk_create(
        Membership(user=user, group=large, source="policy", granted_at=now) for user in people
    )

    counts = dict(zip(("Few", "Most"), shown_in(desk.open(GROUPS), r'\?group=\d+">([^<]+)</a>'), strict=True))

    assert counts == {"Few": "2", "Most": "more than 2"}


def helper(*permissions: str) -> Desk:
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return desk


def test_administrators_see_the_same_rows_and_do_what_they_may(desk, ten_a_page):
    some_users(12)
    looking, changing = helper("view_user"), Desk("third@example.com")
    query = f"{PEOPLE}?q=lists.example"

    seen = {name: looker.open(query) for name, looker in (("owner", changing), ("helper", looking))}

    assert shown_in(seen["owner"], ADDRESS) == shown_in(seen["helper"], ADDRESS)
    boxes = {name: shown.text.count('name="_selected_action"') for name, shown in seen.items()}
    assert boxes == {"owner": 10, "helper": 0}
    assert [looking.get(path).status_code for path in (EVENTS, SESSIONS, GROUPS)] == [403, 403, 403]


def test_events_found_lead_on_by_the_same_search(desk, ten_a_page):
    some_events(12)

    second = desk.open(EVENTS + link(desk.open(f"{EVENTS}?q=user.session.start"), "Next"))

    assert (
        len(shown_in(second, r'field-sentence"'))
        == Event.objects.filter(type="user.session.start").count() - 10
    )
