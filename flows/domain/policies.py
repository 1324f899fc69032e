"""What administrators decide today, for one application and one client."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address

from applications.domain import DASHBOARD, Application
from enrollment.domain.form import EnrollmentPolicy
from flows.domain.transaction import Intent
from policies.domain.snapshot import PolicySnapshot

_NO_APP = Application(DASHBOARD, "", None)


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """The origin of a request.

    ``known_device``: the user has signed in from this browser before. ``second_factor_at``: the last
    proof of a further factor in it. ``asked_to_stay_at``: the last prompt to stay signed in here.
    """

    ip_address: IPv4Address | IPv6Address | None = None
    known_device: bool = False
    second_factor_at: datetime | None = None
    asked_to_stay_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies and settings of an application, and the origin of the request.

    ``context_words`` may not be part of a password (NIST SP 800-63B-4 §3.1.1.2). ``sms_available`` and
    ``passkeys`` say whether text messages can be sent and whether this front end can use passkeys.
    ``granted_scopes`` are those that the user has granted to the application.
    """

    enrollment: EnrollmentPolicy
    security: PolicySnapshot
    context_words: tuple[str, ...] = ()
    application: Application = _NO_APP
    origin: RequestOrigin = RequestOrigin()
    sms_available: bool = False
    passkeys: bool = True
    granted_scopes: frozenset[str] = frozenset()

    def prevents_enumeration(self, intent: Intent) -> bool:
        """Return whether the existence of accounts is hidden: by the switch, or because sign-up is off."""
        protection = self.security.protection
        if not self.enrollment.sign_up_allowed:
            return True
        match intent:
            case Intent.SIGN_UP:
                return protection.hide_at_sign_up
            case Intent.RECOVER | Intent.UNLOCK:
                return protection.hide_at_recovery or protection.hide_at_sign_up
            case _:
                return protection.hide_at_sign_in or protection.hide_at_sign_up
