"""New secrets of one client, created twenty times at the same moment."""

import pytest
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import Event
from applications.services.apps import author
from oidc.clients import rotate_secret
from oidc.models import Client
from tests.oidc.parties import a_signing_key, an_app
from tests.races.together import AT_ONCE, assert_single_use

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]


def test_one_new_secret_is_valid_beside_the_old_one():
    a_signing_key()
    app = an_app(public=False)
    rows = [Client.objects.get() for _ in range(AT_ONCE)]

    refusals: list[str] = []

    def rotate(number: int) -> str:
        try:
            return rotate_secret(rows[number], author(None, timezone.now()))
        except ValidationFailed as failure:
            refusals.extend(violation.code for violation in failure.violations)
            return ""

    old, new = app.secret, next(filter(None, assert_single_use(rotate)))

    assert refusals == ["ssr.client.secret_changed"] * (AT_ONCE - 1)
    assert app.client.secrets.count() == 2
    assert Event.objects.filter(type="oauth2.client.secret").count() == 1
    for secret in (old, new):
        app.secret = secret
        assert app.post("introspect", token="x").status_code == 200
