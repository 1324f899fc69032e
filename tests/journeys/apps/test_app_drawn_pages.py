"""An app that draws the pages itself: who may begin, and what it gets besides tokens."""

import pytest
from django.conf import settings
from django.test import Client as Http

from accounts.models import Session
from flows.models import Transaction
from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromAppIdx
from tests.journeys.apps.relying_party import an_app

ADA = "ada@example.com"
ITS_OWN = "https://payroll.example"


@pytest.mark.parametrize(
    ("origin", "status"), [("", 200), (ITS_OWN, 200), ("https://wiki.example", 403), ("null", 403)]
)
def test_pages_of_other_origins_begin_nothing_in_its_name(origin: str, status: int):
    app = an_app(client={"allowed_origins": ITS_OWN})
    app.http = Http(REMOTE_ADDR="192.0.2.80", headers={"origin": origin} if origin else None)
    assert app.interact().status_code == status
    assert Transaction.objects.count() == (status == 200)


def test_it_gets_tokens_and_no_cookie():
    user = a_user(ADA, PASSWORD)
    ada = FromAppIdx(an_app())
    ada.begin()
    ada.identify(ADA)
    ada.password(PASSWORD)
    assert ada.tokens()["id_token"]
    assert settings.SESSION_COOKIE_NAME not in ada.client.cookies
    assert Session.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("name", ["authorize", "logout"])
def test_a_look_without_reading_does_nothing(name: str):
    app = an_app()
    assert Http().head(f"{app.base}/v1/{name}").status_code == 405
