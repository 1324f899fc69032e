"""A browser is remembered for an address that was proved, and not for one that was only typed."""

from django.conf import settings
from django.core import signing

from accounts.models import User
from flows.step_submission import address_mark
from tests.actors import sign_up_policy
from tests.journeys.drivers import HostedDriver
from tests.journeys.stories import ADA, PASSWORD, fill_in, signed_up


def marks(browser: HostedDriver) -> list[str]:
    cookie = browser.client.cookies.get(settings.DEVICE_COOKIE_NAME)
    if cookie is None:
        return []
    held: dict[str, list[str]] = signing.loads(cookie.value, salt="flows.device")
    return held["marks"]


def test_sign_up_with_a_strangers_address_does_not_get_its_trusted_counter(here: HostedDriver):
    sign_up_policy(email_verification=False, password_page="later")
    fill_in(here)
    here.choose_password(PASSWORD)
    assert here.signed_in_as == ADA
    assert not User.objects.get().email_verified
    assert marks(here) == []


def test_a_proved_address_is_remembered():
    assert marks(signed_up("hosted")) == [address_mark(ADA)]
