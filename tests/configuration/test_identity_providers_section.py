"""Identity providers in the configuration document."""

import json

import pytest
from django.utils import timezone

from accounts.models import Event
from applications.models import Application
from identity_providers.models import IdentityProvider
from identity_providers.services.providers import set_secret
from tests.configuration.documents import WHOLE
from tests.configuration.test_configuration_apply import apply, exported, planned, refused

pytestmark = pytest.mark.django_db
GITHUB = {
    "kind": "github",
    "label": "GitHub",
    "issuer": "https://github.com",
    "client_id": "plum",
    "scopes": ["read:user", "user:email"],
}
PARTNER = WHOLE["identity_providers"][0]


def test_provider_comes_back_from_the_document():
    apply(WHOLE)

    [written] = exported()["identity_providers"]
    assert written == {**PARTNER, "trusted_domains": ["partner.example"]}
    assert planned(WHOLE).is_empty


def test_provider_without_secret_is_inactive_until_it_is_set():
    done = apply({"identity_providers": [GITHUB]})

    row = IdentityProvider.objects.get()
    assert not row.active
    assert [told.value for told in done.secrets] == [
        "manage.py identity_providers set-secret --activate 'GitHub'"
    ]
    set_secret(row, "hunter2", actor=None, now=timezone.now())
    assert apply({"identity_providers": [GITHUB]}).secrets == ()
    row.refresh_from_db()
    assert row.active
    assert planned({"identity_providers": [GITHUB]}).is_empty
    written = json.dumps([exported(), list(Event.objects.values())], default=str)
    assert "hunter2" not in written
    assert row.client_secret not in written


def test_application_names_its_providers():
    app = {"key": "shop", "label": "Shop", "identity_providers": ["Partner"]}

    apply({**WHOLE, "applications": [app], "group_rules": []})

    [chosen] = Application.objects.get(key="shop").identity_providers.all()
    assert chosen.label == "Partner"
    [shop] = [item for item in exported()["applications"] if item["key"] == "shop"]
    assert shop["identity_providers"] == ["Partner"]


def test_prune_removes_a_provider_that_no_entry_names():
    apply(WHOLE)

    apply({"identity_providers": []}, prune=True)

    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"issuer": "http://login.partner.example"}, ".issuer"),
        ({"trusted_domains": ["no domain"]}, ".trusted_domains[0]"),
        ({"mapping": [{"claim": "a b", "attribute": "city"}]}, ".mapping[0].claim"),
        ({"mapping": [{"claim": "x", "attribute": "email"}]}, ".mapping[0].attribute"),
        ({"mapping": [{"claim": "x", "attribute": "nothing"}]}, ".mapping[0].attribute"),
        ({"client_secret": "x"}, ".client_secret"),
        ({"team_id": "A"}, ".parameters"),
    ],
)
def test_invalid_entry_names_its_path(columns, path):
    entry = {**PARTNER, "mapping": [], **columns}

    fields = [field for field, _code in refused({"identity_providers": [entry]})]

    assert f"identity_providers[0]{path}" in fields
