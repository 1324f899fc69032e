"""How apps sign users in, in the administration: addresses, rights, secrets, programs to copy."""

import re

import pytest
from django.contrib.auth.models import Permission

from accounts.identities import hash_secret
from accounts.models import User
from applications.models import Application
from oidc.models import Client, ClientSecret
from policies.domain.rules import Kind as PolicyKind
from tests.actors import a_user
from tests.administration.desk import Desk, Shown, newest_event
from tests.policies.rows import add_policy, add_rule

pytestmark = pytest.mark.django_db

LIST = "applications/application/"
CALLBACK = "https://payroll.example.com/callback"


def add(desk: Desk, **changes: object) -> Shown:
    return desk.save(f"{LIST}add/", {"label": "Payroll", "redirect_uris": CALLBACK, **changes})


def page_of(client: Client, name: str = "change") -> str:
    return f"{LIST}{client.application_id}/{name}/"


def secret_on(shown: Shown) -> str:
    found = re.search(r'id="id_secret"[^>]*value="([^"]+)"', shown.text)
    assert found, shown.said
    return found[1]


def counts(client: Client, secret: str) -> bool:
    return ClientSecret.objects.filter(client=client, digest=hash_secret(secret)).exists()


def test_app_and_client_are_created_together_and_secret_is_shown_once(desk):
    shown = add(desk, post_logout_redirect_uris="https://payroll.example.com/\n")

    client, secret = Client.objects.get(), secret_on(shown)
    assert (client.client_id, client.public) == (client.application.key, False)
    assert client.redirect_uris.split() == [CALLBACK]
    assert counts(client, secret)
    assert f"OIDC_CLIENT_SECRET={secret}" in shown.text
    assert secret not in desk.open(page_of(client)).text
    assert newest_event("oauth2.client.create").actor_id == desk.user.public_id


@pytest.mark.parametrize(("kind", "native"), [("spa", False), ("native", True)])
def test_public_client_has_no_secret(desk, kind, native):
    shown = add(desk, kind=kind)

    client = Client.objects.get()
    assert (client.public, client.native) == (True, native)
    assert ("id_secret" in shown.text, "Secrets" in desk.open(page_of(client)).text) == (False, False)
    assert (
        desk.post(page_of(client, "rotate-secret"), {}).said.strip() == "Public clients don’t have a secret."
    )
    assert not ClientSecret.objects.exists()


def test_a_mere_tile_becomes_an_app_that_signs_in(desk):
    add(desk, kind="none")
    row = Application.objects.get(label="Payroll")
    assert (Client.objects.exists(), "Tile only" in desk.open(LIST).text) == (False, True)

    shown = desk.save(f"{LIST}{row.pk}/change/", {"kind": "web", "redirect_uris": CALLBACK})

    assert counts(Client.objects.get(application=row), secret_on(shown))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("redirect_uris", "", "at least one redirect URI"),
        ("redirect_uris", "payroll.example.com", "isn’t an absolute URI"),
        ("redirect_uris", f"{CALLBACK}\nhttp://payroll.example.com/", "Use https"),
        ("redirect_uris", "https://*.example.com/", "has a wildcard"),
        ("post_logout_redirect_uris", "https://payroll.example.com/#out", "Remove the #"),
        ("allowed_origins", "https://payroll.example.com/path", "isn’t an origin"),
        ("backchannel_logout_uri", "http://payroll.example.com/out", "Use https"),
        ("access_seconds", "5", "seconds"),
        ("refresh_idle_seconds", "99999999", "can’t exceed the refresh token lifetime"),
    ],
)
def test_invalid_registration_is_shown_at_its_field_and_creates_nothing(desk, field, value, said):
    shown = add(desk, **{field: value})

    assert said in shown.error_at(field)
    assert 'value="Payroll"' in shown.text
    assert not Application.objects.filter(label="Payroll").exists()


def test_registered_values_are_prefilled_and_changed(desk):
    add(desk, allowed_origins="https://payroll.example.com")
    client = Client.objects.get()

    desk.save(
        page_of(client),
        {
            "label": "Wages",
            "redirect_uris": f"{CALLBACK}\nhttp://localhost:5000/callback",
            "grant_types": ["authorization_code", "interaction_code"],
            "scopes": ["openid", "email"],
            "access_seconds": "300",
        },
    )

    client.refresh_from_db()
    assert client.redirect_uris.split() == [CALLBACK, "http://localhost:5000/callback"]
    assert client.allowed_origins == "https://payroll.example.com"
    assert (client.grant_types, client.scopes) == (
        ["authorization_code", "interaction_code"],
        ["openid", "email"],
    )
    assert (client.access_seconds, client.application.label) == (300, "Wages")
    assert newest_event("oauth2.client.update").actor_id == desk.user.public_id
    assert ClientSecret.objects.count() == 1


