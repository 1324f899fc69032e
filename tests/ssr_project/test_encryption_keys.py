"""Retiring a key of ENCRYPTION_KEYS: what depends on it is named, moved, and never a reason for a 500."""

from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client as Http
from django.utils import timezone
from pytest_django import Settings

from accounts.configuration_cache import raise_version
from accounts.credentials import crypto, totp
from accounts.credentials.sealed_enrollments import restore_enrollment, seal_enrollment
from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment, Event, SealedEnrollment, SecurityChange, User
from identity_providers.client_secrets import open_secret, seal_secret
from identity_providers.models import IdentityProvider
from identity_providers.selectors import providers
from oidc import signing_keys
from oidc.models import SigningKey
from oidc.signing_keys import make_key, signing_key_set
from tests.actors import PASSWORD, a_user
from tests.identity_providers.rows import a_provider
from tests.journeys import given
from tests.journeys.drivers import HostedDriver
from tests.journeys.policy_settings import app_wants
from tests.journeys.user_devices import Pocket
from tests.oidc.parties import a_session, an_app
from tests.refusals import write_refusals

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
OLD, NEW = f"old:{'o' * 40}", f"new:{'n' * 40}"


@pytest.fixture(autouse=True)
def _small_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oidc.protocol.jose.BITS", 2048)


@pytest.fixture
def stored(settings: Settings) -> tuple[User, Pocket]:
    """Ada has an app, recovery codes and a removed app; there are a signing key and a provider's secret.

    All are under the old key.
    """
    settings.ENCRYPTION_KEYS = OLD
    ada, pocket = a_user("ada@example.com", PASSWORD), Pocket()
    given.an_app(ada, pocket)
    removed = Enrollment.objects.get(authenticator=Authenticator.TOTP)
    change = SecurityChange.objects.create(
        user=ada, kind="removed", at=timezone.now(), login=ada.login, email=ada.email, email_verified=True
    )
    seal_enrollment(removed, change)
    removed.delete()
    given.an_app(ada, pocket)
    given.recovery_codes_for(ada, pocket)
    make_key(timezone.now(), timezone.now()).save()
    provider = a_provider()
    provider.client_secret = seal_secret("provider's secret", provider.public_id)
    provider.save()
    a_provider("Public client")
    raise_version()
    return ada, pocket


def ids() -> set[str]:
    kept = [row.sealed for row in SigningKey.objects.all()]
    kept += [row.sealed for row in SealedEnrollment.objects.all()]
    kept += [row.client_secret for row in IdentityProvider.objects.exclude(client_secret="")]
    kept += [row.data["secret"] for row in Enrollment.objects.filter(authenticator=Authenticator.TOTP)]
    return {text.partition(".")[0] for text in kept}


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("reencrypt", *arguments, stdout=out)
    return out.getvalue()


def checks() -> list[str]:
    return [found.id or "" for found in run_checks(databases=["default"]) if "101" in (found.id or "")]


def test_old_key_can_go_after_everything_has_moved(stored: tuple[User, Pocket], settings: Settings):
    ada, pocket = stored
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    assert said().startswith("4 values re-encrypted")
    assert ids() == {"new"}
    settings.ENCRYPTION_KEYS = NEW
    raise_version()
    app_wants(factors=2)
    browser = HostedDriver(pocket=pocket)
    browser.begin()
    browser.identify(ada.email)
    browser.password(PASSWORD)
    browser.enter_app_code()
    assert browser.signed_in_as == ada.email
    assert Http().get("/oauth2/v1/keys").status_code == 200
    assert {open_secret(provider) for provider in providers().values()} == {"provider's secret", ""}


def test_removed_authenticator_is_restored_with_its_secret_after_the_move(
    stored: tuple[User, Pocket], settings: Settings
):
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    said()
    settings.ENCRYPTION_KEYS = NEW
    Enrollment.objects.filter(authenticator=Authenticator.TOTP).delete()
    restored = restore_enrollment(SealedEnrollment.objects.get())
    assert restored is not None
    assert crypto.unseal(restored.data["secret"], purpose=totp.PURPOSE, subject=restored.public_id)


def test_moving_twice_moves_nothing_the_second_time(stored: tuple[User, Pocket], settings: Settings):
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    said()
    assert "0 values re-encrypted" in said()


def test_dry_run_moves_nothing_and_names_dependents_of_each_key(
    stored: tuple[User, Pocket], settings: Settings
):
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    lines = said("--dry-run").splitlines()
    assert ids() == {"old"}
    assert "old\t1\tauthenticator apps" in lines
    assert "old\t10\trecovery and access codes" in lines
    assert "old\t1\tsigning keys" in lines
    assert "old\t1\tsecrets of identity providers" in lines


def test_check_names_older_and_missing_keys(stored: tuple[User, Pocket], settings: Settings):
    assert checks() == []
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    assert set(checks()) == {"ssr.I101"}
    settings.ENCRYPTION_KEYS = NEW
    assert set(checks()) == {"ssr.W101"}


def test_reencrypt_without_the_old_key_names_it(stored: tuple[User, Pocket], settings: Settings):
    settings.ENCRYPTION_KEYS = NEW
    with pytest.raises(CommandError, match="ENCRYPTION_KEYS"):
        said()
    assert ids() == {"old"}


def test_unreadable_signing_key_stops_no_endpoint_and_raises_an_alarm(
    stored: tuple[User, Pocket], settings: Settings
):
    ada, _ = stored
    app = an_app()
    before = app.tokens(a_session(ada))["id_token"]
    (lost,) = SigningKey.objects.all()
    settings.ENCRYPTION_KEYS = NEW
    signing_keys._unlocked.cache_clear()
    raise_version()
    shown = [key["kid"] for key in Http().get("/oauth2/v1/keys").json()["keys"]]
    tokens = app.tokens(a_session(ada))
    made = SigningKey.objects.exclude(kid=lost.kid).get()
    assert set(shown) == {lost.kid, made.kid}
    assert signing_key_set().read(tokens["id_token"], "JWT") is not None
    assert signing_key_set().read(before, "JWT") is not None
    write_refusals()
    event = Event.objects.filter(type="oauth2.key.unreadable", outcome="failure").first()
    assert event.targets == [{"type": "signing_key", "id": lost.kid}]


def test_retired_unreadable_key_leaves_the_present_one_signing(
    stored: tuple[User, Pocket], settings: Settings
):
    ada, _ = stored
    SigningKey.objects.update(retired_at=timezone.now(), sealed="gone.AAAA")
    made = make_key(timezone.now(), timezone.now())
    made.save()
    signing_keys._unlocked.cache_clear()
    raise_version()
    assert signing_key_set().keys
    an_app().tokens(a_session(ada))
    assert SigningKey.objects.count() == 2
