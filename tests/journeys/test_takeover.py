"""A stolen password does not keep an account: thief and owner in two browsers."""

from datetime import timedelta
from itertools import combinations, permutations

import pytest
import time_machine

from accounts.lifecycle.account_deletion import erase_due
from accounts.models import Challenge, SealedEnrollment, SecurityChange, User
from tests.actors import a_user
from tests.journeys import given
from tests.journeys.mailbox import letters
from tests.journeys.policy_settings import enrollment_for_all
from tests.journeys.stories import ADA, PASSWORD, press, sign_in
from tests.journeys.takeover import NEW, THIEF, THIRD, Owner, Thief, account, browser_kinds, undo_copies
from tests.journeys.user_devices import Pocket
from tests.thoroughness import is_thorough

pytestmark = pytest.mark.one_front_end

DAY = timedelta(days=1)
ACTS = {
    "password": lambda thief: thief.change_password(),
    "address": lambda thief: thief.change_address(),
    "app": lambda thief: thief.add("totp"),
    "deletion": lambda thief: thief.leave(),
}


@pytest.fixture
def thief() -> Thief:
    return Thief()


@pytest.fixture
def owner(front_end: str, pocket: Pocket) -> Owner:
    a_user(ADA, PASSWORD)
    return Owner(front_end, pocket)


def has_everything_back(owner: Owner, thief: Thief, clock: time_machine.Traveller) -> None:
    """Check that the owner is in with what they had, and the thief is out with all they have."""
    assert owner.take_everything_back(clock) == ADA
    assert account().login == ADA
    assert set(account().enrollments.values_list("public_id", flat=True)) == owner.had
    assert not thief.is_in
    assert not thief.sign_in()


@pytest.mark.parametrize("authenticator", ["totp", "passkey", "phone", "recovery_code"])
def test_password_alone_enrolls_no_first_second_factor(owner, thief, authenticator):
    enrollment_for_all(phone="optional")
    thief.add(authenticator)
    assert thief.browser.step == "challenge-email"
    assert browser_kinds() == set()


def test_required_enrollment_asks_the_thief_for_the_mailed_code(owner, thief):
    enrollment_for_all(totp="required")
    assert not thief.sign_in()
    assert thief.browser.step == "challenge-email"
    assert browser_kinds() == set()


def is_even(order: tuple[str, ...]) -> bool:
    """Return whether an even number of swaps leads to this order."""
    places = [list(ACTS).index(act) for act in order]
    return sum(earlier > later for earlier, later in combinations(places, 2)) % 2 == 0


# Three of the four acts in half of all orders: each act follows and precedes each other one, at every place.
ORDERS = [order[:3] for order in permutations(ACTS) if is_even(order) or is_thorough()]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_owner_gets_the_account_back_after_any_order(owner, thief, clock, order):
    for act in order:
        ACTS[act](thief)
        clock.shift(timedelta(hours=3))
    has_everything_back(owner, thief, clock)


def test_owner_gets_the_account_back_after_two_addresses(owner, thief, clock):
    thief.change_address()
    clock.shift(DAY)
    thief.change_address(THIRD)
    thief.add("totp")
    assert browser_kinds() == {"totp"}
    assert undo_copies(ADA) == [True, True, True]
    assert True not in undo_copies(THIEF) + undo_copies(THIRD)
    clock.shift(DAY)
    thief.add("passkey")
    thief.change_password()
    has_everything_back(owner, thief, clock)


def test_removed_authenticators_are_restored_and_required(owner, thief, clock):
    given.an_app(account(), owner.pocket)
    owner.had = set(account().enrollments.values_list("public_id", flat=True))
    # The thief has the app's secret, too: nothing less removes it.
    thief.browser.pocket.app = owner.pocket.app
    clock.shift(timedelta(days=8))
    thief.remove("totp")
    assert browser_kinds() == set()
    assert SealedEnrollment.objects.count() == 1
    assert owner.pocket.app.key not in SealedEnrollment.objects.get().sealed
    thief.browser.pocket.app = None
    clock.shift(timedelta(hours=3))
    thief.change_address()
    thief.add("totp")
    has_everything_back(owner, thief, clock)


