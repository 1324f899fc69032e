"""``manage.py identity_providers``."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Event
from identity_providers.client_secrets import open_secret
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of

pytestmark = pytest.mark.django_db
ADD = ("add", "openid_connect", "Acme", "--issuer", "https://login.example.com", "--client-id", "client")


def run(*arguments, stdin="", monkeypatch=None):
    out = StringIO()
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", StringIO(stdin))
    call_command("identity_providers", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_provider_is_set_up_on_the_command_line(monkeypatch):
    assert run(*ADD, "--trusted-domain", "Example.com")["state"] == "inactive"

    done = run("set-secret", "Acme", "--activate", stdin="hunter2\n", monkeypatch=monkeypatch)
    run("edit", "Acme", "--label", "Acme Ltd", "--believes-assurance", "yes")

    row = IdentityProvider.objects.get()
    assert (done["state"], row.label, row.believes_assurance) == ("active", "Acme Ltd", True)
    assert open_secret(provider_of(row)) == "hunter2"
    assert [item.domain for item in row.trusted_domains.all()] == ["example.com"]
    shown = str([run("list"), run("show", "Acme Ltd"), list(Event.objects.values())])
    assert "hunter2" not in shown
    assert row.client_secret not in shown
    assert run("deactivate", "Acme Ltd")["state"] == "inactive"
    assert run("edit", "Acme Ltd", "--trusted-domain", "")["trusted_domains"] == []
    assert run("delete", "Acme Ltd") == {"deleted": "Acme Ltd", "linked_accounts": 0}


def test_dry_run_writes_nothing():
    assert run(*ADD, "--dry-run")["dry_run"]

    assert not IdentityProvider.objects.exists()
    assert not Event.objects.filter(type__startswith="identity_provider").exists()


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("show", "Nobody"), "No identity provider has the name “Nobody”", 3),
        ((*ADD[:4], "http://a.example", *ADD[5:]), "--issuer: “http://a.example” can’t be an issuer", 5),
        ((*ADD, "--trusted-domain", "x"), "--trusted-domain: “x” isn’t a domain", 5),
        ((*ADD, "--scope", "email"), "--scope: Add the scope openid", 5),
    ],
)
def test_refused_command_names_its_option(arguments, said, code):
    with pytest.raises(CommandError, match=said) as refused:
        run(*arguments)

    assert refused.value.returncode == code


def test_provider_without_secret_cannot_be_turned_on():
    run("add", "github", "GitHub", "--client-id", "client")

    with pytest.raises(CommandError, match="has no client secret yet"):
        run("activate", "GitHub")


def test_tested_connection_says_whether_it_works():
    run(*ADD[:4], "https://localhost:1", *ADD[5:])

    done = run("test", "Acme")

    assert not done["works"]
    assert done["failure"].startswith("metadata_")
