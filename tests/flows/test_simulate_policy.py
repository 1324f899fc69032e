import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from policies.domain.rules import Kind
from policies.models import NetworkZone
from policies.services.zones import save_zone
from tests.actors import a_user
from tests.identity_providers.rows import a_provider
from tests.policies.rows import add_policy, add_rule, author, group

pytestmark = pytest.mark.django_db


def simulate(*arguments):
    out = StringIO()
    call_command("simulate_policy", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def rules():
    """Staff get no session from the office on a new device on Sundays."""
    staff = group("Staff", a_user("ada@example.com"))
    office = save_zone(NetworkZone(name="Office", networks="203.0.113.0/24"), author())
    columns = {"zones_included": [office], "device": "new", "weekdays": {"sun"}, "time_zone": "Europe/Berlin"}
    add_rule(add_policy(Kind.SESSION, "Staff", staff), columns, allowed=False)


ADA = ("--person", "ada@example.com", "--ip", "203.0.113.9", "--at", "2026-11-22T20:00+01:00", "--new-device")


def test_simulation_prints_decision_and_reason(rules):
    said = simulate(*ADA, "--app", "administration")

    assert "Staff: It applies to this person or application." in said
    assert "Rule: matched. All conditions match." in said
    assert "So: Sign-in is denied." in said
    assert "So: Two different factors are required." in said


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (("--ip", "198.51.100.9"), "Only from Office."),
        (("--at", "2026-11-23T20:00+01:00"), "Only on Sunday (Europe/Berlin)."),
    ],
)
def test_simulation_prints_failed_conditions(rules, changes, why):
    said = simulate(*ADA, *changes)

    assert f"Rule: no match. {why}" in said


def test_new_user_can_be_simulated_in_a_group(rules):
    said = json.loads(simulate("--sign-up", "--group", "Staff", *ADA[2:], "--json"))

    assert [one["kind"] for one in said] == [kind.value for kind in Kind]
    assert (said[0]["policy"], said[0]["rule"]) == ("Staff", "Rule")
    assert said[0]["policies"][0]["rules"][0]["matched"]


def test_identity_provider_is_among_the_facts():
    acme = a_provider("Acme")
    add_rule(add_policy(Kind.SESSION, "Staff", group("Staff")), {"providers_included": [acme]}, allowed=False)
    user_of_acme = ("--sign-up", "--group", "Staff", "--identity-provider", "Acme")

    assert json.loads(simulate(*user_of_acme, "--json"))[0]["policies"][0]["rules"][0]["matched"]
    assert "Only after a sign-in with Acme." in simulate("--sign-up", "--group", "Staff")
    with pytest.raises(CommandError, match="No identity provider has the name 'Other'"):
        simulate(*user_of_acme[:-1], "Other")


def test_operations_are_for_account_management():
    add_rule(
        add_policy(Kind.ACCOUNT_MANAGEMENT, "Strict", group("Staff")), {"operations": {"enroll"}}, factors=2
    )

    said = simulate("--in-settings", "--group", "Staff", "--operation", "enroll", "--authenticator", "totp")

    assert "Strict: It applies to this person or application." in said


def test_prompts_are_those_of_the_users_authenticators():
    a_user("ada@example.com")

    text = simulate("--person", "ada@example.com", "--prompts")
    closed = json.loads(simulate("--sign-up", "--prompts", "--json"))
    call_command("enrollment", "allow-sign-up", stdout=StringIO())
    newcomer = json.loads(simulate("--sign-up", "--prompts", "--json"))

    assert text.splitlines() == ["Enter your password (or: Email)", "Done: signed in."]
    assert closed == ["You can’t sign up here. Ask your administrator for an invitation."]
    assert newcomer[0] == "Check your email"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--prompts",),
        ("--prompts", "--recovery"),
        ("--app", "payroll"),
        ("--person", "nobody@example.com"),
        ("--person", "nobody"),
        ("--group", "Nobody"),
        ("--ip", "here"),
        ("--at", "2026-11-22T20:00"),
        ("--at", "noon"),
        ("--sign-up", "--recovery"),
    ],
)
def test_unknown_arguments_are_reported(arguments):
    with pytest.raises(CommandError):
        simulate(*arguments)
