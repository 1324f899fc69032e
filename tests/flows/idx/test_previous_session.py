"""A sign-in through the IDX API ends the session that the browser had before."""

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Session
from accounts.sessions.lifetime import SignIn, open_session
from policies.domain import defaults
from tests.actors import PASSWORD, a_user
from tests.flows.idx.wire import START

pytestmark = pytest.mark.django_db


def post(client, path, **body):
    return client.post(path, body, content_type="application/json").json()


def test_the_session_before_is_over_when_a_new_one_begins(client):
    lifetimes = defaults.SESSION
    before = open_session(
        SignIn(a_user("bo@example.org", PASSWORD), (), lifetimes.idle, lifetimes.absolute), timezone.now()
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = before.key
    a_user("ada@example.com", PASSWORD)
    handle = post(client, START, intent="LOGIN")["stateHandle"]
    post(client, "/idp/idx/identify", stateHandle=handle, identifier="ada@example.com")
    said = post(client, "/idp/idx/challenge/answer", stateHandle=handle, credentials={"passcode": PASSWORD})
    assert "success" in said
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before.key
    assert not Session.objects.filter(pk=before.row.pk).exists()
