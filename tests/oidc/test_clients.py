"""Setting apps up: what may be registered, and secrets that are shown once."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import Event
from applications.models import Application
from applications.services.apps import author
from oidc.clients import check_client, create_client, rotate_secret, save_client
from oidc.models import Client, ClientSecret
from tests.oidc.parties import an_app
from tests.tables import each

pytestmark = pytest.mark.django_db


def any_author():
    return author(None, timezone.now())


def refused_codes(write):
    with pytest.raises(ValidationFailed) as refusal:
        write()
    return {(violation.field, violation.code) for violation in refusal.value.violations}


def test_a_client_has_the_public_id_of_its_app():
    app = an_app()
    assert (app.client.client_id, app.client.application.key, app.secret) == ("shop", "shop", "")
    assert Event.objects.filter(type="oauth2.client.create").count() == 1


def test_a_secret_is_shown_once_and_kept_as_a_digest(key):
    app = an_app(public=False)
    assert len(app.secret) >= 43
    assert app.secret not in str(list(ClientSecret.objects.values()))
    assert app.post("introspect", token="x").status_code == 200


def test_a_new_secret_overlaps_with_the_old_one(key, time_machine):
    app = an_app(public=False)
    old, app.secret = app.secret, rotate_secret(app.client, any_author())
    assert app.post("introspect", token="x").status_code == 200
    app.secret, new = old, app.secret
    assert app.post("introspect", token="x").status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1), tick=False)
    assert app.post("introspect", token="x").status_code == 401
    app.secret = new
    assert app.post("introspect", token="x").status_code == 200


def test_a_lost_secret_ends_at_once(key):
    app = an_app(public=False)
    rotate_secret(app.client, any_author(), timedelta(0))
    assert app.post("introspect", token="x").status_code == 401


def test_a_public_client_has_no_secret(key):
    app = an_app()
    assert refused_codes(lambda: rotate_secret(app.client, any_author())) == {
        ("client_type", "ssr.client.public")
    }


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"redirect_uris": ""}, "redirect_uris", "ssr.client.redirect_missing"),
        ({"redirect_uris": "http://app.example/"}, "redirect_uris", "ssr.client.uri_insecure"),
        ({"redirect_uris": "https://*.example/"}, "redirect_uris", "ssr.client.uri_wildcard"),
        ({"post_logout_redirect_uris": "/out"}, "post_logout_redirect_uris", "ssr.client.uri_absolute"),
        ({"allowed_origins": "https://app.example/"}, "allowed_origins", "ssr.client.origin_malformed"),
        (
            {"backchannel_logout_uri": "http://app.example/"},
            "backchannel_logout_uri",
            "ssr.client.uri_insecure",
        ),
        ({"grant_types": ["password"]}, "grant_types", "ssr.client.grant_unknown"),
        ({"scopes": ["admin"]}, "scopes", "ssr.client.scope_unknown"),
        ({"access_seconds": 100_000}, "access_seconds", "ssr.client.lifetime"),
        ({"refresh_seconds": 1}, "refresh_seconds", "ssr.client.lifetime"),
        ({"refresh_idle_seconds": 10**8}, "refresh_idle_seconds", "ssr.client.idle"),
        ({"client_type": "confidential", "native": True}, "native", "ssr.client.native_public"),
    ],
)
def test_error_is_reported_at_its_field_and_nothing_is_written(changes, field, code):
    row = an_app().client
    for name, value in changes.items():
        setattr(row, name, value)
    assert (field, code) in refused_codes(lambda: save_client(row, any_author()))
    name = next(iter(changes))
    assert getattr(Client.objects.get(), name) != changes[name]


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:9000/out",
        "https://localhost/out",
        "https://127.0.0.1/out",
        "https://[::1]/out",
        "https://169.254.169.254/latest/meta-data",
        "https://metadata.google.internal/out",
        "https://192.168.1.1/out",
        "https://[::ffff:10.0.0.1]/out",
    ],
)
def test_a_logout_address_on_a_private_network_is_refused(uri, settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ()
    row = an_app().client
    row.backchannel_logout_uri = uri
    wanted = {("backchannel_logout_uri", "ssr.client.uri_private")}
    assert refused_codes(lambda: save_client(row, any_author())) == wanted
    settings.OUTBOUND_ALLOWED_NETWORKS = tuple(map(ip_network, ("0.0.0.0/0", "::/0")))
    save_client(row, any_author())
    assert Client.objects.get().backchannel_logout_uri == uri


@each(
    ("uri", "code"),
    [
        ("https://2130706433/out", "ssr.client.uri_malformed"),
        ("https://app.example./out", "ssr.client.uri_malformed"),
        ("https://app.example:8443/out", "ssr.client.uri_port"),
    ],
)
def test_a_logout_address_that_no_request_can_use_is_refused(uri, code, settings):
    settings.OUTBOUND_ALLOWED_PORTS = (443,)
    row = Client(redirect_uris="https://app.example/", backchannel_logout_uri=uri)
    assert ("backchannel_logout_uri", code) in {(found.field, found.code) for found in check_client(row)}


def test_a_built_in_app_is_no_client():
    row = Application.objects.get(key="dashboard")
    write = lambda: create_client(row, any_author(), public=True, redirect_uris=("https://app.example/",))  # noqa: E731
    assert refused_codes(write) == {("application", "ssr.client.built_in")}


def test_an_app_is_set_up_once():
    row = an_app().client.application
    write = lambda: create_client(row, any_author(), public=True, redirect_uris=("https://app.example/",))  # noqa: E731
    assert refused_codes(write) == {("application", "ssr.client.exists")}
