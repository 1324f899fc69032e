from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver
from oauth2_provider import models as library

from oidc import models as ours

SWAPPED = (
    (library.get_application_model, ours.Client),
    (library.get_grant_model, ours.Grant),
    (library.get_access_token_model, ours.AccessToken),
    (library.get_refresh_token_model, ours.RefreshToken),
    (library.get_id_token_model, ours.IDToken),
    (library.get_device_grant_model, ours.DeviceGrant),
)


def test_all_six_models_of_the_library_are_ours():
    assert all(found() is model for found, model in SWAPPED)
    assert [
        table for table in apps.get_app_config("oauth2_provider").get_models() if not table._meta.swapped
    ] == []


def test_no_row_can_hold_a_token_or_a_secret_in_clear():
    names = {
        f"{table.__name__}.{field.name}"
        for table in apps.get_app_config("oidc").get_models()
        for field in table._meta.fields
    }
    assert {name for name in names if name.endswith((".token", ".client_secret"))} == set()


def patterns(resolver, path=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, path + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield path + str(pattern.pattern), pattern


def test_no_address_leads_to_a_view_of_the_library():
    views = [(path, pattern.callback.__module__) for path, pattern in patterns(get_resolver())]
    assert views
    assert [path for path, module in views if module.startswith("oauth2_provider")] == []


def test_the_administration_shows_no_tokens():
    tables = {table for table in admin.site._registry if table._meta.app_label in ("oidc", "oauth2_provider")}
    assert tables & {model for _, model in SWAPPED} == set()
