"""The profile: what is seen, what may be changed, and what a refusal keeps."""

import pytest

from accounts.configuration_cache import raise_version
from accounts.models import Event, ProfileAttribute, UniqueAttributeValue, User
from tests.actors import PASSWORD, a_user
from tests.dashboard.users import ADA, EVE, come_in, notes_on, page_of
from tests.refusals import write_refusals
from tests.visitor import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    user = a_user(ADA, PASSWORD)
    User.objects.filter(pk=user.pk).update(last_name="Okafor")
    return user


def attribute(key, **columns):
    defaults = {"title": key.capitalize(), "type": "string", "position": 50, **columns}
    ProfileAttribute.objects.update_or_create(key=key, defaults=defaults)
    raise_version()


def filled(visitor, **changed):
    """What a browser sends of the form on the page, with some answers changed."""
    forms = page_of(visitor.get("/me/profile")).classed("narrow")
    sent = {name: values for form in forms for name, values in form.sends().items()}
    return {**sent, **{f"userProfile.{key}": value for key, value in changed.items()}}


def save(visitor, **changed):
    return visitor.http.post("/me/profile", filled(visitor, **changed))


def box(page, key):
    (found,) = page.all(name=f"userProfile.{key}")
    return found


def test_a_change_is_kept_and_written_down_by_name_alone(ada):
    visitor = come_in(ada)
    assert box(page_of(visitor.get("/me/profile")), "firstName").get("value") == "Ada"
    response = save(visitor, firstName="Grace")
    assert (response.status_code, response["Location"]) == (303, "/me/profile")
    assert User.objects.get(pk=ada.pk).first_name == "Grace"
    event = Event.objects.get(type="user.account.update_profile")
    assert event.user_id == event.actor_id == ada.public_id
    assert event.detail == {"attributes": ["firstName"]}
    assert notes_on(visitor.get("/me/profile")) == ["Profile saved."]


def test_saving_without_a_change_leaves_nothing(ada):
    assert save(come_in(ada)).status_code == 303
    write_refusals()
    assert not Event.objects.exists()


def test_refusal_names_the_field_and_keeps_the_input(ada):
    attribute("level", type="integer", title="Level", maximum="10")
    attribute("nick", title="Nick")
    response = save(come_in(ada), level="eleven", nick="Gracie")
    page = page_of(response)
    assert response.status_code == 422
    assert page.all("title")[0].text.startswith("Error: ")
    (link,) = page.classed("summary")[0].all("a")
    level = box(page, "level")
    assert (link.get("href"), level.get("value")) == (f"#{level.get('id')}", "eleven")
    assert level.get("aria-invalid") == "true"
    assert box(page, "nick").get("value") == "Gracie"
    write_refusals()
    assert not Event.objects.exists()


def test_duplicate_unique_value_is_refused_at_its_field(ada):
    attribute("badge", title="Badge", unique=True)
    eve = a_user(EVE)
    row = ProfileAttribute.objects.get(key="badge")
    UniqueAttributeValue.objects.create(attribute=row, value="b7", user=eve)
    response = save(come_in(ada), badge="B7")
    page = page_of(response)
    assert response.status_code == 422
    assert (box(page, "badge").get("value"), box(page, "badge").get("aria-invalid")) == ("B7", "true")
    assert "badge" not in User.objects.get(pk=ada.pk).profile


def test_read_only_field_is_shown_and_not_saved(ada):
    attribute("desk", title="Desk", permission="read_only")
    User.objects.filter(pk=ada.pk).update(profile={"desk": "4711"})
    visitor = come_in(ada)
    page = page_of(visitor.get("/me/profile"))
    assert "4711" in page.text
    assert "only an administrator can change them" in page.text
    assert not page.all(name="userProfile.desk")
    save(visitor, desk="1")
    assert User.objects.get(pk=ada.pk).profile["desk"] == "4711"


def test_what_is_not_filled_in_is_folded_away_and_comes_out_with_a_fault(ada):
    attribute("level", type="integer", title="Level", maximum="10")
    attribute("nick", title="Nick")
    visitor = come_in(ada)
    (folded,) = page_of(visitor.get("/me/profile")).classed("more")
    assert "open" not in folded.attrs
    assert {"userProfile.level", "userProfile.nick"} <= {one.get("name") for one in folded.all("input")}
    assert not folded.all(name="userProfile.firstName")
    (folded,) = page_of(save(visitor, level="eleven")).classed("more")
    assert "open" in folded.attrs
    save(visitor, nick="Gracie")
    (folded,) = page_of(visitor.get("/me/profile")).classed("more")
    assert not folded.all(name="userProfile.nick")


def test_hidden_field_is_neither_shown_nor_saved(ada):
    attribute("score", title="Score", permission="hidden")
    User.objects.filter(pk=ada.pk).update(profile={"score": "13-secret"})
    visitor = come_in(ada)
    assert b"13-secret" not in visitor.get("/me/profile").content
    save(visitor, score="1")
    assert User.objects.get(pk=ada.pk).profile["score"] == "13-secret"


def test_address_is_changed_on_the_security_page_and_never_here(ada):
    visitor = come_in(ada)
    page = page_of(visitor.get("/me/profile"))
    assert "/me/security/email" in [form.get("action") for form in page.all("form")]
    save(visitor, email="eve@example.com", login="eve@example.com")
    ada.refresh_from_db()
    assert (ada.login, ada.email) == (ADA, ADA)


def test_every_kind_of_value_comes_back_as_it_was_kept(ada):
    kept = {
        "born": "1994-03-27",
        "langs": ["en", "de"],
        "news": True,
        "size": "1.5",
        "land": "IE",
        "bio": "One\ntwo",
    }
    options = [{"value": "en", "title": "English"}, {"value": "de", "title": "German"}]
    attribute("born", type="date")
    attribute("langs", type="multiple_choice", options=options)
    attribute("news", type="boolean")
    attribute("size", type="number")
    attribute("land", type="country")
    attribute("bio", type="long_text")
    User.objects.filter(pk=ada.pk).update(profile=kept)
    assert save(come_in(ada)).status_code == 303
    assert User.objects.get(pk=ada.pk).profile == kept
    write_refusals()
    assert not Event.objects.exists()


def test_an_administrator_of_few_rights_changes_their_own_profile(ada):
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    assert save(come_in(ada), firstName="Grace").status_code == 303
    assert User.objects.get(pk=ada.pk).first_name == "Grace"


def test_the_page_costs_one_statement(ada):
    visitor = come_in(ada)
    visitor.get("/me/profile")
    with recorded() as seen:
        visitor.get("/me/profile")
    assert [one.kind for one in seen if "configurationversion" not in one.kind] == ["SELECT accounts_session"]
