import pytest

from accounts.models import ProfileAttribute, UniqueAttributeValue, User
from accounts.profile.schema import profile_schema
from tests.actors import a_user
from tests.administration.desk import newest_event
from tests.visitor import recorded

pytestmark = pytest.mark.django_db

ADD = "accounts/profileattribute/add/"
BADGE = {"key": "badge", "title": "Badge", "type": "string"}


def page_of(key: str) -> str:
    return f"accounts/profileattribute/{ProfileAttribute.objects.get(key=key).pk}/change/"


def with_badges(**badges: str) -> None:
    for name, badge in badges.items():
        user = a_user(f"{name}@example.com")
        User.objects.filter(pk=user.pk).update(profile={"badge": badge})


def test_a_new_attribute_is_in_the_schema_at_once(desk):
    answers = "shop-floor: Shop floor\nOffice\n"
    desk.save(ADD, {"key": "place", "title": "Where", "type": "choice", "options": answers})

    options = profile_schema()["place"].options
    assert [(one.value, one.title) for one in options] == [("shop-floor", "Shop floor"), ("Office", "Office")]
    assert newest_event("system.profile_schema.create").targets == [
        {"type": "profile_attribute", "id": "place"}
    ]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"key": "Password"}, "key", "reserved"),
        ({"key": "9lives"}, "key", "letter"),
        ({"type": "choice"}, "options", "at least one option"),
        ({"type": "choice", "options": "a: A\x00"}, "options", "Null characters"),
        ({"pattern": "(", "pattern_message": "x"}, "pattern", "isn’t a valid regular expression"),
        ({"type": "boolean", "unique": "on"}, "unique", "can’t be unique"),
        ({"max_length": "3", "default": "four"}, "default", "doesn’t meet"),
        ({"sensitive": "on"}, "permission", "must be hidden"),
    ],
)
def test_a_definition_that_cannot_work_is_refused_at_its_field(desk, changes, field, said):
    assert said in desk.save(ADD, BADGE | changes).error_at(field)


def test_key_and_type_stay_as_they_were_made(desk):
    desk.save(ADD, BADGE)

    desk.save(page_of("badge"), {"key": "other", "type": "number", "title": "Badge number"})

    row = ProfileAttribute.objects.get(title="Badge number")
    assert (row.key, row.type) == ("badge", "string")


def test_a_base_attribute_cannot_be_deleted(desk):
    page = page_of("nickName").replace("change", "delete")

    assert desk.post(page, {"post": "yes"}).status == 403
    assert ProfileAttribute.objects.filter(key="nickName").exists()


@pytest.mark.postgres
def test_uniqueness_switched_on_holds_every_value_there_is(desk):
    desk.save(ADD, BADGE)
    with_badges(ada="A-1", eve="E-2")

    desk.save(page_of("badge"), {"unique": "on"})

    held = UniqueAttributeValue.objects.values_list("user__login", "value").order_by("value")
    assert list(held) == [("ada@example.com", "a-1"), ("eve@example.com", "e-2")]


def test_uniqueness_is_refused_for_a_shared_value_which_is_named(desk):
    desk.save(ADD, BADGE)
    with_badges(ada="A-1", eve="a-1 ", bob="B-1")

    shown = desk.save(page_of("badge"), {"unique": "on"})

    assert "a-1" in shown.error_at("unique")
    assert "b-1" not in shown.error_at("unique")
    assert not UniqueAttributeValue.objects.exists()


def test_duplicate_unique_value_is_refused_on_the_user_page(desk):
    desk.save(ADD, BADGE)
    with_badges(ada="A-1")
    desk.save(page_of("badge"), {"unique": "on"})
    eve = a_user("eve@example.com")

    shown = desk.save(f"accounts/user/{eve.pk}/change/", {"profile_lastName": "Eve", "profile_badge": "a-1"})

    assert "Someone else" in shown.error_at("profile_badge")


def test_uniqueness_switched_off_lets_go_of_the_values(desk):
    desk.save(ADD, BADGE | {"unique": "on"})
    with_badges(ada="A-1")

    desk.save(page_of("badge"), drop="unique")

    assert not UniqueAttributeValue.objects.exists()


@pytest.mark.parametrize("permission", ["hidden", "read_only"])
def test_an_attribute_on_a_form_cannot_be_hidden_and_the_form_is_named(desk, permission):
    shown = desk.save(page_of("firstName"), {"permission": permission})

    assert "Default policy" in shown.error_at("permission")


@pytest.mark.postgres
def test_a_deleted_attribute_takes_its_values_along(desk):
    desk.save(ADD, BADGE)
    with_badges(ada="A-1")

    desk.post(page_of("badge").replace("change", "delete"), {"post": "yes"})

    assert "badge" not in User.objects.get(login="ada@example.com").profile
    assert "badge" not in profile_schema()


def test_question_before_deletion_reads_no_value(desk):
    desk.save(ADD, {**BADGE, "unique": "on"})
    attribute = ProfileAttribute.objects.get(key="badge")
    user = a_user("ada@example.com")
    UniqueAttributeValue.objects.create(attribute=attribute, value="b-1", user=user)

    with recorded() as statements:
        asked = desk.open(f"accounts/profileattribute/{attribute.pk}/delete/").text

    assert "Its value in every profile" in asked
    assert [one.sql for one in statements if one.kind == "SELECT accounts_uniqueattributevalue"] == []
