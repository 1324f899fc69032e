from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone

from accounts.domain.administration import SHIPPED
from accounts.domain.roles import ShippedRole
from accounts.domain.violations import ValidationFailed
from accounts.models import Role, User
from accounts.users.roles import delete_role, restore_shipped_roles, save_role
from administration.shipped_roles import PERMISSIONS
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
    desk = helper("view_user", "change_user", "support_user")

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

    assert list(Role.objects.get(name="Support").permissions.all()) == [permission]
    assert newest_event("iam.role.update").actor_id == desk.user.public_id


def test_djangos_groups_are_nowhere_called_groups(desk):
    assert "auth/group" not in desk.open("").text


def shipped(role: ShippedRole) -> Role:
    return Role.objects.get(name=role.value)


def test_shipped_role_has_the_permissions_of_the_table_after_migrate():
    auditor = shipped(ShippedRole.AUDITOR)
    auditor.permissions.add(Permission.objects.get(codename="change_user"))
    shipped(ShippedRole.HELP_DESK).delete()

    call_command("migrate", verbosity=0)

    for role, wanted in PERMISSIONS.items():
        rows = shipped(role).permissions.values_list("content_type__app_label", "codename")
        assert {".".join(row) for row in rows} == wanted
    assert shipped(ShippedRole.AUDITOR).pk == auditor.pk


def test_permission_that_nothing_defines_is_refused():
    with pytest.raises(LookupError, match=r"accounts\.fly_user"):
        restore_shipped_roles({ShippedRole.AUDITOR: frozenset({"accounts.fly_user"})})


def test_shipped_role_is_shown_and_neither_changed_nor_deleted(desk):
    page = f"accounts/role/{shipped(ShippedRole.AUDITOR).pk}/"

    assert 'name="_save"' not in desk.open(page + "change/").text
    assert desk.post(page + "change/", {"name": "Mine"}).status == 403
    assert desk.post(page + "delete/", {"post": "yes"}).status == 403


@pytest.mark.parametrize("change", [delete_role, partial(save_role, permission_ids=())])
def test_service_refuses_to_change_a_shipped_role(desk, change: Callable[..., object]):
    role = shipped(ShippedRole.AUDITOR)
    role.name = "Mine"

    with pytest.raises(ValidationFailed) as refused:
        change(role, actor=desk.user, now=timezone.now())

    assert refused.value.violations == (SHIPPED,)
    assert shipped(ShippedRole.AUDITOR).permissions.exists()


def test_copy_of_a_role_begins_with_its_permissions(desk):
    copied = shipped(ShippedRole.HELP_DESK)

    desk.save(f"accounts/role/add/?copy={copied.pk}", {"name": "Night shift"})

    made = Role.objects.get(name="Night shift")
    assert set(made.permissions.all()) == set(copied.permissions.all())


@pytest.mark.parametrize("copied", ["", "none", "0", "9" * 5000])
def test_copy_of_no_role_is_an_empty_form(desk, copied: str):
    assert desk.form(f"accounts/role/add/?copy={copied}")["name"] == [""]
