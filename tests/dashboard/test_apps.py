"""Tiles: which apps, in which order, how one is found and where it leads."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from accounts.configuration_cache import raise_version
from accounts.models import Brand, Group, Membership
from applications.models import Use
from tests.actors import PASSWORD, a_user
from tests.dashboard.apps import an_app, used
from tests.dashboard.users import ADA, EVE, come_in, page_of
from tests.visitor import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def tiles_on(response):
    return [tile.all("b")[0].text for tile in page_of(response).classed("tile")]


def statements(visitor, path):
    visitor.get(path)
    with recorded() as seen:
        visitor.get(path)
    return [one.kind for one in seen if "configurationversion" not in one.kind]


def test_a_tile_is_one_link_with_a_name_and_a_line(ada):
    an_app("books", "Books", description="What was read", color="#ffee88")
    (tile,) = page_of(come_in(ada).get("/me/")).classed("tile")
    assert (tile.tag, tile.get("href")) == ("a", "/me/apps/books")
    assert "What was read" in tile.text
    (square,) = tile.all("rect")
    assert square.get("fill") == "#ffee88"
    assert (tile.all("text")[0].text, tile.all("text")[0].get("fill")) == ("B", "#000000")
    assert "target" not in tile.attrs


def test_a_logo_stands_in_the_place_of_the_letter(ada):
    an_app("books", logo=b"<svg/>", logo_type="image/svg+xml", logo_digest="abc")
    (tile,) = page_of(come_in(ada).get("/me/")).classed("tile")
    (logo,) = tile.all("img")
    assert (logo.get("src"), logo.get("alt")) == ("/apps/logo/books.abc.svg", "")


def test_new_tab_is_announced_and_opened_only_where_the_app_sets_it(ada):
    an_app("books", in_new_tab=True)
    (tile,) = page_of(come_in(ada).get("/me/")).classed("tile")
    assert (tile.get("target"), tile.get("rel")) == ("_blank", "noopener")
    assert "(opens in a new tab)" in tile.text


def test_an_app_that_cannot_be_started_from_here_says_how_it_is_opened(ada):
    an_app("books", initiate_login_uri="")
    visitor = come_in(ada)
    (tile,) = page_of(visitor.get("/me/")).classed("tile")
    assert tile.tag == "div"
    assert "Open this app from its own website." in tile.text
    assert visitor.get("/me/apps/books").status_code == 404


def test_apps_are_ordered_by_latest_use_then_by_administrator_then_by_name(ada):
    an_app("zebra", position=1)
    an_app("apple", position=2)
    an_app("berry", position=2)
    used(ada, an_app("before", position=9), times=5, days_ago=1)
    used(ada, an_app("latest", position=9))
    assert tiles_on(come_in(ada).get("/me/")) == ["Latest", "Before", "Zebra", "Apple", "Berry"]


def test_pinned_apps_come_first_in_every_browser_until_unpinned(ada):
    used(ada, an_app("latest"))
    an_app("apple")
    an_app("zebra")
    an_app("theirs", everyone=False)
    visitor = come_in(ada)

    for _ in range(2):
        assert visitor.post("", "/me/apps/zebra/pin", pinned="yes")["Location"] == "/me/"
    assert visitor.post("", "/me/apps/theirs/pin", pinned="yes").status_code == 404

    page = page_of(come_in(ada).get("/me/"))
    assert [form.get("action") for form in page.classed("pin")] == [
        f"/me/apps/{key}/pin" for key in ("zebra", "latest", "apple")
    ]
    assert page.classed("pin")[0].text.strip() == "Unpin Zebra"
    assert tiles_on(come_in(a_user(EVE)).get("/me/"))[-1] == "Zebra"
    visitor.post("", "/me/apps/zebra/pin", pinned="no")
    assert tiles_on(visitor.get("/me/")) == ["Latest", "Apple", "Zebra"]


def test_only_visible_apps_the_user_may_use_are_shown(ada):
    group = Group.objects.create(name="Readers", created_at=ada.created_at)
    Membership.objects.create(user=ada, group=group, source="administrator", granted_at=ada.created_at)
    an_app("mine", everyone=False).people.add(ada)
    an_app("ours", everyone=False).groups.add(group)
    an_app("theirs", everyone=False)
    an_app("off", active=False)
    an_app("hidden", shown=False)
    raise_version()
    assert tiles_on(come_in(ada).get("/me/")) == ["Mine", "Ours"]
    assert tiles_on(come_in(a_user(EVE)).get("/me/")) == []


def test_a_tile_leads_to_where_the_app_begins_its_sign_in(ada):
    an_app("books", initiate_login_uri="https://books.example/start?tenant=a%20b")
    response = come_in(ada).http.get("/me/apps/books")
    assert response.status_code == 303
    # Starting the app is no use: it counts when the app gets an answer.
    assert not Use.objects.exists()
    address = urlsplit(response["Location"])
    assert (address.netloc, address.path) == ("books.example", "/start")
    assert parse_qs(address.query) == {"tenant": ["a b"], "iss": [settings.PUBLIC_URL]}


def test_an_app_of_others_is_not_there_and_counts_nothing(ada):
    an_app("theirs", everyone=False)
    for key in ("theirs", "nothing", "dashboard", "administration"):
        assert come_in(ada).get(f"/me/apps/{key}").status_code == 404
    assert not Use.objects.exists()


def test_empty_list_names_the_administrator_to_contact(ada):
    Brand.objects.update_or_create(key="default", defaults={"support_email": "help@example.com"})
    raise_version()
    page = page_of(come_in(ada).get("/me/"))
    assert "No apps yet" in page.text
    assert page.all("a", href="mailto:help@example.com")


def test_a_few_apps_need_no_box_to_find_one_and_many_do(ada):
    for number in range(6):
        an_app(f"app{number}")
    assert not page_of(come_in(ada).get("/me/")).all("input", id="q")
    an_app("app6")
    assert page_of(come_in(ada).get("/me/")).all("input", id="q")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("BOO", ["Books"]), ("what was", ["Books"]), ("ärz", ["Ärzte"]), ("ÄRZ", ["Ärzte"]), ("xyz", [])],
)
def test_without_scripts_the_server_finds_an_app_by_its_words(ada, wanted, found):
    an_app("books", "Books", description="What was read")
    an_app("doctors", "Ärzte")
    response = come_in(ada).http.get("/me/", {"q": wanted})
    assert tiles_on(response) == found
    page = page_of(response)
    assert page.all("input", id="q")[0].get("value") == wanted
    assert page.all("a", href="/me/")
    assert bool(found) != ("No apps match" in page.text)


def test_search_for_a_zero_byte_is_refused(ada):
    assert come_in(ada).http.get("/me/", {"q": "\0"}).status_code == 400


@pytest.mark.parametrize("wanted", ["<script>alert(1)</script>", "a" * 5000, "{{ 7 }}"])
def test_what_is_looked_for_is_shown_as_text(ada, wanted):
    an_app("books")
    response = come_in(ada).http.get("/me/", {"q": wanted})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_the_first_landing_welcomes(ada):
    type(ada).objects.update(last_login=ada.activated_at)
    assert page_of(come_in(ada).get("/me/")).all("h1")[0].text == "Welcome, Ada"


def test_second_sign_in_within_the_same_second_says_hello(ada):
    type(ada).objects.update(last_login=ada.activated_at + timedelta(milliseconds=50))
    assert page_of(come_in(ada).get("/me/")).all("h1")[0].text == "Hello, Ada"


@pytest.mark.parametrize("later", ["last_login", "activated_at"])
def test_later_landings_say_hello(ada, later):
    moment = ada.created_at + timedelta(hours=2) if later == "last_login" else None
    type(ada).objects.update(**{later: moment})
    assert page_of(come_in(ada).get("/me/")).all("h1")[0].text == "Hello, Ada"


def test_apps_cost_two_statements_beyond_those_of_the_policies(ada):
    app = an_app("books")
    visitor = come_in(ada)
    asked_for_tiles = ["SELECT applications_use", "SELECT applications_pin"]
    assert statements(visitor, "/me/") == ["SELECT accounts_session"] * 2 + asked_for_tiles
    app.people.add(ada)
    app.groups.add(Group.objects.create(name="Readers", created_at=ada.created_at))
    raise_version()
    # Once by the guard of the page, once for the page itself.
    asked = ["SELECT accounts_membership", "SELECT applications_application"]
    assert statements(visitor, "/me/") == [
        "SELECT accounts_session",
        *asked,
        *asked,
        "SELECT accounts_session",
        *asked_for_tiles,
    ]
