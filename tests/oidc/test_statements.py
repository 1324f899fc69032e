"""How many statements the endpoints may cost, with snapshots that are fresh."""

import pytest

from tests.oidc.parties import an_app, in_group
from tests.visitor import recorded

pytestmark = pytest.mark.django_db
SCOPES = ("openid", "profile", "email", "groups", "offline_access")


@pytest.fixture
def shop(key, user):
    in_group(user, "Staff")
    app = an_app(public=False)
    app.client.application.people.add(user)
    return app


def counted(visit):
    with recorded() as statements:
        response = visit()
    assert response.status_code == 200, response.content
    return len(statements), [statement.kind for statement in statements]


def test_a_code_becomes_tokens_in_nine_statements(shop, session):
    shop.tokens(session, *SCOPES)
    code = shop.code(session, *SCOPES)
    number, kinds = counted(lambda: shop.exchange(code))
    assert number <= 9, kinds


def test_a_refresh_costs_nine_statements(shop, session):
    given = shop.tokens(session, *SCOPES)
    number, kinds = counted(lambda: shop.refresh(given["refresh_token"]))
    assert number <= 9, kinds


def test_userinfo_costs_two_statements(shop, session):
    given = shop.tokens(session, *SCOPES)
    number, kinds = counted(lambda: shop.userinfo(given["access_token"]))
    assert number <= 2, kinds


def test_public_documents_cost_one_statement(shop):
    shop.http.get("/oauth2/v1/keys")
    for path in ("/oauth2/v1/keys", "/.well-known/openid-configuration"):
        assert counted(lambda path=path: shop.http.get(path))[0] <= 1
