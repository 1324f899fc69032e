"""One code, one refresh token, one first key: asked for twenty times at the same moment."""

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.domain.lifecycle import Action
from accounts.lifecycle.administrator_actions import perform
from accounts.models import Event, Session
from accounts.sessions.lifetime import end_others, renew_key
from flows.authorization_result import from_session
from oidc import signing_keys
from oidc.grants import grant_for, save_grant
from oidc.models import AccessToken, Grant, RefreshToken, SigningKey
from tests.journeys.admin_actions import owner
from tests.oidc.parties import a_session, a_signing_key, ada, an_app
from tests.oidc.test_interaction_codes import GRANTS, earned, exchange
from tests.races.together import AT_ONCE, at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
SCOPES = ("openid", "offline_access")


def app_and_session(**columns):
    a_signing_key()
    return an_app(**columns), a_session(ada())


def seen(responses):
    """See that one got tokens and the others a clean no; return what the one got."""
    statuses = sorted(response.status_code for response in responses)
    assert statuses == [200] + [400] * (AT_ONCE - 1)
    assert {one.json()["error"] for one in responses if one.status_code == 400} == {"invalid_grant"}
    return next(one.json() for one in responses if one.status_code == 200)


def nothing_is_left(app, given):
    assert app.userinfo(given["access_token"]).status_code == 401
    assert app.refresh(given["refresh_token"]).status_code == 400
    assert Grant.objects.exclude(revoked_at=None).count() == 1
    assert Event.objects.filter(type="oauth2.token.reuse").count() == 1


def test_a_code_gives_tokens_once_and_those_end_because_it_was_shown_again():
    app, session = app_and_session()
    code = app.code(session, *SCOPES)
    given = seen(at_once(lambda _: app.exchange(code)))
    assert (AccessToken.objects.count(), RefreshToken.objects.count()) == (1, 1)
    nothing_is_left(app, given)


def test_an_interaction_code_gives_tokens_once():
    app, session = app_and_session(grant_types=GRANTS)
    code = earned(app, session, *SCOPES)
    given = seen(at_once(lambda _: exchange(app, code)))
    assert (AccessToken.objects.count(), Grant.objects.count()) == (1, 1)
    nothing_is_left(app, given)


def test_a_refresh_token_is_used_once_and_the_family_ends():
    app, session = app_and_session()
    first = app.tokens(session, *SCOPES)
    given = seen(at_once(lambda _: app.refresh(first["refresh_token"])))
    assert (AccessToken.objects.count(), RefreshToken.objects.count()) == (2, 2)
    nothing_is_left(app, given)


@pytest.mark.parametrize("turn", range(5))
def test_grants_issued_while_all_others_are_signed_out_are_over(turn: int):
    app, session = app_and_session()
    user = session.user
    answer = from_session(Session.objects.get(sid=session.sid), app.request(*SCOPES))

    def sign_out_elsewhere() -> None:
        with transaction.atomic():
            renew_key(session)
            end_others(user, session.key_hash, timezone.now())

    def issue(number: int) -> None:
        now = timezone.now()
        save_grant(grant_for(answer, app.client, f"code {number}", now), now)

    beside(sign_out_elsewhere, *[lambda number=number: issue(number) for number in range(8)])
    assert Grant.objects.count() == 8
    assert not Grant.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("turn", range(5))
def test_grants_issued_while_the_account_ends_never_wait_in_a_circle(turn: int):
    app, session = app_and_session()
    answer = from_session(Session.objects.get(sid=session.sid), app.request(*SCOPES))
    chief = owner()

    def issue(number: int) -> None:
        now = timezone.now()
        save_grant(grant_for(answer, app.client, f"code {number}", now), now)

    def deactivate() -> None:
        perform(Action.DEACTIVATE, answer.user.pk, actor=chief, now=timezone.now())

    beside(deactivate, *[lambda number=number: issue(number) for number in range(8)])
    assert not Session.objects.filter(user=answer.user).exists()


def test_the_first_key_is_made_once(monkeypatch):
    monkeypatch.setattr("oidc.protocol.jose.BITS", 2048)
    at_once(lambda _: signing_keys._make_first(timezone.now()), 8)
    assert SigningKey.objects.count() == 1


def test_rotating_at_the_same_moment_makes_one_key(monkeypatch):
    monkeypatch.setattr("oidc.protocol.jose.BITS", 2048)
    with transaction.atomic():
        a_signing_key()
    at_once(lambda _: signing_keys.rotate(timezone.now()), 8)
    assert SigningKey.objects.count() == 2
