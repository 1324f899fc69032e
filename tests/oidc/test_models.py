from django.apps import apps
from django.contrib import admin

from applications.models import Application

UNSHOWN = {"AccessToken", "Client", "ClientSecret", "ClientSession", "Grant", "RefreshToken", "SigningKey"}


def test_no_row_can_hold_a_token_or_a_secret_in_clear():
    names = {
        f"{table.__name__}.{field.name}"
        for table in apps.get_app_config("oidc").get_models()
        for field in table._meta.fields
    }
    assert names
    assert {name for name in names if name.endswith((".token", "secret"))} == set()


def test_the_administration_shows_no_tokens():
    assert admin.site.is_registered(Application)
    tables = {table.__name__ for table in apps.get_app_config("oidc").get_models()}
    assert tables == UNSHOWN
    assert [table for table in admin.site._registry if table._meta.app_label == "oidc"] == []
