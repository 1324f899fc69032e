"""An unverified address belongs to the user who proves it."""

import pytest

from accounts.models import Session, UniqueAttributeValue, User
from flows.domain.transaction import Intent
from tests.actors import ANOTHER_PASSWORD, sign_up_policy
from tests.journeys.admin_actions import ask
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, PASSWORD, fill_in, press, sign_in, user

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _need_not_be_proved() -> None:
    sign_up_policy(email_verification=False, password_page="later")


def come_in(front_end: str, **values: str) -> Driver:
    driver = make(front_end, ip_address="203.0.113.77")
    fill_in(driver, firstName="Mallory", **values)
    driver.choose_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA
    return driver


def take_over(front_end: str, **values: str) -> Driver:
    driver = make(front_end)
    fill_in(driver, **values)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    return driver


@pytest.mark.one_front_end
def test_proof_of_an_unverified_address_makes_a_new_user_its_owner(front_end: str):
    come_in(front_end)
    claim = user()
    owner = take_over(front_end)
    assert owner.signed_in_as == ADA
    assert user().pk != claim.pk
    assert user().email_verified
    assert user().first_name == "Ada"


@pytest.mark.one_front_end
def test_unverified_account_is_closed_and_its_session_ends(front_end: str):
    squatter = come_in(front_end)
    claim = user()
    take_over(front_end)
    claim.refresh_from_db()
    assert (claim.status, claim.login) == ("DEPROVISIONED", None)
    assert squatter.signed_in_as is None
    assert Session.objects.get(user=user()).epoch == user().security_epoch


def test_password_of_the_unverified_account_opens_nothing(front_end: str):
    come_in(front_end)
    take_over(front_end)
    driver = make(front_end)
    sign_in(driver, password=ANOTHER_PASSWORD)
    assert driver.errors == [("", "incorrectPassword")]


@pytest.mark.one_front_end
def test_unverified_accounts_data_is_hidden_from_the_new_owner(front_end: str):
    ask("team", "string")
    come_in(front_end, team="Smugglers")
    owner = take_over(front_end)
    page = owner.client.get("/me/").content.decode()
    assert "Mallory" not in page
    assert "Smugglers" not in page
    assert "Mallory" not in newest(ADA).text


@pytest.mark.one_front_end
def test_unique_values_of_the_unverified_account_are_released(front_end: str):
    ask("badge", "string", unique=True, required=True)
    come_in(front_end, badge="AB123")
    driver = make(front_end)
    fill_in(driver, badge="CD456")
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert list(UniqueAttributeValue.objects.values_list("value", flat=True)) == ["cd456"]


@pytest.mark.one_front_end
def test_unverified_account_stays_without_a_proof(front_end: str):
    squatter = come_in(front_end)
    claim = user()
    driver = make(front_end)
    fill_in(driver)
    driver.submit_code("000000")
    assert user().pk == claim.pk
    assert squatter.signed_in_as == ADA


def test_recovery_of_an_unverified_account_leads_to_a_fixed_sign_up(front_end: str):
    squatter = come_in(front_end)
    claim = user()
    driver = make(front_end)
    driver.begin(Intent.RECOVER)
    driver.identify(ADA)
    driver.submit_code(newest(ADA).code)
    assert driver.step == "enroll-profile"
    driver.submit_profile({"firstName": "Ada", "lastName": "Okafor"})
    assert driver.step == "enroll-password"
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().pk != claim.pk
    assert squatter.signed_in_as is None


def test_the_fixed_address_cannot_be_changed_by_posting_another(front_end: str):
    come_in(front_end)
    driver = make(front_end)
    driver.begin(Intent.RECOVER)
    driver.identify(ADA)
    driver.submit_code(newest(ADA).code)
    values = {"firstName": "Ada", "lastName": "Okafor"}
    driver.submit_profile(values | ({"email": "bo@example.org"} if front_end == "idx" else {}))
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert not User.objects.filter(login="bo@example.org").exists()


def test_mailed_code_does_not_reset_the_unverified_accounts_password(front_end: str):
    come_in(front_end)
    claim = user()
    driver = make(front_end)
    driver.begin(Intent.RECOVER)
    driver.identify(ADA)
    driver.submit_code(newest(ADA).code)
    claim.refresh_from_db()
    assert driver.step != "reset-password"
    assert claim.status == "ACTIVE"


def test_welcome_link_of_a_closed_unverified_account_confirms_nothing(here: HostedDriver):
    squatter = come_in("hosted")
    assert isinstance(squatter, HostedDriver)
    link = letters(ADA)[0].link
    owner = take_over("hosted")
    assert isinstance(owner, HostedDriver)
    owner.open(link)
    assert owner.message_keys == ["ssr.signed_in_as_another"]
    squatter.open(link)
    assert squatter.step == "identify"


def test_confirmed_account_is_an_ordinary_account(here: HostedDriver):
    squatter = come_in("hosted")
    assert isinstance(squatter, HostedDriver)
    squatter.open(newest(ADA).link)
    press(squatter)
    fill_in(here)
    assert here.errors == [("userProfile.email", "registration.error.notUniqueWithinOrg")]