def test_undo_page_shows_what_it_undoes_and_changes_nothing(owner, thief, here):
    thief.change_address()
    thief.add("totp")
    link = owner.letters()[0].link
    here.open(link)
    assert here.client.head(link).status_code == 200
    assert "Email address changed" in here.page.text
    assert "Authenticator app added" in here.page.text
    assert account().login == THIEF
    press(here)
    assert here.message_keys == ["ssr.security.undone"]
    assert here.signed_in_as is None
    assert (account().login, browser_kinds()) == (ADA, set())


def test_undone_password_opens_nothing_not_even_its_own_renewal(owner, thief):
    thief.change_password()
    owner.undo()
    assert not thief.sign_in()
    assert thief.browser.step == "challenge-email"


def test_undo_link_is_spent_by_the_first_post(owner, thief, here, elsewhere):
    thief.change_password()
    link = owner.letters()[0].link
    here.open(link)
    elsewhere.open(link)
    press(here)
    press(elsewhere)
    assert elsewhere.message_keys == ["ssr.link.used"]


def test_undo_link_is_over_after_seven_days(owner, thief, here, clock):
    thief.change_address()
    link = owner.letters()[0].link
    clock.shift(timedelta(days=7))
    here.open(link)
    assert "idx.return.link.expired" in here.message_keys
    assert account().login == THIEF


def test_undo_gives_back_an_address_that_another_holds_unverified(owner, thief, clock):
    thief.change_address()
    stranger = a_user(ADA, PASSWORD, origin="self_service", email_verified=False)
    has_everything_back(owner, thief, clock)
    assert User.objects.get(pk=stranger.pk).login is None


def test_undo_waits_while_another_account_has_the_address(owner, thief, here):
    thief.change_address()
    other = a_user(ADA, PASSWORD)
    here.open(owner.letters()[0].link)
    press(here)
    assert here.message_keys == ["ssr.email.undo_failed"]
    assert account().login == THIEF
    User.objects.filter(pk=other.pk).update(login="ada@elsewhere.example")
    owner.undo()
    assert account().login == ADA


def test_recovery_asks_for_an_older_authenticator_alone(owner, thief, clock):
    given.an_app(account(), owner.pocket)
    clock.shift(timedelta(days=8))
    given.a_passkey(account(), Pocket())
    assert owner.recover() == ADA


def test_recovery_asks_for_a_new_authenticator_where_there_is_no_older(owner, clock):
    clock.shift(timedelta(days=8))
    given.a_passkey(account(), Pocket())
    assert owner.recover() is None


def test_sealed_authenticators_are_deleted_by_a_deactivation(owner, thief, clock):
    thief.change_address()
    thief.add("totp")
    thief.remove("totp")
    assert SealedEnrollment.objects.exists()
    thief.leave()
    clock.shift(timedelta(days=8))
    assert erase_due(account().status_changed_at + timedelta(days=8)) == 1
    assert not SealedEnrollment.objects.exists()
    assert not SecurityChange.objects.exists()


def test_deletion_undone_by_its_own_link_restores_authenticators(owner, here, clock):
    given.an_app(account(), owner.pocket)
    here.pocket = owner.pocket
    sign_in(here)
    here.open("/me/data")
    here.act("/me/data/delete")
    if here.step == "challenge-totp":
        here.enter_app_code()
    here.send("delete-account", {})
    assert browser_kinds() == set()
    here.open(letters(ADA)[-1].link)
    press(here)
    assert browser_kinds() == {"totp"}
    assert Challenge.objects.filter(purpose="leave_undo", used_at=None, closed_at=None).count() == 0


def test_a_new_password_of_the_owner_is_noticed_with_a_link_too(owner):
    assert owner.recover() == ADA
    assert undo_copies(ADA) == [True]
    assert account().check_password(NEW)
