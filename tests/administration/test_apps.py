"""Apps in the administration: made, assigned, given a logo, switched off, deleted."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.configuration_cache import raise_version
from accounts.models import Event, User
from administration.applications import app_form, apps
from applications.models import Application
from applications.selectors import application
from enrollment.models import ProfileEnrollmentPolicy
from tests.actors import a_user, sign_up_policy
from tests.administration.desk import Desk, newest_event
from tests.applications.pictures import png
from tests.policies.rows import group

pytestmark = pytest.mark.django_db

LIST = "applications/application/"
MAX_QUERIES = 30
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


def made(label: str = "Payroll", **columns: object) -> Application:
    row: Application = Application.objects.create(label=label, key=f"key-of-{label.lower()}", **columns)
    raise_version()
    return row


def page_of(row: Application, name: str = "change") -> str:
    return f"{LIST}{row.pk}/{name}/"


def helper(*rights: str) -> Desk:
    """A user with these permissions and no others."""
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return desk


def test_app_is_created_with_its_assignments(desk):
    ada, staff = a_user("ada@example.com"), group("Staff")

    desk.save(
        f"{LIST}add/",
        {
            "label": "Payroll",
            "kind": "none",
            "group_names": "Staff\n",
            "user_addresses": "ADA@example.com",
        },
    )

    row = Application.objects.get(label="Payroll")
    assert (list(row.groups.all()), list(row.people.all())) == ([staff], [ada])
    assert (row.everyone, row.verified_addresses_only, len(row.key)) == (False, True, 20)
    assert newest_event("application.lifecycle.create").actor_id == desk.user.public_id
    assert newest_event("application.user_membership.add").user_id == ada.public_id


def test_error_is_shown_at_its_field_and_input_is_kept(desk):
    wrong = {
        "label": "Payroll",
        "group_names": "Nobody",
        "user_addresses": "nobody@example.com",
        "color": "green",
        "initiate_login_uri": "http://payroll.example.com/start",
        "email_callback_uri": "nowhere",
    }

    shown = desk.save(f"{LIST}add/", wrong)

    assert "“Nobody”" in shown.error_at("group_names")
    assert "nobody@example.com" in shown.error_at("user_addresses")
    assert shown.error_at("email_callback_uri")
    assert all(value in shown.text for value in wrong.values())
    assert not Application.objects.filter(label="Payroll").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("label", "  ", "required"),
        ("color", "#12345", "Enter a hex color"),
        ("initiate_login_uri", "http://payroll.example.com/start", "Use https"),
        ("initiate_login_uri", "https://ada@payroll.example.com/", "before the @"),
        ("email_callback_uri", "https://payroll.example.com/#here", "Remove the #"),
        ("position", "-1", "greater than or equal to 0"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(desk, field, value, said):
    shown = desk.save(page_of(made()), {field: value})

    assert said in shown.error_at(field)


def test_lists_are_filled_in_and_lines_taken_out_are_gone(desk):
    row, staff, guests = made(), group("Staff"), group("Guests")
    ada, eve = a_user("ada@example.com"), a_user("eve@example.com")
    row.groups.set([staff, guests])
    row.people.set([ada, eve])

    assert "Guests\nStaff" in desk.open(page_of(row)).text
    desk.save(page_of(row), {"group_names": "Staff", "user_addresses": "eve@example.com"})

    assert (list(row.groups.all()), list(row.people.all())) == ([staff], [eve])
    assert newest_event("application.user_membership.remove").user_id == ada.public_id
    assert newest_event("group.application_assignment.remove").targets[1:] == [
        {"type": "group", "id": guests.public_id}
    ]


def test_ended_account_stays_assigned(desk):
    row, ada = made(), a_user("ada@example.com")
    row.people.set([ada])
    User.objects.filter(pk=ada.pk).update(login=None)

    desk.save(page_of(row), {"label": "Wages"})

    assert (Application.objects.get(pk=row.pk).label, list(row.people.all())) == ("Wages", [ada])


def test_thousands_of_users_are_counted_and_not_listed(desk, monkeypatch):
    row = made()
    row.people.set([a_user(f"p{number}@example.com") for number in range(3)])
    for module in (app_form, apps):
        monkeypatch.setattr(module, "MAX_NAMED", 2)

    assert "3 people are assigned individually" in desk.open(page_of(row)).text
    desk.save(page_of(row), {"label": "Wages", "user_addresses": ""})

    assert row.people.count() == 3


def test_users_are_shown_only_with_permission_to_view_users():
    row = made()
    row.people.set([a_user("ada@example.com")])
    desk = helper("view_application", "change_application")

    text = desk.open(page_of(row)).text
    assert ("ada@example.com" in text, "1 people are assigned" in text) == (False, True)
    desk.save(page_of(row), {"label": "Wages"})

    assert (Application.objects.get(pk=row.pk).label, row.people.count()) == ("Wages", 1)


def test_view_permission_shows_assigned_users():
    row = made()
    row.groups.set([group("Staff")])
    desk = helper("view_application", "view_user")

    text = desk.open(page_of(row)).text

    assert ("Staff" in text, 'name="_save"' in text) == (True, False)
    assert desk.post(page_of(row), {"label": "Wages"}).status == 403
    assert desk.get(page_of(row, "logo")).status_code == 403
    assert desk.get(page_of(row, "delete")).status_code == 403


def test_list_shows_assignments_and_policies(desk, django_assert_max_num_queries):
    names = [group(name) for name in ("A", "B", "C", "D")]
    for number in range(5):
        row = made(f"App {number}")
        row.groups.set(names)
        row.people.set([desk.user])
    made("Nothing", enrollment_policy=ProfileEnrollmentPolicy.objects.get(is_default=True))

    with django_assert_max_num_queries(MAX_QUERIES):
        text = desk.open(LIST).text

    assert text.count("A, B, C, 1 more group, 1 person") == 5
    assert "No one" in text


@pytest.mark.parametrize(
    ("columns", "policy", "said"),
    [
        ({"everyone": True}, {"sign_up_allowed": False}, "is off in “Default policy”"),
        ({"everyone": True}, {}, "can sign up with"),
        ({"everyone": True}, {"email_verification": False}, "doesn’t require verified emails"),
        ({}, {}, "new users couldn’t use this application"),
        ({}, {}, "Not assigned to anyone yet"),
        ({"active": False}, {}, "Inactive: no one can use it"),
    ],
)
def test_effective_settings_are_shown(desk, columns, policy, said):
    sign_up_policy(**policy)

    assert said in desk.open(page_of(made(**columns))).text


def test_sign_up_is_shown_once_a_group_of_new_users_is_assigned(desk):
    sign_up_policy()
    row, members = made(), group("Members")
    ProfileEnrollmentPolicy.objects.get(is_default=True).groups.set([members])

    desk.save(page_of(row), {"group_names": "Members"})

    assert "can sign up with" in desk.open(page_of(row)).text


def test_a_profile_enrollment_policy_goes_back_to_the_default_one(desk):
    policy = ProfileEnrollmentPolicy.objects.create(name="Partners")
    row = made(enrollment_policy=policy)

    assert "Partners" in desk.open(LIST).text
    desk.save(page_of(row), {"enrollment_policy": ""})

    assert application(row.key).enrollment_policy_id is None


def test_switching_an_app_off_is_an_event_of_its_own(desk):
    row = made()

    desk.save(page_of(row), drop="active")

    assert not application(row.key).active
    assert newest_event("application.lifecycle.deactivate").actor_id == desk.user.public_id


def test_deletion_lists_its_effects_and_needs_confirmation(desk):
    row = made()
    row.people.set([a_user("ada@example.com")])

    asked = desk.open(page_of(row, "delete")).text
    assert ("1 individual assignment" in asked, "turn the application off instead" in asked) == (True, True)
    desk.post(page_of(row, "delete"), {})
    assert Application.objects.filter(pk=row.pk).exists()

    desk.post(page_of(row, "delete"), {"confirmed": "yes"})
    assert not Application.objects.filter(pk=row.pk).exists()
    assert newest_event("application.lifecycle.delete").actor_id == desk.user.public_id


def file(content: bytes, name: str = "logo.png") -> dict[str, object]:
    return {"logo": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize(("content", "type"), [(png(), "image/png"), (SVG, "image/svg+xml")])
def test_a_logo_is_taken_served_and_removed(desk, content, type):
    row = made()

    desk.post(page_of(row, "logo"), file(content))

    address = application(row.key).tile.logo_url
    served = Client().get(address)
    assert (served["Content-Type"], served["Cache-Control"]) == (type, "public, max-age=31536000, immutable")
    assert "sandbox" in served["Content-Security-Policy"]
    assert address in desk.open(page_of(row)).text
    other = Client().get(address.replace(address.split(".")[-2], "0" * 16))
    assert other["Cache-Control"] == "public, max-age=60"

    desk.post(page_of(row, "logo"), {"remove": "yes"})
    assert application(row.key).tile.logo_url == ""
    assert Client().get(address).status_code == 404
    assert ">P</text>" in desk.open(page_of(row)).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose an image file"),
        (b"GIF89a", "isn’t an SVG, PNG, JPEG, WebP or GIF"),
        (b"\xff\xd8\xff\xe0 JFIF", "damaged or incomplete"),
        (png(pixels=b""), "damaged or incomplete"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "“script”"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)' viewBox='0 0 1 1'/>", "“onload”"),
        (png(2049, 1), "at most 2048 × 2048 pixels"),
        (b"x" * (160 * 1024 + 1), "at most 160 KB"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_at_its_field(desk, content, said):
    row = made()

    shown = desk.post(page_of(row, "logo"), file(content, "logo.svg"))

    assert said in shown.said
    assert application(row.key).tile.logo_url == ""


def test_missing_logo_file_is_reported(desk):
    assert "Choose an image file" in desk.post(page_of(made(), "logo"), {}).said


def test_built_in_app_has_no_logo_of_its_own(desk):
    assert desk.get(page_of(Application.objects.get(key="dashboard"), "logo")).status_code == 403
    assert desk.get(f"{LIST}999999/logo/").status_code == 404


def test_unknown_logo_is_not_found(db):
    assert Client().get("/apps/logo/payroll.0123456789abcdef.svg").status_code == 404
    assert Client().post("/apps/logo/payroll.0123456789abcdef.svg").status_code == 405


def test_groups_and_users_are_found_by_a_part_of_their_name(desk):
    a_user("ada@example.com")
    group("Staff")
    text = desk.open(f"{LIST}add/").text
    addresses = re.findall(r'data-suggest="([^"]+)"', text)

    found = [desk.client.get(one.replace("&amp;", "&"), {}).json() for one in addresses]

    names = {one["text"] for answer in found for one in answer["results"]}
    assert {"Staff", "ada@example.com"} <= names


def test_pages_about_apps_carry_no_inline_script_or_style(desk):
    row = made()
    for page in (LIST, f"{LIST}add/", page_of(row), page_of(row, "logo"), page_of(row, "delete")):
        text = desk.open(page).text
        assert ("<script>" in text, ' style="' in text, " onclick=" in text) == (False, False, False)


def test_events_about_apps_read_as_sentences(desk):
    desk.save(f"{LIST}add/", {"label": "Payroll", "kind": "none", "user_addresses": desk.user.email})

    text = desk.open("accounts/event/").text

    assert "Application created" in text
    assert f"{desk.user.email} was assigned to an application" in text
    assert Event.objects.filter(type__startswith="application.").count() == 2


def test_a_profile_enrollment_policy_that_an_app_uses_names_it_and_stays(desk):
    policy = ProfileEnrollmentPolicy.objects.create(name="Partners", sign_up_allowed=True)
    row = made(enrollment_policy=policy)
    page = f"enrollment/profileenrollmentpolicy/{policy.pk}"

    assert "these applications see this form: Payroll" in desk.open(f"{page}/change/").text
    assert "These applications use it: Payroll" in desk.post(f"{page}/delete/", {"post": "yes"}).said
    assert ProfileEnrollmentPolicy.objects.filter(pk=policy.pk).exists()

    desk.save(page_of(row), {"enrollment_policy": ""})
    desk.post(f"{page}/delete/", {"post": "yes"})
    assert not ProfileEnrollmentPolicy.objects.filter(pk=policy.pk).exists()
    assert newest_event("policy.lifecycle.delete").actor_id == desk.user.public_id


def test_the_default_form_is_that_of_every_app_without_one(desk):
    sign_up_policy()
    made()
    default = ProfileEnrollmentPolicy.objects.get(is_default=True)

    text = desk.open(f"enrollment/profileenrollmentpolicy/{default.pk}/change/").text

    assert "these applications see this form: Payroll" in text