def test_addresses_may_be_pasted_with_separators(desk):
    add(desk, redirect_uris=f"\u200b{CALLBACK}, https://b.example/cb;https://c.example/?a=1,2;")

    client = Client.objects.get()
    assert client.redirect_uris.split() == [CALLBACK, "https://b.example/cb", "https://c.example/?a=1,2"]


def test_pkce_is_required_once_the_box_is_ticked(desk):
    add(desk)
    client = Client.objects.get()
    assert (client.pkce_required, client.requires_pkce) == (False, False)

    desk.save(page_of(client), {"pkce_required": "on"})

    client.refresh_from_db()
    assert client.requires_pkce


def test_one_wrong_address_keeps_what_was_registered(desk):
    add(desk)
    client = Client.objects.get()

    shown = desk.save(page_of(client), {"label": "Wages", "redirect_uris": "nowhere"})

    assert "isn’t an absolute URI" in shown.error_at("redirect_uris")
    client.refresh_from_db()
    assert (client.redirect_uris, client.application.label) == (CALLBACK, "Payroll")


@pytest.mark.parametrize(
    ("sent", "said", "held"),
    [({}, "works for 7 more days", 2), ({"at_once": "yes"}, "no longer works", 1)],
)
def test_new_secret_is_shown_once_with_the_end_of_the_old_one(desk, sent, said, held):
    add(desk)
    client = Client.objects.get()

    shown = desk.post(page_of(client, "rotate-secret"), sent)

    assert said in shown.text
    assert counts(client, secret_on(shown))
    assert desk.open(page_of(client)).text.count("<li>Created ") == held
    assert newest_event("oauth2.client.secret").actor_id == desk.user.public_id


def test_secret_is_changed_by_an_authorized_post(desk):
    add(desk)
    client = Client.objects.get()
    assert desk.get(page_of(client, "rotate-secret")).status_code == 405
    assert desk.post(f"{LIST}999999/rotate-secret/", {}).status == 404
    helper = Desk("helper@example.com")
    User.objects.filter(pk=helper.user.pk).update(is_superuser=False)
    helper.user.user_permissions.set(Permission.objects.filter(codename="view_application"))

    assert helper.post(page_of(client, "rotate-secret"), {}).status == 403
    text = helper.open(page_of(client)).text
    assert ("Sample programs" in text, "Create a new secret" in text) == (True, False)
    assert ClientSecret.objects.count() == 1


def test_snippets_contain_the_registered_values(desk):
    add(desk)
    client = Client.objects.get()

    text = desk.open(page_of(client)).text.replace("&quot;", '"')

    for title in ("Flask (Authlib)", "Django (Authlib)", "By hand (curl)"):
        assert title in text
    assert f'client_id="{client.client_id}"' in text
    assert f'REDIRECT_URI = "{CALLBACK}"' in text
    assert "the-secret-that-was-shown-once" in text


def test_built_in_app_has_no_client(desk):
    row = Application.objects.get(key="dashboard")

    text = desk.open(f"{LIST}{row.pk}/change/").text
    assert ("redirect_uris" in text, "Sample programs" in text) == (False, False)
    assert desk.post(f"{LIST}{row.pk}/rotate-secret/", {}).status == 404
    assert "Built-in" in desk.open(LIST).text


def test_deleting_an_app_deletes_its_client(desk):
    add(desk)
    client = Client.objects.get()

    assert "0 active refresh tokens" in desk.open(page_of(client, "delete")).text
    desk.post(page_of(client, "delete"), {"confirmed": "yes"})

    assert not Client.objects.exists()


def test_pages_with_a_sign_in_carry_no_inline_script_or_style(desk):
    shown = add(desk)
    pages = [shown.text, desk.open(page_of(Client.objects.get())).text]

    for text in pages:
        assert ("<script>" in text, ' style="' in text, " onclick=" in text) == (False, False, False)


def test_lockout_by_a_client_change_needs_confirmation(desk):
    a_user("ada@example.com")
    add(desk)
    client, policy = Client.objects.get(), add_policy(PolicyKind.AUTHENTICATION, "Closed")
    add_rule(policy, allowed=False)
    wish = {"authentication_policy": policy.pk, "redirect_uris": "https://b.example/c"}

    asked = desk.save(page_of(client), wish)
    assert ("person would lose access" in asked.text, "https://b.example/c" in asked.text) == (True, True)
    assert Client.objects.get().redirect_uris == CALLBACK

    desk.save(page_of(client), {**wish, "confirmed": "yes"})
    assert Client.objects.get().redirect_uris == "https://b.example/c"
