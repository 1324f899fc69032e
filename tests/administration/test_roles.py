import pytest
from django.contrib.auth.models import Permission

from accounts.models import Role, User
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event

pytestmark = pytest.mark.django_db

NAME = {"profile_lastName": "Okafor", "profile_firstName": "Ada"}


def page_of(user: User) -> str:
    return f"accounts/user/{user.pk}/change/"


def helper(*permissions: str) -> Desk:
    """A user who may open the administration and has only the named permissions."""
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    desk.user.refresh_from_db()
    return desk


def test_an_owner_gives_rights_and_the_event_says_so(desk):
    user, role = a_user("ada@example.com"), Role.objects.create(name="Support")

    desk.save(page_of(user), NAME | {"staff": "on", "roles": [role.pk]})

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.groups.get().pk) == (True, False, role.pk)
    assert newest_event("user.account.privilege.grant").actor_id == desk.user.public_id


def test_rights_are_taken_again(desk):
    other = Desk("second@example.com")

    desk.save(page_of(other.user), NAME, drop="owner")

    assert not User.objects.get(pk=other.user.pk).is_superuser
    assert newest_event("user.account.privilege.revoke").user_id == other.user.public_id


def test_an_owner_cannot_give_up_every_right_by_mistake(desk):
    Desk("second@example.com")

    shown = desk.save(page_of(desk.user), NAME, drop="owner")

    assert "your own account" in shown.said
    assert User.objects.get(pk=desk.user.pk).is_superuser


def test_non_owner_can_neither_grant_nor_see_roles():
    desk = helper("view_user", "change_user")
    user = a_user("ada@example.com")

    desk.save(page_of(user), NAME | {"staff": "on", "owner": "on", "roles": ["1"]})

    user.refresh_from_db()
    assert (user.last_name, user.is_staff, user.is_superuser) == ("Okafor", False, False)
    assert desk.get("accounts/role/").status_code == 403


def test_non_owner_can_only_view_an_administrators_page():
    owner = Desk().user
    desk = helper("view_user", "change_user")

    assert 'name="_save"' not in desk.open(page_of(owner)).text
    assert desk.post(f"accounts/user/{owner.pk}/do/suspend/", {}).status == 403
    assert "every right" in desk.choose([owner], "suspend").said
    assert User.objects.get(pk=owner.pk).is_active


def test_last_owner_cannot_be_locked_out():
    owner = Desk()
    keeper = Desk("second@example.com")
    User.objects.filter(pk=keeper.user.pk).update(status="SUSPENDED")

    assert "your own account" in owner.post(f"accounts/user/{owner.user.pk}/do/suspend/", {}).said


def test_a_role_is_written_with_its_permissions(desk):
    permission = Permission.objects.get(codename="view_user")

    desk.post("accounts/role/add/", {"name": "Support", "permissions": [permission.pk]})

    assert list(Role.objects.get().permissions.all()) == [permission]
    assert newest_event("iam.role.update").actor_id == desk.user.public_id


def test_djangos_groups_are_nowhere_called_groups(desk):
    assert "auth/group" not in desk.open("").text
