"""A thief who has learned the password, and the owner who has the mailbox from before."""

from datetime import timedelta

import pyotp
import time_machine

from accounts.models import Enrollment, User
from flows.domain.transaction import Intent
from tests.actors import mails_to
from tests.journeys.drivers import HostedDriver, make
from tests.journeys.mailbox import EmailContext, letters, newest
from tests.journeys.stories import ADA, ANOTHER_PASSWORD, PASSWORD, press
from tests.journeys.user_devices import NUMBER, Pocket

THIEF, THIRD = "mallory@example.net", "mallory@example.org"
STOLEN, NEW = "nineteen brass kettles humming", ANOTHER_PASSWORD
SECURITY, SESSIONS, DATA = "/me/security", "/me/sessions", "/me/data"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"
UNDO = "You can undo this change until"
MAX_PAGES = 6


def account() -> User:
    """Return the one account that both are after."""
    return User.objects.order_by("pk")[0]


class Thief:
    """Knows the password, has mailboxes and devices of their own, and answers whatever they can."""

    def __init__(self) -> None:
        self.browser = HostedDriver(ip_address="203.0.113.66", user_agent=CHROME, pocket=Pocket())
        self.passwords = [PASSWORD]

    def sign_in(self) -> bool:
        """Try every password and passkey; return whether one of them opened the account."""
        if self.is_in:
            return True
        for password in reversed(self.passwords):
            self.browser.begin()
            self.browser.identify(account().login or ADA)
            if self.browser.step == "challenge-password":
                self.browser.password(password)
            self._go_on()
            if self.is_in:
                return True
        if self.browser.pocket.device.keys:
            self.browser.come_with_passkey()
            self._go_on()
        return self.is_in

    @property
    def is_in(self) -> bool:
        return self.browser.signed_in_as is not None

    def add(self, authenticator: str) -> None:
        """Enroll an authenticator of their own, as far as the pages let them."""
        if not self._begin(f"{SECURITY}/add/{authenticator}"):
            return
        match self.browser.step:
            case "enroll-totp":
                self.browser.set_up_app()
            case "enroll-passkey":
                self.browser.make_passkey()
            case "enroll-phone":
                self.browser.give_number(NUMBER)
                self.browser.enter_text_code()
            case "enroll-recovery-codes":
                self.browser.keep_codes()

    def remove(self, authenticator: str) -> None:
        """Remove an authenticator of the account."""
        held = Enrollment.objects.filter(user=account(), authenticator=authenticator).first()
        if held is not None and self._begin(f"{SECURITY}/remove/{held.public_id}"):
            self._send("remove-authenticator")

    def change_password(self) -> None:
        if self._begin(f"{SECURITY}/password") and self.browser.step == "reset-password":
            new = f"{STOLEN} {len(self.passwords)}"
            self.browser.reset_password(new)
            self.passwords.append(new)

    def change_address(self, address: str = THIEF) -> None:
        if self._begin(f"{SECURITY}/email") and self.browser.step == "change-email":
            self.browser.send("change-email", {"newEmail": address})
            if self.browser.step == "confirm-email-change":
                self.browser.submit_code(newest(address).code)

    def sign_others_out(self) -> None:
        if self.sign_in():
            self.browser.open(SESSIONS)
            if self.browser.page.all("form", action=f"{SESSIONS}/end-others"):
                self.browser.act(f"{SESSIONS}/end-others")

    def leave(self) -> None:
        """Ask for the deletion of the account."""
        if self.sign_in() and self._press(DATA, f"{DATA}/delete"):
            self._go_on()
            self._send("delete-account")

    def _begin(self, action: str) -> bool:
        if not (self.sign_in() and self._press(SECURITY, action)):
            return False
        self._go_on()
        return not self.browser.step.startswith("challenge-")

    def _press(self, page: str, action: str) -> bool:
        self.browser.open(page)
        if not self.browser.page.all("form", action=action):
            return False
        self.browser.act(action)
        return True

    def _send(self, form: str) -> None:
        if form in self.browser.forms:
            self.browser.send(form, {})

    def _go_on(self) -> None:
        """Answer each page that the thief has something for."""
        for _ in range(MAX_PAGES):
            if not self._answers(self.browser.step):
                return

    def _answers(self, step: str) -> bool:
        browser, held = self.browser, browser_kinds()
        match step:
            case "step-up":
                browser.send("step-up", {})
            case "challenge-password":
                browser.password(self.passwords[-1])
                return browser.step != step
            case "challenge-email" if account().login in (THIEF, THIRD):
                browser.submit_code(newest(account().email).code)
            case "challenge-totp" if browser.pocket.app is not None and "totp" in held:
                browser.submit_code(pyotp.TOTP(browser.pocket.app.key).now())
                return browser.step != step
            case "challenge-passkey" if browser.pocket.device.keys:
                browser.use_passkey()
                return browser.step != step
            case "expired-password":
                new = f"{STOLEN} {len(self.passwords)}"
                browser.reset_password(new)
                self.passwords.append(new)
            case _:
                return False
        return True


def browser_kinds() -> set[str]:
    """Return the kinds of authenticators that the account has."""
    return set(account().enrollments.values_list("authenticator", flat=True))


class Owner:
    """Has the mailbox and the things of before, and forgets no letter."""

    def __init__(self, front_end: str, pocket: Pocket) -> None:
        self.front_end, self.pocket = front_end, pocket
        self.had = set(account().enrollments.values_list("public_id", flat=True))

    def letters(self) -> list[EmailContext]:
        """Return the notices with an undo link, oldest first."""
        return [letter for letter in letters(ADA) if letter.link and UNDO in " ".join(letter.text.split())]

    def undo(self, number: int = 0) -> None:
        """Open the link of a notice in a browser that was never here, and press its button."""
        told = self.letters()
        if told:
            self._press(told[min(number, len(told) - 1)])

    def _press(self, letter: EmailContext) -> None:
        browser = HostedDriver(ip_address="192.0.2.41")
        browser.open(letter.link)
        if any(form.get("method") == "post" for form in browser.page.all("form")):
            press(browser)

    def recover(self) -> str | None:
        """Recover the account by the mailbox and come in; return the address that is signed in."""
        driver = make(self.front_end, pocket=self.pocket)
        driver.begin(Intent.RECOVER)
        driver.identify(ADA)
        if driver.step != "challenge-email":
            return None
        driver.submit_code(newest(ADA).code)
        if driver.step == "challenge-totp":
            driver.enter_app_code()
        if driver.step != "reset-password":
            return None
        driver.reset_password(NEW)
        return driver.signed_in_as

    def take_everything_back(self, clock: time_machine.Traveller) -> str | None:
        """Use every letter, the oldest first, then recover."""
        for letter in self.letters():
            self._press(letter)
        for letter in [letter for letter in letters(ADA) if "will be deleted" in letter.subject]:
            self._press(letter)
        clock.shift(timedelta(hours=2))
        return self.recover()


def undo_copies(address: str) -> list[bool]:
    """Return whether each notice to an address has an undo link."""
    notices = ("authenticator_added", "authenticator_removed", "password_changed", "email_changed_old")
    return [mail.challenge is not None for mail in mails_to(address) if mail.template in notices]
