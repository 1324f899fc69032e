import re
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

    desk.save(page_of(user), NAME | {"role": f"role-{role.pk}"})

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.groups.get().pk) == (True, False, role.pk)
    granted = newest_event("user.account.privilege.grant")
    assert granted.actor_id == desk.user.public_id
    assert granted.targets == [{"type": "role", "id": str(role.pk)}]


def test_rights_are_taken_again(desk):
    other = Desk("second@example.com")

    desk.save(page_of(other.user), NAME | {"role": "none"})

    assert not User.objects.get(pk=other.user.pk).is_superuser
    assert newest_event("user.account.privilege.revoke").user_id == other.user.public_id


def test_an_owner_cannot_give_up_every_right_by_mistake(desk):
    Desk("second@example.com")

    shown = desk.save(page_of(desk.user), NAME | {"role": "none"})

    assert "your own account" in shown.said
    assert User.objects.get(pk=desk.user.pk).is_superuser


def test_non_owner_can_neither_grant_nor_see_roles():
    desk = helper("view_user", "change_user")
    user = a_user("ada@example.com")

    desk.save(page_of(user), NAME | {"role": "owner"})

    user.refresh_from_db()
    assert (user.last_name, user.is_staff, user.is_superuser) == ("Okafor", False, False)
    assert desk.get("accounts/role/").status_code == 403


def test_non_owner_can_only_view_an_administrators_page():
    owner = Desk().user
    desk = helper("view_user", "change_user", "support_user")

    assert 'name="_save"' not in desk.open(page_of(owner)).text
    assert desk.post(f"accounts/user/{owner.pk}/do/suspend/", {}).status == 403
    assert "Only an owner" in desk.act([owner], "suspend").text
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

    shown = desk.open(page + "change/").text
    assert "Can view event<br>" in shown
    assert 'name="_save"' not in shown
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


def test_role_is_one_choice_with_a_line_of_help(desk):
    own = Role.objects.create(name="Night shift")
    user = a_user("ada@example.com")

    page = desk.open(page_of(user)).text

    offered = re.findall(r'name="role" value="([\w-]+)"', page)
    ids = {role: f"role-{shipped(role).pk}" for role in ShippedRole}
    named = (ids[ShippedRole.HELP_DESK], ids[ShippedRole.AUDITOR], ids[ShippedRole.ADMINISTRATOR])
    assert offered == ["none", *named, "owner", f"role-{own.pk}"]
    assert page.count('<span class="help">') == 5
    assert desk.form(page_of(user))["role"] == ["none"]


@pytest.mark.parametrize("role", ShippedRole)
def test_shipped_role_is_given_on_the_page_of_a_user(desk, role: ShippedRole):
    user = a_user("ada@example.com")

    desk.save(page_of(user), NAME | {"role": f"role-{shipped(role).pk}"})

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.groups.get().name) == (True, False, role.value)
    assert desk.form(page_of(user))["role"] == [f"role-{shipped(role).pk}"]


def test_owner_is_made_on_the_page_of_a_user_and_has_no_role(desk):
    user = a_user("ada@example.com", "")
    user.groups.add(shipped(ShippedRole.AUDITOR))
    User.objects.filter(pk=user.pk).update(is_staff=True)

    desk.save(page_of(user), NAME | {"role": "owner"})

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (True, True, 0)


def test_several_roles_stay_until_another_choice_is_made(desk):
    user = a_user("ada@example.com")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.groups.add(shipped(ShippedRole.AUDITOR), shipped(ShippedRole.HELP_DESK))

    assert "Auditor, Help desk" in desk.open(page_of(user)).text
    desk.save(page_of(user), NAME)
    assert user.groups.count() == 2

    desk.save(page_of(user), {"role": "none"})
    user.refresh_from_db()
    assert (user.is_staff, user.groups.count()) == (False, 0)


@pytest.mark.parametrize("sent", ["", "role-0", "role-x", "staff", "unchanged"])
def test_role_that_is_not_offered_is_refused(desk, sent: str):
    user = a_user("ada@example.com")

    shown = desk.save(page_of(user), NAME | {"role": sent})

    assert shown.error_at("role")
    user.refresh_from_db()
    assert (user.is_staff, user.last_name) == (False, "")
