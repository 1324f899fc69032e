"""What a stranger set up at an address does not open the account of its owner, on both front ends."""

import pytest
from django.utils import timezone

from accounts.domain.lifecycle import Action
from accounts.lifecycle import invitations
from accounts.lifecycle.account_deletion import request_deletion
from accounts.lifecycle.administrator_actions import perform
from accounts.lifecycle.notices import RequestClient
from accounts.models import Enrollment, User
from tests.actors import ANOTHER_PASSWORD, a_user, sign_up_policy
from tests.journeys import given
from tests.journeys.admin_actions import add, owner
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA, PASSWORD, fill_in, press, recovering, user
from tests.journeys.user_devices import Pocket

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]


def stranger(front_end: str) -> Driver:
    """Return a stranger who signed up with Ada's address and enrolled an app, a passkey and codes."""
    sign_up_policy(email_verification=False)
    driver = make(front_end, ip_address="203.0.113.77")
    fill_in(driver, firstName="Mallory")
    driver.choose_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA, driver.errors
    given.an_app(user(), driver.pocket)
    given.a_passkey(user(), driver.pocket)
    return driver


def _deactivate_and_activate(user: User) -> None:
    perform(Action.DEACTIVATE, user.pk, actor=owner(), now=timezone.now())
    invitations.send_activation(user.pk, actor=owner(), now=timezone.now())


def _reset(user: User) -> None:
    invitations.reset_password(user.pk, actor=owner(), now=timezone.now())


def _deactivate_and_add(user: User) -> None:
    perform(Action.DEACTIVATE, user.pk, actor=owner(), now=timezone.now())
    add(ADA)


ENDS = {"activation": _deactivate_and_activate, "reset": _reset, "addition": _deactivate_and_add}


@pytest.mark.parametrize("end", ENDS)
def test_authenticators_of_a_stranger_open_nothing_after(front_end: str, here: HostedDriver, end: str):
    thief = stranger(front_end)
    ENDS[end](user())
    assert not Enrollment.objects.filter(user__login=ADA).exists()
    here.open(newest(ADA).link)
    press(here)
    assert here.step in ("enroll-password", "reset-password"), here.message_keys
    here.choose_password(PASSWORD) if here.step == "enroll-password" else here.reset_password(PASSWORD)
    assert here.signed_in_as == ADA, here.message_keys
    assert user().first_name != "Mallory"
    assert thief.signed_in_as is None
    _cannot_come_in(front_end, thief.pocket)


def _cannot_come_in(front_end: str, pocket: Pocket) -> None:
    again = make(front_end, ip_address="203.0.113.77", pocket=pocket)
    again.come_with_passkey()
    assert again.signed_in_as is None
    again.begin()
    again.identify(ADA)
    assert again.step in ("challenge-password", "challenge-email"), again.step
    if again.step == "challenge-password":
        again.password(ANOTHER_PASSWORD)
    assert again.signed_in_as is None


@pytest.mark.one_front_end
def test_passkey_of_a_former_holder_opens_nothing_of_the_new_one(front_end: str, pocket: Pocket):
    former = a_user(ADA, PASSWORD)
    given.a_passkey(former, pocket)
    perform(Action.DEACTIVATE, former.pk, actor=owner(), now=timezone.now())
    fresh = a_user(ADA, ANOTHER_PASSWORD)
    driver = make(front_end, pocket=pocket)
    driver.come_with_passkey()
    assert driver.signed_in_as is None
    given.a_passkey(fresh, pocket)  # the same device can be enrolled by the new holder


@pytest.mark.one_front_end
def test_mailed_code_alone_removes_a_strangers_authenticators(front_end: str):
    sign_up_policy(email_verification=False, password_page="none")
    thief = make(front_end, ip_address="203.0.113.77")
    fill_in(thief)
    thief.choose("passkey")
    thief.make_passkey()
    assert thief.signed_in_as == ADA, thief.step
    given.an_app(user(), thief.pocket)
    ada = make(front_end)
    ada.begin()
    ada.identify(ADA)
    if ada.step != "challenge-email":
        ada.choose("email")
    ada.submit_code()
    assert ada.signed_in_as == ADA, ada.step
    assert thief.signed_in_as is None
    assert not Enrollment.objects.filter(user__login=ADA).exists()
    again = make(front_end, pocket=thief.pocket)
    again.come_with_passkey()
    assert again.signed_in_as is None


@pytest.mark.one_front_end
def test_undone_deletion_of_an_unverified_account_keeps_no_credential(front_end: str):
    thief = stranger(front_end)
    request_deletion(user(), RequestClient(), timezone.now())
    here = HostedDriver()
    here.open(newest(ADA).link)
    press(here)
    assert thief.signed_in_as is None
    _cannot_come_in(front_end, thief.pocket)
    ada = make(front_end)
    recovering(ada)
    ada.submit_code()
    ada.reset_password(PASSWORD)
    assert ada.signed_in_as == ADA, ada.step


@pytest.mark.one_front_end
def test_undone_deletion_of_a_verified_account_keeps_its_authenticators(front_end: str, pocket: Pocket):
    ada = a_user(ADA, PASSWORD)
    given.a_passkey(ada, pocket)
    request_deletion(ada, RequestClient(), timezone.now())
    here = HostedDriver()
    here.open(newest(ADA).link)
    press(here)
    driver = make(front_end, pocket=pocket)
    driver.come_with_passkey()
    assert driver.signed_in_as == ADA
