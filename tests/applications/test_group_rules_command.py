"""`manage.py group_rules`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Event, GroupRule, RuleRecomputation
from accounts.profile.profiles import update_own_profile
from tests.actors import a_user
from tests.group_rules import a_rule

pytestmark = pytest.mark.django_db
EFFECT = "If department is Finance, add to Finance."


def said(*words):
    out = StringIO()
    call_command("group_rules", *words, stdout=out)
    return out.getvalue()


def as_json(*words):
    return json.loads(said(*words, "--json"))


def test_rules_are_listed_and_shown_as_sentences():
    a_rule(name="Finance people")
    shown = {
        "name": "Finance people",
        "active": True,
        "effect": EFFECT,
        "memberships": "being updated",
    }
    assert as_json("list") == [shown]
    assert as_json("show", "Finance people") == shown
    assert EFFECT in said("show", "Finance people")


def test_test_names_who_matches_and_who_would_join():
    ada = a_user("ada@example.com")
    update_own_profile(ada.pk, {"department": "Finance"}, now=timezone.now())
    a_user("bo@example.com")
    a_rule()
    assert as_json("test", "Rule") == {
        "name": "Rule",
        "people": 1,
        "first": ["ada@example.com"],
        "joining": 1,
        "leaving": 0,
        "examined": 2,
        "complete": True,
    }


def test_rule_is_switched_recomputed_and_deleted_as_the_system():
    a_rule()
    RuleRecomputation.objects.all().delete()
    said("recompute", "Rule")
    assert RuleRecomputation.objects.exists()
    assert as_json("deactivate", "Rule")["active"] is False
    assert as_json("activate", "Rule")["active"] is True
    assert as_json("delete", "Rule") == {"deleted": "Rule"}
    assert not GroupRule.objects.exists()
    assert {event.actor_type for event in Event.objects.filter(type__startswith="group.rule")} == {"system"}


@pytest.mark.parametrize("word", ["deactivate", "recompute", "delete"])
def test_dry_run_changes_nothing(word):
    a_rule()
    RuleRecomputation.objects.all().delete()
    assert "Dry run" in said(word, "Rule", "--dry-run")
    assert GroupRule.objects.get().active
    assert not RuleRecomputation.objects.exists()


def test_unknown_rule_is_not_found():
    with pytest.raises(CommandError) as refused:
        said("show", "Nothing")
    assert (refused.value.returncode, str(refused.value)) == (3, "No group rule has the name “Nothing”.")
