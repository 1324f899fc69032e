"""`manage.py apps`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Event
from applications.models import Application
from applications.services import apps
from tests.actors import a_user, sign_up_policy
from tests.policies.rows import group

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


def made(label="Payroll", **columns):
    return apps.create_application(label, apps.author(None, timezone.now()), **columns)


def said(*words):
    out = StringIO()
    call_command("apps", *words, stdout=out)
    return out.getvalue()


def as_json(*words):
    return json.loads(said(*words, "--json"))


def refusal(*words):
    with pytest.raises(CommandError) as refused:
        said(*words)
    return refused.value.returncode, str(refused.value)


def test_apps_are_listed_with_their_assignments():
    row = made()
    row.groups.set([group("Staff")])
    row.people.set([a_user(ADA)])
    made("Rota", active=False)

    found = {one["label"]: (one["state"], one["who"]) for one in as_json("list")}

    assert found["Payroll"] == ("active", "Staff, 1 by name")
    assert found["Rota"] == ("inactive", "no one")
    assert found["Dashboard"] == ("active", "everyone")
    assert f"{row.key}  Payroll  active  Staff, 1 by name\n" in said("list")


@pytest.mark.parametrize("name", ["Payroll", "payroll", "key"])
def test_an_app_is_named_by_its_client_id_or_its_name(name):
    sign_up_policy()
    row = made(everyone=True)

    shown = as_json("show", row.key if name == "key" else name)

    assert (shown["client_id"], shown["everyone"], shown["groups"]) == (row.key, True, [])
    assert shown["notes"] == ["People who come from this application can sign up with “Default policy”."]


def test_an_app_is_switched_off_and_on():
    row = made()

    assert as_json("disable", "Payroll")["active"] is False
    assert not Application.objects.get(pk=row.pk).active
    assert said("enable", "Payroll") == f"client_id: {row.key}\nlabel: Payroll\nactive: yes\n"
    assert Event.objects.filter(type__startswith="application.lifecycle").count() == 3


def test_user_is_assigned_and_unassigned():
    row = made()
    group("Staff")
    a_user(ADA)

    named = ("--group", "Staff", "--person", ADA, "--everyone")
    assert as_json("assign", "Payroll", *named)["changed"] == 3
    assert as_json("assign", "Payroll", *named)["changed"] == 0
    assert as_json("unassign", "Payroll", "--everyone")["who"] == "Staff, 1 by name"
    assert as_json("unassign", "Payroll", *named)["who"] == "no one"
    assert (row.groups.count(), row.people.count()) == (0, 0)


def test_delete_prints_what_was_deleted():
    row = made()
    row.people.set([a_user(ADA)])

    gone = as_json("delete", "Payroll")

    assert gone == {
        "deleted": row.key,
        "label": "Payroll",
        "groups": 0,
        "people": 1,
        "consents": 0,
        "uses": 0,
    }
    assert not Application.objects.filter(label="Payroll").exists()


@pytest.mark.parametrize(
    "words", [("delete", "Payroll"), ("disable", "Payroll"), ("assign", "Payroll", "--everyone")]
)
def test_a_rehearsal_leaves_everything(words):
    row = made()

    assert as_json(*words, "--dry-run")["dry_run"] is True
    assert "nothing was written" in said(*words, "--dry-run")

    row.refresh_from_db()
    assert (row.active, row.everyone) == (True, False)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("show", "Nothing"), 3, "No application has the client ID or name “Nothing”."),
        (("show", "Twin"), 4, "Several applications have the name “Twin”. Use a client ID: "),
        (("delete", "dashboard"), 5, "are built in. This setting can’t be changed."),
        (("assign", "Payroll"), 2, "--group NAME, --person ADDRESS or --everyone"),
        (("assign", "Payroll", "--group", "Nobody"), 3, "--group: No group has the name “Nobody”."),
        (("assign", "Payroll", "--person", "no one"), 3, "--person: "),
        (
            ("assign", "Payroll", "--person", "nobody@example.com"),
            3,
            "--person: No user has the email address",
        ),
        (("list", "--dry-run"), 1, "unrecognized arguments"),
    ],
)
def test_impossible_action_prints_an_error_and_exits_nonzero(words, code, why):
    made()
    made("Twin")
    made("Twin")

    found, said_why = refusal(*words)

    assert (found, why in said_why) == (code, True), said_why
