import pytest

from accounts.models import Group, Membership
from tests.actors import a_person
from tests.admin.desk import newest_event

pytestmark = pytest.mark.django_db


def test_a_group_is_made_with_its_people(desk):
    ada = a_person("ada@example.com")

    desk.save("accounts/group/add/", {"name": "Finance", "new_members": "ADA@example.com\n"})

    group = Group.objects.get()
    assert Membership.objects.get().person == ada
    assert newest_event("group.lifecycle.create").target == str(group.pk)
    assert newest_event("group.user_membership.add").actor == desk.person


def test_an_address_that_nobody_has_is_named_and_nobody_is_added(desk):
    a_person("ada@example.com")

    shown = desk.save(
        "accounts/group/add/", {"name": "Finance", "new_members": "ada@example.com\nnobody@example.com"}
    )

    assert "nobody@example.com" in shown.error_at("new_members")
    assert not Group.objects.exists()


def test_the_list_counts_people_and_leads_to_them(desk):
    ada = a_person("ada@example.com")
    a_person("eve@example.com")
    desk.save("accounts/group/add/", {"name": "Finance", "new_members": "ada@example.com"})
    group = Group.objects.get()

    assert f'?group={group.pk}">1</a>' in desk.open("accounts/group/").text
    people = desk.open(f"accounts/user/?group={group.pk}").text
    assert (ada.email in people, "eve@example.com" in people) == (True, False)


def test_deleting_a_group_leaves_its_people(desk):
    desk.save("accounts/group/add/", {"name": "Finance"})

    desk.post(f"accounts/group/{Group.objects.get().pk}/delete/", {"post": "yes"})

    assert not Group.objects.exists()
    assert newest_event("group.lifecycle.delete").actor == desk.person


@pytest.mark.parametrize("typed", ["\u200bFinance", "Finance\u00a0", "\ufeffFinance", "\u2067Finance\u2069"])
def test_invisible_ends_of_a_name_are_removed_and_it_is_taken(desk, typed):
    desk.save("accounts/group/add/", {"name": typed})
    assert Group.objects.get().name == "Finance"
    assert "Another group" in desk.save("accounts/group/add/", {"name": f"\u200b{typed}"}).error_at("name")


@pytest.mark.parametrize("typed", ["Fin\u202eance", "Fin\u2028ance", "\u200b"])
def test_name_with_a_forbidden_character_is_refused_at_its_field(desk, typed):
    assert desk.save("accounts/group/add/", {"name": typed}).error_at("name")
    assert not Group.objects.exists()
