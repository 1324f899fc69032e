"""Two administrators edit one row: the second to save learns of the first, and decides what stands."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import Group as DjangoGroup
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from accounts.domain.lifecycle import Action
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.administrator_actions import perform
from accounts.models import Brand, Group, ProfileAttribute, User
from accounts.profile.profiles import update_own_profile
from accounts.users.groups import save_group
from accounts.versions import CHANGED_MEANWHILE, save_version
from administration.versions import SEEN
from applications.models import Application
from enrollment.models import ProfileEnrollmentPolicy
from policies.models import AccountProtection, NetworkZone, Policy, Rule
from tests.actors import a_user
from tests.identity_providers.rows import a_provider

pytestmark = pytest.mark.django_db

WARNING = "while you were editing"


def new_group() -> Group:
    return save_group(Group(name="Finance"), actor=None, now=timezone.now())


def custom_attribute() -> ProfileAttribute:
    return ProfileAttribute.objects.create(key="team", type="string", title="Team")


def full_user() -> User:
    user = a_user("ada@example.com")
    update_own_profile(user.pk, {"lastName": "Okafor"}, now=timezone.now())
    return user


ROWS: dict[str, tuple[str, Callable[[], models.Model], str, str, str]] = {
    # name of the case: page, row, field, what the first writes, what the second writes
    "group": ("accounts/group", new_group, "description", "first", "second"),
    "brand": ("accounts/brand", Brand.objects.get, "name", "First", "Second"),
    "attribute": ("accounts/profileattribute", custom_attribute, "help", "first", "second"),
    "user": ("accounts/user", full_user, "profile_firstName", "First", "Second"),
    "role": ("accounts/role", lambda: DjangoGroup.objects.create(name="Support"), "name", "First", "Second"),
    "provider": ("identity_providers/identityprovider", a_provider, "label", "First", "Second"),
    "policy": (
        "policies/authenticationpolicy",
        lambda: Policy.objects.get(kind="authentication", is_default=True),
        "description",
        "first",
        "second",
    ),
    "rule": (
        "policies/rule",
        lambda: Rule.objects.filter(policy__kind="authentication", is_default=True).get(),
        "name",
        "First",
        "Second",
    ),
    "zone": (
        "policies/networkzone",
        lambda: NetworkZone.objects.create(name="Office", networks="203.0.113.0/24"),
        "name",
        "First",
        "Second",
    ),
    "protection": (
        "policies/accountprotection",
        AccountProtection.objects.get,
        "challenge_minutes",
        "20",
        "30",
    ),
    "enrollment policy": (
        "enrollment/profileenrollmentpolicy",
        lambda: ProfileEnrollmentPolicy.objects.get(is_default=True),
        "submit_label",
        "First",
        "Second",
    ),
    "application": (
        "applications/application",
        lambda: Application.objects.create(key="notes", label="Notes"),
        "description",
        "first",
        "second",
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_second_of_two_edits_is_refused_and_keeps_what_was_typed(desk, case):
    page, make, field, first, second = ROWS[case]
    path = f"{page}/{make().pk}/change/"
    stale = desk.form(path) | {field: second}
    assert stale[SEEN]
    assert WARNING not in desk.save(path, {field: first}).text
    refused = desk.post(path, stale)

    assert WARNING in refused.said
    assert f'value="{second}"' in refused.text or f">\n{second}</textarea>" in refused.text
    assert desk.form(path)[field] == [first]

    # The page that was shown carries the newer version: saving it again is a decision.
    assert WARNING not in desk.post(path, desk.form_of(refused) | {field: second}).said
    assert desk.form(path)[field] == [second]


def test_form_without_a_version_is_refused(desk):
    group = new_group()
    path = f"accounts/group/{group.pk}/change/"
    posted = {name: value for name, value in desk.form(path).items() if name != SEEN}
    assert WARNING in desk.post(path, posted | {"description": "new"}).said


def test_own_change_of_a_profile_is_not_overwritten_by_an_administrator(desk):
    user = full_user()
    path = f"accounts/user/{user.pk}/change/"
    stale = desk.form(path)
    update_own_profile(user.pk, {"firstName": "Augusta"}, now=timezone.now())

    assert WARNING in desk.post(path, stale).said
    assert User.objects.get(pk=user.pk).first_name == "Augusta"


def test_rights_taken_meanwhile_stay_taken(desk):
    user = full_user()
    path = f"accounts/user/{user.pk}/change/"
    desk.save(path, {"role": "owner"})
    stale = desk.form(path)
    desk.save(path, {"role": "none"})

    assert WARNING in desk.post(path, stale).said
    assert not User.objects.get(pk=user.pk).is_staff


def test_older_copy_of_a_row_is_not_saved():
    group = new_group()
    older = Group.objects.get(pk=group.pk)
    group.description = "first"
    save_version(group)
    older.description = "second"

    with pytest.raises(ValidationFailed) as refusal:
        save_version(older)
    assert [violation.code for violation in refusal.value.violations] == [CHANGED_MEANWHILE]
    assert Group.objects.get(pk=group.pk).description == "first"


def test_public_ids_are_made_for_first_rows_and_differ():
    for model in (Policy, Rule, ProfileEnrollmentPolicy, Application, Brand):
        ids = list(model.objects.values_list("public_id", flat=True))
        assert ids
        assert len(set(ids)) == len(ids)
        assert all(len(one) == 20 for one in ids)


def test_form_from_before_a_field_was_removed_is_saved_after_the_warning(desk):
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    path = f"enrollment/profileenrollmentpolicy/{policy.pk}/change/"
    stale = desk.form(path) | {"submit_label": "Second"}
    assert WARNING not in desk.save(path, {"form_fields-2-DELETE": "on"}).said
    refused = desk.post(path, stale)
    assert WARNING in refused.said

    desk.post(path, desk.form_of(refused))

    policy.refresh_from_db()
    assert (policy.submit_label, policy.form_fields.count()) == ("Second", 3)


@pytest.mark.parametrize("command", [("disable", "notes"), ("assign", "notes", "--group", "Finance")])
def test_form_from_before_a_command_is_refused(desk, command):
    app = Application.objects.create(key="notes", label="Notes")
    new_group()
    path = f"applications/application/{app.pk}/change/"
    stale = desk.form(path) | {"description": "second"}
    call_command("apps", *command, stdout=StringIO())

    assert WARNING in desk.post(path, stale).said


def test_form_from_before_a_deactivation_is_refused(desk):
    user = full_user()
    path = f"accounts/user/{user.pk}/change/"
    stale = desk.form(path) | {"role": "owner"}
    perform(Action.DEACTIVATE, user.pk, actor=desk.user, now=timezone.now())

    desk.post(path, stale)

    assert not User.objects.get(pk=user.pk).is_staff


def test_form_from_before_the_dashboard_moved_is_refused(desk):
    first = ProfileEnrollmentPolicy.objects.create(name="First", dashboard=True)
    second = ProfileEnrollmentPolicy.objects.create(name="Second")
    path = f"enrollment/profileenrollmentpolicy/{first.pk}/change/"
    stale = desk.form(path)
    desk.save(f"enrollment/profileenrollmentpolicy/{second.pk}/change/", {"dashboard": "on"})

    assert WARNING in desk.post(path, stale).said


def test_refused_write_leaves_the_version_of_the_row(monkeypatch):
    group = new_group()
    monkeypatch.setattr(Group, "save", lambda *_args, **_kw: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save_version(group)
    assert group.version == 1
