"""Language and theme: stored for one user and shown on every page without a flash."""

import pytest
from django.conf import settings as django_settings

from accounts.models import Event, User
from tests.actors import PASSWORD, a_user
from tests.dashboard.users import ADA, EVE, come_in, notes_on, page_of
from tests.visitor import Visitor, recorded

pytestmark = pytest.mark.django_db
LANGUAGES = [("en", "English"), ("de", "German"), ("ar", "Arabic")]


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def choose(visitor, **chosen):
    return visitor.http.post(
        "/me/preferences", {f"userProfile.{name}": value for name, value in chosen.items()}
    )


def html_of(response):
    (html,) = page_of(response).all("html")
    return html


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_holds_on_every_page_from_the_first_byte(ada, theme):
    visitor = come_in(ada)
    assert choose(visitor, theme=theme)["Location"] == "/me/preferences"
    for path in ("/me/", "/me/security", "/signin", "/signed-out", "/nowhere"):
        page = page_of(visitor.get(path) if path != "/signin" else visitor.http.get("/recover"))
        assert page.all("html")[0].get("data-theme") == theme
        (meta,) = page.all("meta", name="color-scheme")
        assert meta.get("content") == theme


def test_without_a_choice_the_device_decides(ada):
    for visitor in (Visitor(), come_in(ada)):
        response = visitor.get("/me/" if visitor.http.cookies else "/signin")
        assert "data-theme" not in html_of(response).attrs
        (meta,) = page_of(response).all("meta", name="color-scheme")
        assert meta.get("content") == "light dark"


def test_choice_holds_in_every_browser_of_the_user_until_sign_out(ada):
    choose(come_in(ada), theme="dark")
    other = come_in(User.objects.get(pk=ada.pk))
    assert html_of(other.get("/me/")).get("data-theme") == "dark"
    assert "data-theme" not in html_of(come_in(a_user(EVE)).get("/me/")).attrs
    other.post("", "/signout")
    assert "data-theme" not in html_of(other.get("/signed-out")).attrs


def test_a_choice_is_written_down_and_the_same_again_is_not(ada):
    visitor = come_in(ada)
    for _ in range(2):
        choose(visitor, theme="dark")
    (event,) = Event.objects.all()
    assert (event.type, event.detail) == ("user.account.update_profile", {"attributes": ["theme"]})
    assert (
        notes_on(visitor.get("/me/preferences"))
        == ["Saved. You’ll see this in every browser you sign in with."] * 2
    )


@pytest.mark.parametrize("theme", ["", "pink", "dark\0", "x" * 5000])
def test_a_theme_that_is_none_is_refused_at_its_field(ada, theme):
    response = choose(come_in(ada), theme=theme)
    page = page_of(response)
    assert response.status_code == 422
    assert page.all("title")[0].text.startswith("Error: ")
    assert page.classed("summary")[0].all("a")[0].get("href").startswith("#userProfile_theme")
    assert User.objects.get(pk=ada.pk).theme == "system"


def test_single_language_is_not_offered_as_a_choice(ada):
    assert not page_of(come_in(ada).get("/me/preferences")).all(name="userProfile.language")
    choose(come_in(ada), theme="dark", language="de")
    assert User.objects.get(pk=ada.pk).language == ""


def test_a_language_holds_whatever_the_browser_asks_for(ada, settings):
    settings.LANGUAGES = LANGUAGES
    visitor = come_in(ada)
    choose(visitor, theme="system", language="ar")
    html = html_of(visitor.http.get("/me/", headers={"accept-language": "de"}))
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")
    choose(visitor, theme="system", language="auto")
    assert html_of(visitor.http.get("/me/", headers={"accept-language": "de"})).get("lang") == "de"


def test_language_no_longer_offered_falls_back_to_the_browsers(ada, settings):
    User.objects.filter(pk=ada.pk).update(language="ar")
    settings.LANGUAGES = LANGUAGES[:2]
    assert html_of(come_in(ada).http.get("/me/", headers={"accept-language": "de"})).get("lang") == "de"


def test_languages_are_offered_by_their_own_names(ada, settings):
    settings.LANGUAGES = LANGUAGES
    page = page_of(come_in(ada).get("/me/preferences"))
    for name in ("Same as my browser", "English", "Deutsch", "العربيّة"):
        assert name in page.text


def test_a_page_costs_no_statement_more_and_a_stranger_none(ada, settings):
    settings.LANGUAGES = LANGUAGES
    User.objects.filter(pk=ada.pk).update(theme="dark", language="de")
    visitor = come_in(ada)
    visitor.get("/me/preferences")
    with recorded() as seen:
        visitor.get("/me/preferences")
    assert [one.kind for one in seen if "configurationversion" not in one.kind] == ["SELECT accounts_session"]
    stranger = Visitor()
    assert django_settings.SESSION_COOKIE_NAME not in stranger.http.cookies
    with recorded() as seen:
        stranger.get("/nowhere")
    assert [one for one in seen if "session" in one.kind] == []
