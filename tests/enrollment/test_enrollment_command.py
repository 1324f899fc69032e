"""`manage.py enrollment`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Event, ProfileAttribute
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.selectors import enrollment_policy

pytestmark = pytest.mark.django_db


def said(*words):
    out = StringIO()
    call_command("enrollment", *words, stdout=out)
    return out.getvalue()


def as_json(*words):
    return json.loads(said(*words, "--json"))


def refusal(*words):
    with pytest.raises(CommandError) as refused:
        said(*words)
    return refused.value.returncode, str(refused.value)


def test_sign_up_is_opened_and_closed():
    assert as_json("list") == [
        {
            "name": "Default policy",
            "state": "sign-up forbidden",
            "serves": "the sign-up page",
            "asks": ["email", "firstName", "lastName"],
        }
    ]
    assert as_json("allow-sign-up")["sign_up_allowed"]
    assert "The /signup page shows this form." in said("show")
    assert enrollment_policy().sign_up_allowed
    assert not as_json("forbid-sign-up", "Default policy")["sign_up_allowed"]
    said("forbid-sign-up")
    assert Event.objects.filter(type="policy.lifecycle.update").count() == 2


def test_a_rehearsal_changes_nothing():
    assert as_json("allow-sign-up", "--dry-run")["dry_run"]
    assert not ProfileEnrollmentPolicy.objects.get().sign_up_allowed
    assert not enrollment_policy().sign_up_allowed


def test_fields_come_are_insisted_on_and_go():
    assert as_json("offer-field", "city")["asks"][-1] == "city"
    assert "city" not in as_json("show")["requires"]
    assert "city" in as_json("require-field", "city", "--policy", "Default policy")["requires"]
    assert "city" not in as_json("drop-field", "city")["asks"]
    assert as_json("drop-field", "email")["asks"][0] == "email"


def test_field_has_its_own_messages_options_and_condition():
    attribute = ProfileAttribute.objects.create(
        key="team", type="choice", title="Team", options=[{"value": "ops", "title": "Operations"}]
    )
    said("offer-field", "team")
    said("offer-field", "city")
    said("edit-field", "team", "--options", "ops: People", "--invalid-message", "Choose a team.")
    shown = as_json("edit-field", "city", "--show-if", "team", "--is", "one_of", "--values", "ops")
    assert shown["conditions"] == {"city": "team one_of ops"}
    field = EnrollmentFormField.objects.get(attribute=attribute)
    assert (field.options, field.invalid_message) == ([{"value": "ops", "title": "People"}], "Choose a team.")
    code, text = refusal("edit-field", "city", "--values", "gone")
    assert (code, text.partition(" ")[0]) == (5, "“City”")
    assert refusal("drop-field", "team")[0] == 5
    assert as_json("edit-field", "city", "--show-if", "")["conditions"] == {}
    shown = as_json("edit-field", "team", "--new-page", "--page-title", "Your team")
    assert shown["pages"] == [["email", "firstName", "lastName"], ["team", "city"]]
    assert len(as_json("edit-field", "team", "--same-page")["pages"]) == 1
    assert refusal("edit-field", "nickName")[0] == 3


def test_form_with_an_option_that_is_gone_is_closed_but_not_changed():
    attribute = ProfileAttribute.objects.create(
        key="team", type="choice", title="Team", options=[{"value": "ops", "title": "Operations"}]
    )
    said("require-field", "team")
    said("offer-field", "city")
    said("edit-field", "city", "--show-if", "team", "--is", "one_of", "--values", "ops")
    said("allow-sign-up")
    attribute.options = [{"value": "it", "title": "IT"}]
    attribute.save()
    assert not as_json("forbid-sign-up")["sign_up_allowed"]
    status, text = refusal("require-field", "city")
    assert (status, "“City” depends on the value “ops”, but “Team” has no such option." in text) == (5, True)


def test_unknown_or_disallowed_arguments_are_reported():
    assert refusal("show", "None") == (3, "No policy has the name “None”.")
    assert refusal("require-field", "shoeSize") == (3, "No attribute has the key “shoeSize”.")
    assert refusal("require-field", "login")[0] == 5
