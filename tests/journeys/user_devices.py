"""What a user carries: an authenticator app, a device with passkeys, a sheet of recovery codes."""

import time
from dataclasses import dataclass, field

import pyotp

from tests.passkeys import Device

NUMBER, ANSWER, QUESTION = "+353871234567", "a blue elephant", "favorite_toy"
STEP_SECONDS = 30


@dataclass
class App:
    """An authenticator app with one secret."""

    key: str
    shown: int = 0

    def code(self) -> str:
        """Return a code that was not shown before: the present one, else the next, which a server takes."""
        now = int(time.time()) // STEP_SECONDS
        self.shown = max(now, self.shown + 1)
        assert self.shown <= now + 1, "the clock has to go on before there is another code"
        return pyotp.TOTP(self.key).at(self.shown * STEP_SECONDS)

    def same_code(self) -> str:
        """Return the code that was shown last."""
        return pyotp.TOTP(self.key).at(self.shown * STEP_SECONDS)


@dataclass
class Pocket:
    """One user's things; several browsers may belong to the same user."""

    app: App | None = None
    device: Device = field(default_factory=Device)
    sheet: list[str] = field(default_factory=list)

    def app_code(self) -> str:
        assert self.app is not None, "nobody has set an app up"
        return self.app.code()
