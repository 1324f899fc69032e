"""Apps made, changed, assigned and deleted; consent and use; many at once where a server can do that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import Event, Membership
from applications.domain import BUILT_IN
from applications.models import Application, Consent, Use
from applications.selectors import (
    application,
    applications,
    consented_scopes,
    keys_of,
    labels_enrolling_with,
)
from applications.services import apps, assignments, consents, logos, uses
from applications.services.apps import Assignments, RelatedData
from applications.services.policies import delete_enrollment_policy
from enrollment.models import ProfileEnrollmentPolicy
from tests.actors import a_user, sign_up_policy
from tests.applications.pictures import png
from tests.policies.rows import group
from tests.races.together import at_once, beside

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def apps_of(user):
    """What a user may use, without what is always there."""
    groups = frozenset(Membership.objects.filter(user=user).values_list("group_id", flat=True))
    assigned = keys_of(user.pk)
    return tuple(app for app in applications() if not app.built_in and app.usable_by(groups, assigned))


def me():
    return apps.author(None, timezone.now())


def made(label="Payroll", **columns):
    return apps.create_application(label, me(), **columns)


def refused(act, *args, **named):
    with pytest.raises(ValidationFailed) as refusal:
        act(*args, **named)
    return [(violation.field, violation.code) for violation in refusal.value.violations]


def events():
    return list(
        Event.objects.filter(type__contains="pplication").order_by("id").values_list("type", flat=True)
    )


def test_new_app_has_public_key_default_policies_and_no_assignment():
    row = made("  Payroll ")

    app = application(row.key)
    assert (app.label, app.everyone, app.consent_required, app.verified_addresses_only) == (
        "Payroll",
        False,
        False,
        True,
    )
    assert (app.enrollment_policy_id, app.authentication_policy_id) == (None, None)
    assert row.key[0].isalnum()
    assert made().key != row.key


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"label": "  "}, ("label", "ssr.app.label.blank")),
        ({"color": "red"}, ("color", "ssr.brand.color")),
        ({"initiate_login_uri": "nowhere"}, ("initiate_login_uri", "ssr.app.address")),
        ({"email_callback_uri": "http://a.example/"}, ("email_callback_uri", "ssr.app.address.insecure")),
    ],
)
def test_violations_are_named_by_field_and_nothing_is_written(columns, wrong):
    assert refused(apps.create_application, **{"label": "Payroll", "author": me(), **columns}) == [wrong]
    assert not Application.objects.exclude(key__in=BUILT_IN).exists()


def test_a_colour_is_kept_in_small_letters():
    assert application(made(color="#0B6657").key).tile.color == "#0b6657"


def test_without_a_colour_the_name_makes_one():
    assert application(made().key).tile.color.startswith("#")


@pytest.mark.parametrize("column", ["active", "everyone"])
def test_built_in_apps_are_assigned_to_all_users(column):
    row = Application.objects.get(key="dashboard")
    setattr(row, column, False)

    assert refused(apps.save_application, row, me()) == [(column, "ssr.app.built_in")]


@pytest.mark.parametrize(
    "act",
    [
        lambda row: apps.delete_application(row, me()),
        lambda row: apps.set_active(row, me(), active=False),
        lambda row: assignments.set_everyone(row, me(), everyone=False),
        lambda row: assignments.assign_users(row, [], me()),
        lambda row: assignments.unassign_users(row, [], me()),
        lambda row: assignments.assign_groups(row, [], me()),
        lambda row: assignments.unassign_groups(row, [], me()),
    ],
)
def test_built_in_apps_cannot_be_deleted_or_assigned(act):
    assert refused(act, Application.objects.get(key="dashboard")) == [("", "ssr.app.built_in")]


def test_assigned_user_has_the_app_and_unassigned_one_has_not():
    row, ada, eve, bo = made(), *(a_user(f"{name}@example.com") for name in ("ada", "eve", "bo"))
    staff = group("Staff", eve)

    assert assignments.assign_users(row, [ada.pk], me()) == 1
    assert assignments.assign_users(row, [ada.pk], me()) == 0
    assert assignments.assign_groups(row, [staff.pk], me()) == 1
    assert [len(apps_of(one)) for one in (ada, eve, bo)] == [1, 1, 0]

    assert assignments.set_everyone(row, me(), everyone=True) == 1
    assert len(apps_of(bo)) == 1
    assert assignments.set_everyone(row, me(), everyone=False) == 1
    assert assignments.set_everyone(row, me(), everyone=False) == 0

    assert assignments.unassign_users(row, [ada.pk, bo.pk], me()) == 1
    assert assignments.unassign_groups(row, [staff.pk], me()) == 1
    assert [len(apps_of(one)) for one in (ada, eve, bo)] == [0, 0, 0]
    assert events() == [
        "application.lifecycle.create",
        "application.user_membership.add",
        "group.application_assignment.add",
        "application.lifecycle.update",
        "application.lifecycle.update",
        "application.user_membership.remove",
        "group.application_assignment.remove",
    ]


def test_saving_leaves_lists_alone_that_were_not_given():
    ada = a_user("ada@example.com")
    row = made(assigned=Assignments(frozenset(), frozenset({ada.pk})))
    row.label = "Wages"

    apps.save_application(row, me())

    assert [app.label for app in apps_of(ada)] == ["Wages"]


def test_disabled_app_is_on_no_dashboard():
    ada = a_user("ada@example.com")
    row = made(everyone=True)

    apps.set_active(row, me(), active=False)
    apps.set_active(row, me(), active=False)
    assert apps_of(ada) == ()

    apps.set_active(row, me(), active=True)
    assert len(apps_of(ada)) == 1
    assert events()[1:] == ["application.lifecycle.deactivate", "application.lifecycle.activate"]


def test_deleting_an_app_returns_what_was_deleted():
    ada = a_user("ada@example.com")
    row = made(assigned=Assignments(frozenset({group("Staff").pk}), frozenset({ada.pk})))
    consents.grant(ada, row.key, ["email"], now=timezone.now())
    uses.record_use(ada.pk, row.key, timezone.now())

    assert apps.delete_application(row, me()) == RelatedData(groups=1, people=1, consents=1, uses=1)
    assert not Application.objects.filter(key=row.key).exists()


def test_a_logo_is_kept_cleaned_and_taken_away():
    row = made()

    logos.set_logo(row, png() + b"behind", me())
    assert bytes(Application.objects.get(pk=row.pk).logo).endswith(b"IEND\xaeB`\x82")
    assert application(row.key).tile.logo_url.endswith(f".{row.logo_digest}.png")

    assert refused(logos.set_logo, row, b"GIF89a", me()) == [("logo", "ssr.app.logo.type")]
    logos.remove_logo(row, me())
    assert application(row.key).tile.logo_url == ""


def test_a_profile_enrollment_policy_stays_while_an_app_uses_it():
    policy = ProfileEnrollmentPolicy.objects.create(name="Partners")
    row = made(enrollment_policy=policy)
    now = timezone.now()

    assert refused(delete_enrollment_policy, policy, actor=None, now=now) == [("", "ssr.policy.used_by_apps")]
    assert labels_enrolling_with(policy.pk) == ("Payroll",)

    row.enrollment_policy = None
    apps.save_application(row, me())
    delete_enrollment_policy(policy, actor=None, now=now)
    assert not ProfileEnrollmentPolicy.objects.filter(name="Partners").exists()


def test_consent_is_extended_and_withdrawn():
    ada, row, now = a_user("ada@example.com"), made(), timezone.now()

    assert consents.grant(ada, row.key, ["openid", "email"], now=now) == {"openid", "email"}
    assert consents.grant(ada, row.key, ["email"], now=now) == {"openid", "email"}
    assert consents.grant(ada, row.key, ["profile"], now=now) == {"openid", "email", "profile"}
    assert consented_scopes(ada.pk, row.key) == {"openid", "email", "profile"}

    assert consents.withdraw(ada, row.key, now=now)
    assert not consents.withdraw(ada, row.key, now=now)
    assert consented_scopes(ada.pk, row.key) == frozenset()
    said = Event.objects.filter(type__startswith="user.consent").order_by("id")
    assert [one.type.rpartition(".")[2] for one in said] == ["grant", "grant", "withdraw"]
    assert {one.user_id for one in said} == {ada.public_id}


def test_an_app_that_is_gone_is_granted_nothing():
    ada = a_user("ada@example.com")

    assert consents.grant(ada, "gone", ["email"], now=timezone.now()) == frozenset()


def test_each_use_is_counted_in_one_statement(django_assert_num_queries):
    ada, row, now = a_user("ada@example.com"), made(), timezone.now()

    uses.record_use(ada.pk, row.key, now)
    with django_assert_num_queries(1):
        uses.record_use(ada.pk, row.key, now + timedelta(minutes=1))
    uses.record_use(ada.pk, "gone", now)

    use = Use.objects.get()
    assert (use.times, use.last_at) == (2, now + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres(only=True)
class TestAtOnce:
    def test_concurrent_consents_keep_all_scopes(self):
        ada, row = a_user("ada@example.com"), made()
        scopes = ["openid", "email", "profile", "groups"]

        at_once(lambda n: consents.grant(ada, row.key, [scopes[n % 4]], now=timezone.now()))

        assert set(Consent.objects.get().scopes) == set(scopes)

    def test_a_consent_is_withdrawn_once(self):
        ada, row = a_user("ada@example.com"), made()
        consents.grant(ada, row.key, ["email"], now=timezone.now())

        answers = at_once(lambda _: consents.withdraw(ada, row.key, now=timezone.now()))

        assert sum(answers) == 1

    def test_uses_are_counted_one_by_one(self):
        ada, row = a_user("ada@example.com"), made()

        at_once(lambda _: uses.record_use(ada.pk, row.key, timezone.now()))

        assert Use.objects.get().times == 20

    def test_groups_are_assigned_concurrently(self):
        row, groups = made(), [group(f"G{number}") for number in range(4)]

        beside(*[lambda one=one: assignments.assign_groups(row, [one.pk], me()) for one in groups])

        assert set(row.groups.all()) == set(groups)


@pytest.mark.parametrize("required", [True, False])
def test_new_app_takes_the_default_of_its_sign_up_form(required: bool):
    sign_up_policy(email_verification=required)
    assert apps.create_application("Rota", me()).verified_addresses_only is required
    chosen = apps.create_application("Lab", me(), verified_addresses_only=not required)
    assert chosen.verified_addresses_only is not required
