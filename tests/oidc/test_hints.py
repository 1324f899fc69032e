"""ID tokens that come back: a hint about who is meant, from the client that got them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.credentials.crypto import encoded
from oidc.signing_keys import is_about, read_hint
from tests.actors import a_user
from tests.oidc.parties import an_app

pytestmark = pytest.mark.django_db


def test_id_token_hint_names_its_user_for_its_client(app, session, user, time_machine):
    token = app.tokens(session)["id_token"]
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)
    assert is_about(token, user, app.client)
    assert not is_about(token, a_user("grace@example.com"), app.client)
    assert not is_about(token, user, an_app("other").client)
    hint = read_hint(token)
    assert (hint.client_id, hint.sid) == ("shop", session.sid)


def test_an_access_token_is_no_hint(app, session):
    assert read_hint(app.tokens(session)["access_token"]) is None


@pytest.mark.parametrize("part", ["[" * 5000, '{"a":' * 1000, "null", "[]", '"x"', "{}", '{"kid": []}'])
def test_malformed_token_is_no_hint(key, part):
    head = encoded(part.encode())
    assert read_hint(f"{head}.AA.AA") is None
