"""Users with browsers and mailboxes, at the engine's own interface: what journeys do, without HTTP."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.utils import timezone
from limits.storage import RedisStorage

from accounts import configuration_cache
from accounts.configuration_cache import raise_version
from accounts.credentials import throttle
from accounts.credentials.challenges import code_of, link_token_of, sending_of
from accounts.credentials.passwords import hash_password
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.lifecycle.creation import NewUser, create_user
from accounts.messaging import outbox
from accounts.models import Challenge, Origin, OutboxMail, User
from accounts.profile.schema import profile_schema
from enrollment.models import ProfileEnrollmentPolicy
from flows import engine, repository
from flows.domain.steps import FormName, Step
from flows.domain.transaction import FrontEnd, Intent, Transaction
from flows.hosted.cookies import new_binding
from flows.repository import Ref, Stored
from flows.step_submission import ClientContext, Outcome
from policies.models import AccountProtection

PASSWORD = "violet harbour under nine lamps"
ANOTHER_PASSWORD = "eleven copper kettles by noon"


@cache
def _redis_counters() -> RedisStorage:
    """Return the counters of the throttle on a connection that waits: the server's own gives up at once."""
    return RedisStorage(os.environ["REDIS_URL"], key_prefix=throttle._shared().storage.key_prefix)


def start_afresh() -> None:
    """Forget what a test before this one left in the process: snapshots, throttles, a paused broker."""
    configuration_cache.forget()
    throttle.reset()
    if os.environ.get("REDIS_URL"):
        _redis_counters().reset()
    outbox._broker.away_until = 0.0


def afresh() -> Iterator[None]:
    """Begin and end a test with nothing left over; a conftest makes a fixture of it."""
    start_afresh()
    yield
    start_afresh()


def sign_up_policy(**changes: Any) -> None:
    """Let users sign up by themselves, by the default form unless the changes say otherwise."""
    ProfileEnrollmentPolicy.objects.filter(is_default=True).update(**{"sign_up_allowed": True, **changes})
    raise_version()


def hide_who_exists() -> None:
    """Switch enumeration prevention on."""
    AccountProtection.objects.update(hide_at_sign_in=True, hide_at_recovery=True, hide_at_sign_up=True)
    raise_version()


def a_user(address: str, password: str = "", **changes: Any) -> User:
    """Create an active, verified user as an administrator does."""
    facts = {"status": Status.ACTIVE, "origin": Origin.ADMINISTRATOR, "email_verified": True, **changes}
    hashed = hash_password(password) if password else ""
    new = NewUser(parse_email(address), {"firstName": "Ada"}, password_hash=hashed, **facts)
    return create_user(new, profile_schema(), timezone.now()).row


def passcode(text: str) -> dict[str, Any]:
    """Fill in the one field of a code or password form."""
    return {"credentials": {"passcode": text}}


def profile(address: str, **values: Any) -> dict[str, Any]:
    """Fill in the default sign-up form."""
    return {"userProfile": {"email": address, "firstName": "Ada", "lastName": "Okafor", **values}}


def mails_to(address: str) -> list[OutboxMail]:
    """Return the mails asked for to an address, oldest first."""
    return list(OutboxMail.objects.select_related("challenge").filter(to=address).order_by("id"))


def code_in(mail: OutboxMail) -> str:
    """Read the code out of a mail, whatever has become of its challenge since."""
    return code_of(_sending(mail))


def link_in(mail: OutboxMail) -> str:
    """Read the token out of a mail's link."""
    return link_token_of(_sending(mail))


def _sending(mail: OutboxMail) -> Any:
    if mail.challenge is None or mail.serial is None:
        raise LookupError(f"the mail {mail.template} carries no proof")
    return replace(sending_of(mail.challenge), serial=mail.serial)


def newest_code(address: str) -> str:
    """Read the code of the newest mail to an address."""
    return code_in(mails_to(address)[-1])


def wrong_code(right: str) -> str:
    """Return six digits that are not these."""
    return f"{(int(right) + 1) % 1_000_000:06d}"


@dataclass
class Browser:
    """One browser: a binding, and the transaction whose page it has open."""

    ip_address: str = "192.0.2.1"
    binding: str = field(default_factory=new_binding)
    open_id: str = ""

    @property
    def client(self) -> ClientContext:
        return ClientContext(ip_address=self.ip_address, device_id=self.binding[:16])

    def begin(self, intent: Intent, form: FormName, data: Mapping[str, Any]) -> Outcome:
        """Answer the first page; the transaction is open here when the answer was taken."""
        door = engine.FlowStart(FrontEnd.HOSTED, intent)
        outcome = engine.submit(engine.open_new(door, self.client), form, data, self.binding)
        if outcome.transaction.version:
            self.open_id = outcome.transaction.id
        return outcome

    def stored(self) -> Stored | None:
        return repository.load(Ref(self.open_id, self.binding, FrontEnd.HOSTED))

    def facts(self) -> Transaction:
        stored = self.stored()
        if stored is None:
            raise LookupError("no transaction is open here")
        return stored.transaction

    def step(self) -> Step:
        stored = self.stored()
        if stored is None:
            raise LookupError("no transaction is open here")
        return engine.open_stored(stored, ClientContext()).step

    def answer(self, form: FormName | str, data: Mapping[str, Any] | None = None) -> Outcome:
        """Answer the page that is open here."""
        stored = self.stored()
        if stored is None:
            raise LookupError("no transaction is open here")
        return engine.submit(engine.open_stored(stored, self.client), form, data or {})

    def sign_up(self, address: str, **values: Any) -> Outcome:
        """Submit the default sign-up form."""
        return self.begin(Intent.SIGN_UP, FormName.ENROLL_PROFILE, profile(address, **values))

    def prove(self, address: str) -> Outcome:
        """Type the code of the newest mail to the address of a sign-up."""
        return self.answer(FormName.ENROLL_AUTHENTICATOR, passcode(newest_code(address)))

    def identify(self, address: str) -> Outcome:
        """Say who wants to sign in."""
        return self.begin(Intent.SIGN_IN, FormName.IDENTIFY, {"identifier": address})

    def recover(self, address: str) -> Outcome:
        """Say whose password is forgotten."""
        return self.begin(Intent.RECOVER, FormName.IDENTIFY_RECOVERY, {"identifier": address})


def challenge_of(browser: Browser) -> Challenge:
    """Return the row of the challenge that the open transaction waits for."""
    state = browser.facts().challenge
    if state is None:
        raise LookupError("the transaction has no challenge")
    return Challenge.objects.get(pk=state.id)
