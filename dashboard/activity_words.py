"""What happened to an account, as its owner reads it. An event without words here is not for them.

``{0}`` is what the event is about: an authenticator or an app.
"""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _

OWN: Final[Mapping[str, str]] = {
    # Translators: recent activity
    "user.session.start": _("Signed in"),
    # Translators: recent activity
    "user.session.end": _("Signed out"),
    # Translators: recent activity
    "user.session.clear": _("Signed out everywhere"),
    # Translators: recent activity
    "user.lifecycle.create": _("Account created"),
    # Translators: recent activity
    "user.lifecycle.activate": _("Account activated"),
    # Translators: recent activity
    "user.lifecycle.suspend": _("Account suspended"),
    # Translators: recent activity
    "user.lifecycle.unsuspend": _("Account suspension lifted"),
    # Translators: recent activity
    "user.account.lock": _("Account locked after too many wrong passwords"),
    # Translators: recent activity
    "user.account.unlock": _("Account unlocked"),
    # Translators: recent activity
    "user.account.update_profile": _("Profile changed"),
    # Translators: recent activity
    "user.account.update_password": _("Password changed"),
    # Translators: recent activity
    "user.account.reset_password": _("Account recovered with a new password"),
    # Translators: recent activity
    "user.account.expire_password": _("New password requested"),
    # Translators: recent activity
    "user.account.update_primary_email": _("Email address changed"),
    # Translators: recent activity
    "user.account.undo_security_changes": _("Security changes undone"),
    # Translators: recent activity
    "user.account.restore_primary_email": _("Email address change undone"),
    # Translators: recent activity
    "user.account.access_code.issue": _("Temporary access code created"),
    # Translators: recent activity
    "user.account.privilege.grant": _("Administrator permissions added"),
    # Translators: recent activity
    "user.account.privilege.revoke": _("Administrator permissions removed"),
    # Translators: recent activity
    "user.account.export": _("Data downloaded"),
    # Translators: recent activity; quotes the button “This wasn’t me”
    "user.account.report_suspicious_activity_by_enduser": _("Reported: “This wasn’t me”"),
    # Translators: recent activity
    "user.account.deletion.request": _("Account deletion requested"),
    # Translators: recent activity
    "user.account.deletion.undo": _("Account deletion undone"),
    # Translators: recent activity; {0} is a sign-in method
    "user.mfa.factor.activate": _("{0} added"),
    # Translators: recent activity; {0} is a sign-in method
    "user.mfa.factor.update": _("{0} changed"),
    # Translators: recent activity; {0} is a sign-in method
    "user.mfa.factor.deactivate": _("{0} removed"),
    # Translators: recent activity; {0} is an app
    "oauth2.token.grant": _("Signed in to {0}"),
    # Translators: recent activity; {0} is an app
    "oauth2.token.reuse": _("Removed access for {0} because a code or token was used twice"),
    # Translators: recent activity; {0} is an app
    "user.consent.grant": _("Allowed access for {0}"),
    # Translators: recent activity; {0} is an app
    "user.consent.withdraw": _("Removed access for {0}"),
    # Translators: recent activity
    "device.user.remove": _("Browser forgotten"),
    # Translators: recent activity
    "device.user.stale": _("Signed in with an outdated device cookie"),
    # Translators: recent activity
    "system.email.challenge_factor_redeemed": _("Email address confirmed"),
}
FAILURE_SENTENCES: Final[Mapping[str, str]] = {
    # Translators: recent activity, failed
    "user.session.start": _("Wrong password entered"),
    # Translators: recent activity, failed
    "user.authentication.auth_via_mfa": _("Failed security check"),
    # Translators: recent activity, failed
    "system.email.challenge_factor_redeemed": _("Wrong code entered"),
    # Translators: recent activity, failed
    "system.operation.rate_limit.violation": _("Too many attempts"),
}
VARIANTS: Final[Mapping[tuple[str, str], str]] = {
    # Translators: recent activity
    ("user.account.lock", "strangers"): _("Unknown browsers locked out after too many wrong passwords"),
    # Translators: recent activity
    ("user.session.end", "elsewhere"): _("Another browser signed out"),
    # Translators: activity page
    ("user.session.end", "upstream"): _("You signed out at the identity provider"),
    # Translators: recent activity
    ("user.session.end", "by_administrator"): _("One browser signed out"),
    # Translators: recent activity
    ("user.session.clear", "others"): _("All other browsers signed out"),
    # Translators: recent activity
    ("user.session.start", "turned_away"): _("Sign-in attempt while the account was closed"),
}


def template_for_owner(type: str, *, success: bool, variant: str = "") -> str:
    """Return the words for an event. Raises KeyError where it has none."""
    if (type, variant) in VARIANTS:
        return VARIANTS[type, variant]
    return (OWN if success else FAILURE_SENTENCES)[type]
