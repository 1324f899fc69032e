"""Passkeys on pages of an app's own: which origins create and use them, and where they aren't offered."""

import pytest
from django.test import Client as Http
from pytest_django import Settings

from accounts.models import Enrollment, User
from tests.actors import PASSWORD, a_user
from tests.journeys import given
from tests.journeys.apps.app_users import FromAppIdx
from tests.journeys.apps.relying_party import an_app
from tests.journeys.driver import AT_THE_DOOR
from tests.journeys.drivers import make
from tests.journeys.policy_settings import app_wants, enrollment_for_all
from tests.journeys.user_devices import Pocket

ADA = "ada@example.com"
SERVER = "https://id.example.com"
INSIDE, RELATED, ANOTHERS = "https://shop.id.example.com", "https://shop.example.org", "https://wiki.example"
LOOPBACK = "http://127.0.0.1:8203"


@pytest.fixture(autouse=True)
def _server(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = SERVER, ["*"]


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


def at_the_app(*origins: str, pocket: Pocket | None = None) -> FromAppIdx:
    return FromAppIdx(an_app(client={"allowed_origins": " ".join(origins)}), pocket=pocket)


def carrying(ada: User, origin: str, rp_id: str = "") -> Pocket:
    """Return what Ada carries: a passkey of the hosted pages, used from now on by pages of this origin."""
    pocket = Pocket()
    given.a_passkey(ada, pocket)
    pocket.device.origin, pocket.device.rp_id = origin, rp_id
    return pocket


def used_at_password(driver: FromAppIdx) -> FromAppIdx:
    driver.begin()
    driver.identify(ADA)
    driver.choose("passkey")
    driver.use_passkey()
    return driver


@pytest.mark.parametrize("origin", [INSIDE, RELATED])
def test_passkey_of_the_hosted_pages_signs_in_at_the_app(ada: User, origin: str):
    driver = used_at_password(at_the_app(origin, pocket=carrying(ada, origin)))
    assert driver.step == "signed-in", driver.document
    assert "hwk" in driver.app.claims(driver.tokens()["id_token"])["amr"]


@pytest.mark.parametrize("origin", [INSIDE, RELATED])
def test_passkey_at_the_app_names_its_user_by_itself(ada: User, origin: str):
    driver = at_the_app(origin, pocket=carrying(ada, origin))
    driver.come_with_passkey()
    assert driver.step == "signed-in", driver.document


@pytest.mark.parametrize("origin", [INSIDE, RELATED])
def test_passkey_created_at_the_app_works_at_the_hosted_pages(ada: User, origin: str):
    app_wants(factors=2, device_bound=True)
    enrollment_for_all(totp="not_allowed")
    driver = at_the_app(origin)
    driver.begin()
    driver.identify(ADA)
    driver.password(PASSWORD)
    driver.prove_address()
    assert driver.step == "enroll-passkey", driver.document
    driver.pocket.device.origin = origin
    driver.make_passkey()
    assert driver.step == "signed-in", driver.document
    assert Enrollment.objects.get(user=ada).authenticator == "passkey"
    driver.pocket.device.origin = ""
    here = make("hosted", pocket=driver.pocket)
    here.come_with_passkey()
    assert here.signed_in_as == ADA


@pytest.mark.parametrize("origin", [ANOTHERS, "https://evil.example", LOOPBACK, SERVER, f"{INSIDE}:8443"])
def test_passkey_used_by_pages_of_another_origin_is_refused(ada: User, origin: str):
    an_app("Wiki", client={"allowed_origins": ANOTHERS})
    driver = used_at_password(at_the_app(INSIDE, LOOPBACK, pocket=carrying(ada, origin)))
    assert driver.message_keys == ["ssr.passkey.not_accepted"]
    driver.come_with_passkey()
    assert driver.message_keys == ["ssr.passkey.not_accepted"]


@pytest.mark.parametrize("origin", [ANOTHERS, "https://evil.example", SERVER])
def test_passkey_created_by_pages_of_another_origin_is_refused(ada: User, origin: str):
    app_wants(factors=2, device_bound=True)
    enrollment_for_all(totp="not_allowed")
    an_app("Wiki", client={"allowed_origins": ANOTHERS})
    driver = at_the_app(INSIDE)
    driver.begin()
    driver.identify(ADA)
    driver.password(PASSWORD)
    driver.prove_address()
    driver.pocket.device.origin = origin
    driver.make_passkey()
    assert driver.message_keys == ["ssr.passkey.not_accepted"]
    assert not Enrollment.objects.exists()


def test_passkey_of_another_rp_id_is_refused(ada: User):
    driver = used_at_password(at_the_app(RELATED, pocket=carrying(ada, RELATED, "shop.example.org")))
    assert driver.message_keys == ["ssr.passkey.not_accepted"]


@pytest.mark.parametrize("origin", [INSIDE, RELATED])
def test_hosted_pages_accept_no_passkey_from_an_apps_origin(ada: User, origin: str):
    an_app(client={"allowed_origins": origin})
    here = make("hosted", pocket=carrying(ada, origin))
    here.come_with_passkey()
    assert here.message_keys == ["ssr.passkey.not_accepted"]


@pytest.mark.parametrize("origins", [(), (LOOPBACK,), ("https://192.0.2.7",)])
def test_app_without_a_usable_origin_is_offered_no_passkey(ada: User, origins: tuple[str, ...]):
    given.a_passkey(ada, Pocket())
    driver = at_the_app(*origins)
    driver.begin()
    assert AT_THE_DOOR not in driver.forms
    driver.identify(ADA)
    assert "passkey" not in driver.offered
    driver.password(PASSWORD)
    assert driver.step == "signed-in"


def test_related_origins_are_those_of_active_apps_with_own_pages():
    an_app("Shop", client={"allowed_origins": f"{RELATED} {INSIDE} {LOOPBACK}"})
    an_app("Pages", grant_types=("authorization_code",), client={"allowed_origins": "https://reads.example"})
    an_app("Off", client={"allowed_origins": "https://off.example"}, active=False)
    response = Http().get("/.well-known/webauthn")
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"origins": [RELATED]}
