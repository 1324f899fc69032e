"""`manage.py create_app`, and what `manage.py apps` knows of the sign-in."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.identities import hash_secret
from accounts.models import Event, Group
from applications.models import Application
from applications.selectors import application
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import policy_for
from oidc.models import Client, ClientSecret
from tests.actors import a_user, sign_up_policy
from tests.policies.rows import group

pytestmark = pytest.mark.django_db

CALLBACK = "http://localhost:5000/callback"
WEB = ("Payroll", "--redirect-uri", CALLBACK)


def said(command, *words):
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def as_json(command, *words):
    return json.loads(said(command, *words, "--json"))


def refusal(*words):
    with pytest.raises(CommandError) as refused:
        said(*words)
    return refused.value.returncode, str(refused.value)


def counts(secret):
    return ClientSecret.objects.filter(digest=hash_secret(secret), expires_at=None).exists()


def test_an_app_is_made_with_all_that_its_developer_needs():
    told = as_json("create_app", *WEB, "--everyone", "--post-logout-uri", "http://localhost:5000/")

    client = Client.objects.get()
    assert (told["client_id"], client.application.label, client.public) == (
        client.client_id,
        "Payroll",
        False,
    )
    assert counts(told["client_secret"])
    assert f"OIDC_CLIENT_SECRET={told['client_secret']}\n" in told["environment"]
    assert (told["program"]["key"], CALLBACK in told["program"]["text"]) == ("flask", True)
    assert client.post_logout_redirect_uris == "http://localhost:5000/"
    assert application(client.client_id).everyone
    assert {event.actor_type for event in Event.objects.all()} == {"system"}


def test_in_words_the_secret_is_printed_once_and_the_program_follows():
    printed = said("create_app", *WEB)

    assert printed.startswith("Created Payroll.\nNot assigned to anyone yet.")
    assert printed.count("OIDC_CLIENT_SECRET=") == 1
    assert "# Flask (Authlib)\n# pip install" in printed


@pytest.mark.parametrize(
    ("flag", "native", "origins"), [("--spa", False, "http://localhost:5000"), ("--native", True, "")]
)
def test_public_client_gets_no_secret(flag, native, origins):
    told = as_json("create_app", *WEB, flag)

    client = Client.objects.get()
    assert (told["client_secret"], "SECRET" in told["environment"]) == (None, False)
    assert (client.public, client.native, client.allowed_origins) == (True, native, origins)


@pytest.mark.parametrize(
    ("flags", "stored", "required"),
    [((), False, False), (("--require-pkce",), True, True), (("--spa",), False, True)],
)
def test_pkce_is_required_by_option_and_of_public_clients(flags, stored, required):
    told = as_json("create_app", *WEB, *flags)

    client = Client.objects.get()
    assert (client.pkce_required, client.requires_pkce) == (stored, required)
    assert as_json("apps", "show", told["client_id"])["pkce_required"] is stored


def test_addresses_may_be_pasted_with_separators():
    pasted = "https://a.example/cb, https://b.example/cb;https://c.example/cb"
    told = as_json(
        "create_app",
        "Payroll",
        "--redirect-uri",
        pasted,
        "--spa",
        "--post-logout-uri",
        "https://a.example;\n",
    )
    client = Client.objects.get(client_id=told["client_id"])
    hosts = [f"https://{letter}.example" for letter in "abc"]
    assert client.redirect_uris.split() == [f"{host}/cb" for host in hosts]
    assert client.allowed_origins.split() == hosts
    assert client.post_logout_redirect_uris == "https://a.example"


def test_pages_of_its_own_need_the_interaction_code():
    told = as_json("create_app", *WEB, "--spa", "--embedded", "--origin", "https://a.example")

    client = Client.objects.get()
    assert ("interaction_code" in client.grant_types, client.allowed_origins) == (True, "https://a.example")
    assert "okta-auth-js" in said("apps", "program", told["client_id"], "okta-auth-js")


def test_own_form_signs_users_up_into_the_assigned_group():
    staff = group("Staff")

    told = as_json("create_app", *WEB, "--group", "Staff", "--sign-up")

    app = application(told["client_id"])
    policy = policy_for(app.enrollment_policy_id)
    assert (policy.name, policy.sign_up_allowed, policy.group_ids) == ("Payroll", True, (staff.pk,))
    assert policy.join_later
    assert [item.key for item in policy.items][:1] == ["email"]
    assert app.allows_sign_up(frozenset(policy.group_ids))
    assert told["notes"] == ["People who come from this application can sign up with “Payroll”."]
    again = as_json("create_app", *WEB, "--group", "Staff", "--sign-up")
    assert again["enrollment_policy"] == f"Payroll ({again['client_id']})"


def test_existing_sign_up_form_is_not_duplicated():
    sign_up_policy()

    assert as_json("create_app", *WEB, "--everyone", "--sign-up")["enrollment_policy"] is None
    assert ProfileEnrollmentPolicy.objects.count() == 1


def test_a_rehearsal_leaves_nothing_and_shows_no_secret():
    told = as_json("create_app", *WEB, "--everyone", "--sign-up", "--dry-run")
    printed = said("create_app", *WEB, "--dry-run")

    assert (told["client_secret"], told["dry_run"]) == (None, True)
    assert "nothing was written" in printed
    assert "created and shown once without --dry-run" in printed
    assert (Client.objects.count(), Application.objects.count(), Event.objects.count()) == (0, 2, 0)
    assert ProfileEnrollmentPolicy.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("Payroll",), 5, "--redirect-uri: Enter at least one redirect URI"),
        (
            ("Payroll", "--redirect-uri", "nowhere", "--spa"),
            5,
            "--redirect-uri: “nowhere” isn’t an absolute URI",
        ),
        (("Payroll", "--redirect-uri", "http://[::1", "--spa"), 5, "--redirect-uri: "),
        ((*WEB, "--post-logout-uri", "http://a.example/"), 5, "--post-logout-uri: "),
        ((*WEB, "--origin", "https://a.example/path"), 5, "--origin: "),
        ((*WEB, "--initiate-login-uri", "ftp://a.example/"), 5, "--initiate-login-uri: "),
        (("  ", *WEB[1:]), 5, "name: Enter a name for the application."),
        ((*WEB, "--group", "Nobody"), 3, "--group: No group has the name “Nobody”."),
        ((*WEB, "--person", "nobody@example.com"), 3, "--person: No user has the email address"),
        ((*WEB, "--sign-up"), 2, "--sign-up: new users could not use the app."),
        ((*WEB, "--spa", "--web"), 1, "not allowed with argument"),
        ((), 1, "required: name"),
    ],
)
def test_invalid_argument_is_named_and_nothing_is_created(words, code, why):
    found, said_why = refusal("create_app", *words)

    assert (found, why in said_why) == (code, True), said_why
    assert (Client.objects.count(), Application.objects.count()) == (0, 2)


def test_a_secret_is_rotated_with_an_overlap_or_at_once():
    first = as_json("create_app", *WEB)["client_secret"]

    second = as_json("apps", "rotate-secret", "Payroll")["client_secret"]
    assert (counts(first), counts(second), ClientSecret.objects.count()) == (False, True, 2)

    rehearsed = as_json("apps", "rotate-secret", "Payroll", "--at-once", "--dry-run")
    assert (rehearsed["client_secret"], counts(second)) == ("", True)

    third = as_json("apps", "rotate-secret", "Payroll", "--at-once")
    assert (counts(second), counts(third["client_secret"])) == (False, True)
    assert Event.objects.filter(type="oauth2.client.secret").count() == 2


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("rotate-secret", "Phone"), 5, "Public clients don’t have a secret."),
        (("rotate-secret", "dashboard"), 3, "has no OpenID Connect client"),
        (("rotate-secret", "Nothing"), 3, "No application has the client ID or name"),
        (("program", "Phone", "flask"), 2, "program: choose one of curl."),
    ],
)
def test_missing_secret_or_snippet_is_reported(words, code, why):
    said("create_app", "Phone", "--redirect-uri", "com.example.phone:/back", "--native")

    found, said_why = refusal("apps", *words)

    assert (found, why in said_why) == (code, True), said_why


def test_registered_values_and_the_snippet_are_printed():
    told = as_json("create_app", *WEB, "--person", a_user("ada@example.com").email)

    shown = as_json("apps", "show", "Payroll")
    assert (shown["redirect_uris"], shown["client_type"]) == ([CALLBACK], "confidential")
    assert shown["people"] == ["ada@example.com"]
    assert told["client_secret"] not in json.dumps(shown)
    assert said("apps", "program", "Payroll") == told["program"]["text"]
    assert Group.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("n" * 300, "100"),
        ("Pay\u202eroll", "can’t save"),
        ("Pay\x1b[31mroll", "can’t save"),
        ("Pay\nroll", "can’t save"),
        ("Pay\u2028roll", "can’t save"),
        ("\u200b", "name"),
        ("", "name"),
    ],
)
def test_name_that_the_form_refuses_is_refused_by_the_command(name, reason):
    code, text = refusal("create_app", name, "--redirect-uri", CALLBACK, "--everyone")
    assert code == 5
    assert reason in text
    assert not Client.objects.exists()


@pytest.mark.parametrize("name", ["\u200bPayroll", " Payroll\u00a0", "\u2067Payroll\u2069"])
def test_invisible_ends_of_a_name_are_removed(name):
    group("Staff")
    told = as_json("create_app", name, "--redirect-uri", CALLBACK, "--group", "\u200bStaff ")
    assert told["label"] == "Payroll"
    assert "Payroll" in said("apps", "show", name)
