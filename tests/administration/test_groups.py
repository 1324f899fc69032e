import pytest
from django.db.models import ManyToManyRel
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import Group, GroupRule, Membership
from accounts.users.groups import add_members, delete_group
from applications.models import Application
from enrollment.models import ProfileEnrollmentPolicy
from policies.models import Policy, Rule
from tests.actors import a_user
from tests.administration.desk import newest_event
from tests.visitor import recorded

pytestmark = pytest.mark.django_db


def test_group_is_created_with_its_members(desk):
    ada = a_user("ada@example.com")

    desk.save("accounts/group/add/", {"name": "Finance", "new_members": "ADA@example.com\n"})

    group = Group.objects.get()
    assert Membership.objects.get().user == ada
    assert newest_event("group.lifecycle.create").targets == [{"type": "group", "id": group.public_id}]
    assert newest_event("group.user_membership.add").actor_id == desk.user.public_id


def test_unknown_address_is_named_and_no_member_is_added(desk):
    a_user("ada@example.com")

    shown = desk.save(
        "accounts/group/add/", {"name": "Finance", "new_members": "ada@example.com\nnobody@example.com"}
    )

    assert "nobody@example.com" in shown.error_at("new_members")
    assert not Group.objects.exists()


def test_list_counts_members_and_links_to_them(desk):
    ada = a_user("ada@example.com")
    a_user("eve@example.com")
    desk.save("accounts/group/add/", {"name": "Finance", "new_members": "ada@example.com"})
    group = Group.objects.get()

    assert f'?group={group.pk}">1</a>' in desk.open("accounts/group/").text
    people = desk.open(f"accounts/user/?group={group.pk}").text
    assert (ada.email in people, "eve@example.com" in people) == (True, False)


def test_deleting_a_group_keeps_its_members(desk):
    desk.save("accounts/group/add/", {"name": "Finance"})

    desk.post(f"accounts/group/{Group.objects.get().pk}/delete/", {"post": "yes"})

    assert not Group.objects.exists()
    assert newest_event("group.lifecycle.delete").actor_id == desk.user.public_id


def test_question_before_deletion_reads_no_members(desk):
    ada = a_user("ada@example.com")
    group = Group.objects.create(name="Finance", created_at=timezone.now())
    add_members([group.pk], [ada.pk], actor=None, now=timezone.now())

    with recorded() as statements:
        asked = desk.open(f"accounts/group/{group.pk}/delete/").text

    assert "The membership of everyone in it" in asked
    assert [one.sql for one in statements if one.kind == "SELECT accounts_membership"] == []


def named_by_everything(group: Group) -> list[str]:
    """Name the group in each kind of row that can; return how the administration calls them."""
    policy = Policy.objects.create(kind="session", name="For Finance")
    policy.groups.add(group)
    rule = Rule.objects.create(policy=policy, name="Outside the office")
    rule.groups_included.add(group)
    form = ProfileEnrollmentPolicy.objects.create(name="Staff form")
    form.groups.add(group)
    app = Application.objects.create(key="books", label="Books", everyone=False)
    app.groups.add(group)
    GroupRule.objects.create(name="Finance people").groups.add(group)
    return ["For Finance", "Outside the office", "Staff form", "Books", "Finance people"]


def test_group_that_anything_names_is_not_deleted_and_says_by_what(desk):
    group = Group.objects.create(name="Finance", created_at=timezone.now())
    names = named_by_everything(group)
    page = f"accounts/group/{group.pk}/delete/"

    asked = desk.open(page).text
    assert [name for name in names if name not in asked] == []
    assert "I’m sure" not in asked
    desk.post(page, {"post": "yes"})

    assert Group.objects.exists()
    assert Rule.objects.filter(groups_included=group).exists()


def test_every_relation_to_a_group_keeps_it():
    group, other = (Group.objects.create(name=name, created_at=timezone.now()) for name in ("Staff", "Ops"))
    named_by_everything(other)
    for relation in Group._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToManyRel):
            row = relation.related_model.objects.order_by("pk").last()
            getattr(row, relation.field.name).add(group)
            with pytest.raises(ValidationFailed, match=r"ssr\.group\.used"):
                delete_group(group, actor=None, now=timezone.now())
            getattr(row, relation.field.name).remove(group)
    delete_group(group, actor=None, now=timezone.now())


@pytest.mark.parametrize("typed", ["\u200bFinance", "Finance\u00a0", "\ufeffFinance", "\u2067Finance\u2069"])
def test_invisible_ends_of_a_name_are_removed_and_it_is_taken(desk, typed):
    desk.save("accounts/group/add/", {"name": typed})
    assert Group.objects.get().name == "Finance"
    assert "Another group" in desk.save("accounts/group/add/", {"name": f"\u200b{typed}"}).error_at("name")


@pytest.mark.parametrize("typed", ["Fin\u202eance", "Fin\u2028ance", "\u200b"])
def test_name_with_a_forbidden_character_is_refused_at_its_field(desk, typed):
    assert desk.save("accounts/group/add/", {"name": typed}).error_at("name")
    assert not Group.objects.exists()
