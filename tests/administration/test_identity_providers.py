"""The pages of identity providers."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Event
from administration.identity_providers import provider_pages as pages
from identity_providers.client_secrets import open_secret
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of
from identity_providers.services.connection_test import ConnectionResult
from identity_providers.services.provider_drafts import ProviderDraft
from identity_providers.services.providers import save_provider
from tests.actors import a_user
from tests.administration.desk import newest_event
from tests.identity_providers.rows import a_provider
from tests.identity_providers.test_services import link, set_secret

pytestmark = pytest.mark.django_db

LIST = "identity_providers/identityprovider/"
SECRET = "hunter2-of-the-provider"


def stored(**columns: Any) -> IdentityProvider:
    row = a_provider("Acme", "example.com", issuer="https://login.example.com", **columns)
    set_secret(row, SECRET, actor=None, now=timezone.now())
    return row


@pytest.mark.parametrize(
    ("kind", "values", "absent"),
    [
        ("openid_connect", {"issuer": "https://login.example.com"}, ["team_id"]),
        ("google", {}, ["issuer", "team_id"]),
        ("microsoft", {}, ["team_id"]),
        ("apple", {"team_id": "ABCDE12345", "key_id": "KEY1234567"}, ["issuer"]),
        ("github", {}, ["team_id"]),
    ],
)
def test_kind_is_added_with_the_fields_it_needs(desk, kind, values, absent):
    assert f'href="?kind={kind}"' in desk.open(f"{LIST}add/").text
    page = desk.open(f"{LIST}add/?kind={kind}")
    form = desk.form_of(page)
    [new_id] = form["new_id"]
    assert not set(absent) & form.keys()
    assert f"/idp/callback/{new_id}" in page.text
    mapping = {"map-0-claim": "given_name", "map-0-attribute": "firstName", "map-0-time": "creation"}
    sent = {"label": "Work", "client_id": "client", "new_secret": SECRET, **mapping, **values}

    desk.save(f"{LIST}add/?kind={kind}", {**sent, "new_id": new_id})

    row = IdentityProvider.objects.get()
    assert (row.kind, row.public_id) == (kind, new_id)
    assert row.mapping == [{"claim": "given_name", "attribute": "firstName", "time": "creation"}]
    assert open_secret(provider_of(row)) == SECRET
    assert newest_event("identity_provider.create").actor_id == desk.user.public_id


def test_refused_form_names_the_field_and_keeps_no_secret(desk):
    stored()
    shown = desk.save(
        f"{LIST}add/?kind=openid_connect",
        {
            "label": "Other",
            "issuer": "https://a@other.example/?x",
            "client_id": "client",
            "new_secret": SECRET,
            "trusted_domains": "EXAMPLE.com",
            "map-0-claim": "a b",
            "map-0-attribute": "firstName",
        },
    )

    assert "issuer" in shown.error_at("issuer")
    assert "Acme" in shown.error_at("trusted_domains")
    assert "name of a claim" in shown.error_at("map-0-claim")
    assert SECRET not in shown.text


def test_forged_public_id_is_refused(desk):
    path = f"{LIST}add/?kind=openid_connect"
    values = {"label": "Acme", "issuer": "https://login.example.com", "client_id": "client"}

    shown = desk.save(path, {**values, "new_id": "../../admin"})

    assert "Open the form again" in shown.text
    assert not IdentityProvider.objects.exists()


def test_change_of_trust_is_confirmed_and_says_what_it_means(desk):
    row = stored()
    page = f"{LIST}{row.pk}/change/"
    form = desk.form(page)

    asked = desk.post(
        page, {**form, "trusted_domains": "example.com\nexample.org", "believes_assurance": "on"}
    )

    assert "example.org" in asked.text
    assert "two factors here" in asked.text
    assert not row.trusted_domains.filter(domain="example.org").exists()
    desk.post(page, desk.form_of(asked))
    row.refresh_from_db()
    assert (row.believes_assurance, row.trusted_domains.count()) == (True, 2)


def test_label_is_changed_without_confirmation(desk):
    row = stored()

    desk.save(f"{LIST}{row.pk}/change/", {"label": "Renamed"})

    row.refresh_from_db()
    assert row.label == "Renamed"


def test_secret_is_replaced_and_shown_on_no_page(desk):
    row = stored()

    shown = desk.save(f"{LIST}{row.pk}/secret/", {"new_secret": " "})
    assert "client secret" in shown.error_at("new_secret")
    desk.save(f"{LIST}{row.pk}/secret/", {"new_secret": "another-secret"})

    row.refresh_from_db()
    assert open_secret(provider_of(row)) == "another-secret"
    texts = [desk.open(f"{LIST}{path}").text for path in ("", f"{row.pk}/change/", f"{row.pk}/secret/")]
    known = ("another-secret", SECRET, row.client_secret)
    assert not any(secret in text for secret in known for text in texts)
    assert not any(secret in str(list(Event.objects.values())) for secret in known)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (ConnectionResult(facts={"issuer": "https://login.example.com", "keys": "2"}), "2 keys were found"),
        (ConnectionResult("metadata_issuer"), "names another issuer"),
        (ConnectionResult("metadata_connect"), "can’t be reached"),
        (ConnectionResult("keys_too_large"), "Keys: The response is too large"),
        (ConnectionResult("something_new"), "can’t be read"),
    ],
)
def test_connection_test_says_what_it_found(desk, monkeypatch, result, said):
    row = stored()
    monkeypatch.setattr(pages, "check_connection", lambda *_args, **_options: result)

    assert said in desk.post(f"{LIST}{row.pk}/test/", {}).text


def test_connection_test_of_an_unreachable_provider_is_an_event(desk):
    row = stored()
    IdentityProvider.objects.update(issuer="https://localhost:1")

    desk.post(f"{LIST}{row.pk}/test/", {})

    assert newest_event("identity_provider.test").detail["outcome"].startswith("metadata_")


def test_deletion_says_how_many_people_lose_their_links(desk):
    row = stored()
    link(a_user("ada@example.com"), row)

    asked = desk.open(f"{LIST}{row.pk}/delete/")
    assert "deleted with it: 1." in asked.text
    desk.post(f"{LIST}{row.pk}/delete/", desk.form_of(asked))

    assert not IdentityProvider.objects.exists()
    assert newest_event("identity_provider.delete").actor_id == desk.user.public_id


def test_stale_form_of_a_provider_overwrites_nothing(desk):
    row = stored()
    form = desk.form(f"{LIST}{row.pk}/change/")
    row.label = "First"
    save_provider(ProviderDraft(row, (), ["example.com"]), actor=None, now=timezone.now())

    shown = desk.post(f"{LIST}{row.pk}/change/", {**form, "label": "Second"})

    assert "while you were editing" in shown.text
    assert IdentityProvider.objects.get().label == "First"
