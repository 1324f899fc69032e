"""`manage.py groups`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Event, Group, Membership
from tests.actors import a_user

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.com", "eve@example.com"


def said(*words):
    out = StringIO()
    call_command("groups", *words, stdout=out)
    return out.getvalue()


def as_json(*words):
    return json.loads(said(*words, "--json"))


def refusal(*words):
    with pytest.raises(CommandError) as refused:
        said(*words)
    return refused.value.returncode, str(refused.value)


def test_a_group_is_made_filled_renamed_emptied_and_deleted():
    a_user(ADA)
    a_user(EVE)

    assert as_json("create", "Staff", "--description", "Who works here") == {"created": "Staff"}
    assert as_json("add", "Staff", ADA, EVE) == {"name": "Staff", "added": 2, "people": 2}
    assert as_json("add", "Staff", ADA) == {"name": "Staff", "added": 0, "people": 2}
    assert as_json("list") == [{"name": "Staff", "people": 2, "description": "Who works here"}]
    assert as_json("rename", "Staff", "Crew") == {"renamed": "Staff", "name": "Crew"}
    assert as_json("remove", "Crew", EVE) == {"name": "Crew", "removed": 1, "people": 1}
    assert as_json("show", "Crew")["people"] == [ADA]
    assert as_json("delete", "Crew") == {"deleted": "Crew", "people": 1}
    assert not Group.objects.exists()
    assert {event.actor_type for event in Event.objects.filter(type__startswith="group.")} == {"system"}


def test_words_are_for_people():
    said("create", "Staff")

    assert said("list") == "Staff  0\n"
    assert said("show", "Staff") == "name: Staff\ndescription: \npeople: \n"


def test_a_rehearsal_says_what_would_be_and_leaves_nothing():
    a_user(ADA)
    said("create", "Staff")

    assert "nothing was written" in said("add", "Staff", ADA, "--dry-run")
    assert as_json("delete", "Staff", "--dry-run")["dry_run"] is True
    assert (Group.objects.count(), Membership.objects.count()) == (1, 0)
    assert Event.objects.filter(type__startswith="group.").count() == 1


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("add", "Nobody", ADA), 3, "No group has the name “Nobody”."),
        (("add", "Staff", "eve@example.com"), 3, "No user has the email address eve@example.com."),
        (("create", "Staff"), 5, "name: Another group has the name “Staff”."),
        (("create", "  "), 5, "name: Enter a name for the group."),
        (("create", "a" * 256), 5, "name: The name is too long. Use at most 255 characters."),
        (("rename", "Crew", "Staff"), 5, "name: Another group has the name “Staff”."),
        (("list", "--dry-run"), 1, "unrecognized arguments: --dry-run"),
        (("burn", "Staff"), 1, "invalid choice: 'burn'"),
        ((), 1, "required: action"),
    ],
)
def test_impossible_action_prints_an_error_and_exits_nonzero(words, code, why):
    a_user(ADA)
    said("create", "Staff")
    said("create", "Crew")

    found, said_why = refusal(*words)

    assert found == code
    assert why in said_why
    assert (Group.objects.count(), Membership.objects.count()) == (2, 0)


def test_empty_database_is_reported_as_empty(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)

    assert "The database is empty" in refusal("list")[1]


@pytest.mark.parametrize("name", ["n" * 256, "St\u202eaff", "St\x1baff", "St\naff", "", "\u200b"])
def test_name_that_the_form_refuses_is_refused_by_the_command(name):
    assert refusal("create", name)[0] == 5
    said("create", "Staff")
    assert refusal("rename", "Staff", name)[0] == 5
    assert Group.objects.get().name == "Staff"


def test_group_and_users_are_found_despite_invisible_characters():
    a_user(ADA)
    assert as_json("create", "\u200bStaff ") == {"created": "Staff"}
    assert refusal("create", "Staff\u2060")[0] == 5
    assert as_json("add", " Staff", f"\u200b{ADA}\u00a0")["added"] == 1
    assert refusal("create", "Crew", "--description", "a\x1bb")[0] == 5
