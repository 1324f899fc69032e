"""How journeys usually begin, so that each can start with the sentence it is about."""

from typing import Any

from accounts.models import Session, User
from flows.domain.transaction import Intent
from tests import actors
from tests.journeys.drivers import Driver, HostedDriver, IdxDriver, make

PASSWORD, ANOTHER_PASSWORD = actors.PASSWORD, actors.ANOTHER_PASSWORD
ADA, BO = "ada.okafor@example.com", "bo.lindqvist@example.org"
EMAIL, PASSCODE = "userProfile.email", "credentials.passcode"
DASHBOARD = "/me/"


def fill_in(driver: Driver, address: str = ADA, **values: Any) -> None:
    """Open the sign-up page and send its form."""
    driver.begin(Intent.SIGN_UP)
    driver.submit_profile({"email": address, "firstName": "Ada", "lastName": "Okafor", **values})


def awaiting_code(front_end: str, address: str = ADA, **values: Any) -> Driver:
    """Return a user whose form was accepted and whose address is to be proved."""
    driver = make(front_end)
    fill_in(driver, address, **values)
    assert driver.step == "enroll-email", driver.errors
    return driver


def signed_up(front_end: str, address: str = ADA, password: str = PASSWORD) -> Driver:
    """Return a user who has signed up with a code and a password, and has a session."""
    driver = awaiting_code(front_end, address)
    driver.submit_code()
    driver.choose_password(password)
    assert driver.signed_in_as == address, driver.errors
    return driver


def at_password(driver: Driver, address: str = ADA) -> None:
    """Identify for a sign-in; the password step follows."""
    driver.begin()
    driver.identify(address)
    assert driver.step == "challenge-password", driver.errors


def sign_in(driver: Driver, address: str = ADA, password: str = PASSWORD) -> None:
    """Come in with a password."""
    at_password(driver, address)
    driver.password(password)


def sign_out(browser: HostedDriver) -> None:
    """Press the button that every page of one's own has."""
    browser.open(DASHBOARD)
    browser.act("/signout")


def recovering(driver: Driver, address: str = ADA) -> None:
    """Identify for a recovery; the code step follows."""
    driver.begin(Intent.RECOVER)
    driver.identify(address)
    assert driver.step == "challenge-email", driver.errors


def user(address: str = ADA) -> User:
    """Return the holder of the address."""
    return User.objects.get(login=address)


def has_no_holder(address: str = ADA) -> bool:
    """Return whether the address has no holder."""
    return not User.objects.filter(login=address).exists()


def proofs_of(driver: Driver) -> list[str]:
    """Return the proofs of the newest session of the user who is signed in here."""
    session = Session.objects.filter(user__login=driver.signed_in_as).latest("created_at")
    return [proof["authenticator"] for proof in session.proofs if not proof["derived"]]


def path_of(driver: HostedDriver) -> str:
    """Return where the browser is."""
    return driver.url.partition("?")[0]


def press(driver: HostedDriver) -> None:
    """Press the one button of a page, as the script of a link's page does by itself."""
    (form,) = [form for form in driver.page.all("form") if form.all("button")]
    driver._show(driver.client.post(form.get("action") or driver.url, form.sends(), follow=True))


def look_again(driver: Driver) -> None:
    """Reload the page, or ask for the document once more."""
    if isinstance(driver, HostedDriver):
        driver.open(driver.url)
    elif isinstance(driver, IdxDriver):
        driver.introspect()
