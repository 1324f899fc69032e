"""Views of the list of people that administrators save, each for themselves."""

import re

import pytest

from accounts.models import SavedView
from accounts.users import saved_views
from tests.administration.desk import Desk, Shown, newest_event
from tests.tables import each

pytestmark = pytest.mark.django_db
PEOPLE, SAVE = "accounts/user/", "accounts/user/views/save/"


def views_on(shown: Shown) -> list[str]:
    nav = shown.text.partition('aria-label="Saved views"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="\?([^"]*)">', nav)


def test_view_has_filters_and_order_without_search_and_page(desk):
    query = "?status=LOCKED_OUT&is_staff__exact=0&o=-1&q=ada@example.com&after=7"

    shown = desk.post(SAVE + query, {"name": " Locked  people "})

    assert "Saved the view “Locked people”." in shown.said
    assert views_on(shown) == ["is_staff__exact=0&amp;o=-1&amp;status=LOCKED_OUT"]
    assert newest_event("system.saved_view.save").actor_id == desk.user.public_id
    assert views_on(Desk("second@example.com").open(PEOPLE)) == []


def test_view_of_the_same_name_is_replaced_and_own_ones_are_deleted(desk):
    for status in ("LOCKED_OUT", "SUSPENDED"):
        desk.post(f"{SAVE}?status={status}", {"name": "Mine"})
    view = SavedView.objects.get()
    assert view.query == "status=SUSPENDED"
    delete = f"accounts/user/views/{view.pk}/delete/"

    assert "Deleted" not in Desk("second@example.com").post(delete, {}).said
    assert SavedView.objects.exists()
    assert views_on(desk.post(delete, {})) == []
    assert newest_event("system.saved_view.delete").actor_id == desk.user.public_id


@each(
    ("query", "name", "why"),
    [
        ("?status=ACTIVE", "", "Enter a name"),
        ("?status=ACTIVE", "a" * 51, "Enter a name"),
        ("", "All", "Choose a filter first"),
        ("?q=ada", "Ada", "Choose a filter first"),
        (f"?o={'1' * 600}&status=ACTIVE", "Long", "Choose a filter first"),
    ],
)
def test_view_without_name_or_filters_is_refused(desk, query, name, why):
    assert why in desk.post(SAVE + query, {"name": name}).said
    assert not SavedView.objects.exists()


def test_view_never_filters_by_a_secret(desk):
    assert desk.post(f"{SAVE}?password__startswith=a", {"name": "Secret"}).status == 400
    assert not SavedView.objects.exists()


def test_number_of_views_is_bounded(desk, monkeypatch):
    monkeypatch.setattr(saved_views, "MAX_VIEWS", 2)
    for name in ("One", "Two", "Two", "Three"):
        shown = desk.post(f"{SAVE}?status=ACTIVE", {"name": name})
    assert "You have 2 saved views." in shown.said
    assert SavedView.objects.count() == 2
