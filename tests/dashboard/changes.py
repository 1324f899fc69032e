"""A change of one's own account, from the button on the security page to its end, without scripts."""

from dataclasses import dataclass
from typing import Any

import pyotp
from django.http import HttpResponse
from django.utils import timezone

from accounts.credentials import passkey, totp
from accounts.credentials.passkey import PasskeyUser
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import TotpSecret
from flows import engine, repository
from flows.domain.steps import Step
from flows.domain.transaction import Transaction
from flows.repository import Stored
from flows.step_submission import ClientContext
from tests.passkeys import Device, for_idx_api
from tests.visitor import Visitor

AFTERWARDS = "/me/security?done"


@dataclass
class Change:
    """The change whose page is open in the visitor's browser."""

    visitor: Visitor

    @classmethod
    def begin(cls, visitor: Visitor, path: str) -> "Change":
        answer = visitor.http.post(f"/me/security/{path}")
        assert answer.status_code == 303
        assert answer["Location"].startswith("/flow/"), answer["Location"]
        visitor.at = answer["Location"]
        change = cls(visitor)
        assert (visitor.http.get(visitor.at).status_code == 200) == (change.asks != "ended")
        return change

    @property
    def stored(self) -> Stored:
        found = repository.reload(self.visitor.at.removeprefix("/flow/"))
        assert found is not None
        return found

    @property
    def facts(self) -> Transaction:
        return self.stored.transaction

    @property
    def step(self) -> Step:
        return engine.open_stored(self.stored, ClientContext()).step

    @property
    def asks(self) -> str:
        return self.step.name.value

    def answer(self, form: str, **fields: Any) -> HttpResponse:
        """Send a form of the page; the dots of a path are written as __."""
        return self.visitor.post(form, **fields)

    @property
    def is_done(self) -> bool:
        return self.visitor.at == AFTERWARDS

    def app_code(self) -> str:
        """Return what an authenticator app shows that was given the secret on this page."""
        pending = self.facts.pending_of(Authenticator.TOTP)
        assert pending is not None
        assert isinstance(pending.data, TotpSecret)
        shown = totp.provisioning(pending.data, pending.public_id, "Ada", qr_title="")
        return pyotp.parse_uri(shown.uri).now()

    def make_passkey(self, device: Device) -> HttpResponse:
        """Let the device answer what the page asks of it."""
        facts = self.facts
        registrant = PasskeyUser(facts.user_id, facts.display_address)
        options = passkey.registration_options(registrant, facts.id, timezone.now())
        said = for_idx_api(device.create(options))
        return self.answer(
            "enroll-authenticator", **{f"credentials__{name}": value for name, value in said.items()}
        )
