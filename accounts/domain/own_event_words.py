"""What happened to an account, as its owner reads it. An event without words here is not for them.

``{0}`` is what the event is about: an authenticator or an app.
"""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _

OWN: Final[Mapping[str, str]] = {
    "user.session.start": _("Signed in"),
    "user.session.end": _("Signed out"),
    "user.session.clear": _("Signed out everywhere"),
    "user.lifecycle.create": _("Account made"),
    "user.lifecycle.activate": _("Account opened"),
    "user.lifecycle.suspend": _("Account suspended"),
    "user.lifecycle.unsuspend": _("Account let in again"),
    "user.account.lock": _("Account locked after too many wrong passwords"),
    "user.account.unlock": _("Account unlocked"),
    "user.account.update_profile": _("Profile changed"),
    "user.account.update_password": _("Password changed"),
    "user.account.reset_password": _("Account recovered with a new password"),
    "user.account.expire_password": _("A new password was asked for"),
    "user.account.update_primary_email": _("Email address changed"),
    "user.account.undo_security_changes": _("Security changes undone"),
    "user.account.restore_primary_email": _("Change of the email address taken back"),
    "user.account.access_code.issue": _("Temporary access code given out"),
    "user.account.privilege.grant": _("Rights in the administration given"),
    "user.account.privilege.revoke": _("Rights in the administration taken"),
    "user.account.export": _("Data downloaded"),
    "user.account.report_suspicious_activity_by_enduser": _("Reported: “This was not me”"),
    "user.account.deletion.request": _("Deletion of the account asked for"),
    "user.account.deletion.undo": _("Deletion of the account undone"),
    "user.mfa.factor.activate": _("Set up: {0}"),
    "user.mfa.factor.update": _("Changed: {0}"),
    "user.mfa.factor.deactivate": _("Removed: {0}"),
    "oauth2.token.grant": _("Signed in to {0}"),
    "oauth2.token.reuse": _("What {0} had was taken back: a code or token came twice"),
    "user.consent.grant": _("{0} may learn about you"),
    "user.consent.withdraw": _("{0} may not learn about you any more"),
    "device.user.remove": _("Browser forgotten"),
    "device.user.stale": _("Signed in with an outdated device cookie"),
    "system.email.challenge_factor_redeemed": _("Email address confirmed"),
}
REFUSED: Final[Mapping[str, str]] = {
    "user.session.start": _("Wrong password given"),
    "user.authentication.auth_via_mfa": _("Wrong proof given"),
    "system.email.challenge_factor_redeemed": _("Wrong code given"),
    "system.operation.rate_limit.violation": _("Too many tries"),
}
VARIANTS: Final[Mapping[tuple[str, str], str]] = {
    ("user.account.lock", "strangers"): _("Unknown browsers locked out after too many wrong passwords"),
    ("user.session.end", "elsewhere"): _("Another browser signed out"),
    ("user.session.end", "by_administrator"): _("One browser signed out"),
    ("user.session.clear", "others"): _("Every other browser signed out"),
    ("user.session.start", "turned_away"): _("Sign-in tried while the account was closed"),
}


def template_for_owner(type: str, *, success: bool, variant: str = "") -> str:
    """Return the words for an event. Raises KeyError where it has none."""
    if (type, variant) in VARIANTS:
        return VARIANTS[type, variant]
    return (OWN if success else REFUSED)[type]
