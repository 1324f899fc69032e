"""`manage.py policies`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Event
from applications.services.apps import author as app_author
from applications.services.apps import create_application
from policies.domain.rules import Kind
from policies.models import Policy
from policies.services.rules import save_rule
from tests.policies.rows import add_policy, author, draft, group

pytestmark = pytest.mark.django_db


def said(*words):
    out = StringIO()
    call_command("policies", *words, stdout=out)
    return out.getvalue()


def refusal(*words):
    with pytest.raises(CommandError) as refused:
        said(*words)
    return refused.value.returncode, str(refused.value)


def test_policies_are_listed_in_order_with_their_groups():
    add_policy(Kind.SESSION, "Staff", group("Staff"))
    listed = json.loads(said("list", "--kind", "session", "--json"))
    assert [(one["name"], one["for"], one["rules"]) for one in listed] == [
        ("Staff", "Staff", 0),
        ("Default global session policy", "all other users", 1),
    ]
    assert len(json.loads(said("list", "--json"))) == 7
    assert "authentication  Administration  active  Administration  1" in said("list")


def test_policy_is_shown_with_conditions_and_outcomes_of_its_rules():
    policy = add_policy(Kind.SESSION, "Careful")
    save_rule(draft(policy, {"device": "new"}, allowed=False), author())
    assert said("show", "session", "Careful").splitlines()[-3:] == [
        "- Rule",
        "    if: Only on a new device.",
        "    then: Sign-in is denied.",
    ]
    shown = json.loads(said("show", "authentication", "Administration", "--json"))
    assert (shown["apps"], shown["rules"][0]["when"]) == (["Administration"], [])
    assert refusal("show", "session", "None") == (3, "No policy has the name “None”.")


def test_a_policy_is_switched_off_and_on():
    add_policy(Kind.SESSION, "Staff")
    said("disable", "session", "Staff", "--dry-run")
    assert Policy.objects.get(name="Staff").active
    said("disable", "session", "Staff")
    assert not Policy.objects.get(name="Staff").active
    said("enable", "session", "Staff")
    said("enable", "session", "Staff")
    kinds = Event.objects.filter(type__contains="activate").order_by("pk").values_list("type", flat=True)
    assert list(kinds) == ["policy.lifecycle.deactivate", "policy.lifecycle.activate"]


def test_policy_used_by_apps_stays_enabled():
    code, why = refusal("disable", "authentication", "Administration")
    assert (code, "Administration" in why) == (5, True)
    assert refusal("disable", "session", "Default global session policy")[0] == 5


def test_recipe_is_rehearsed_and_then_written():
    app = create_application("Payroll", app_author(None, timezone.now()))
    rehearsed = said("recipe", "require-authenticator-app", "--application", "Payroll", "--dry-run")
    assert "Dry run: nothing was written." in rehearsed
    assert not Policy.objects.filter(name__startswith="Payroll").exists()
    written = json.loads(said("recipe", "require-authenticator-app", "--application", app.key, "--json"))
    assert written == {"recipe": "require-authenticator-app", "name": "Payroll: Authenticator app"}
    app.refresh_from_db()
    assert app.authentication_policy == Policy.objects.get(name=written["name"])


def test_recipes_are_listed_with_their_options():
    listed = {one["recipe"]: one["options"] for one in json.loads(said("recipes", "--json"))}
    assert listed["two-factors-outside"] == "--policy --zone"
    assert listed["allow-domains"] == "--form --domain"


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("two-factors-outside", "--zone", "Office"), 3, "No network zone has the name “Office”."),
        (("close-sign-up", "--application", "Nothing"), 3, "Nothing"),
        (("allow-domains", "--form", "Default policy", "--domain", "no domain"), 5, "--domain: "),
        (("close-sign-up",), 5, "--application: "),
    ],
    ids=["zone", "application", "domain", "no choice"],
)
def test_recipe_with_a_wrong_choice_names_the_option(words, code, text):
    returncode, message = refusal("recipe", *words)
    assert (returncode, text in message) == (code, True)
