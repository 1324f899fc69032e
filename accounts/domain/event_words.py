"""Every event as a sentence, for the system log and the support timeline.

``{0}`` is the user of the event, or a placeholder for a deleted user.
"""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import format_text
from accounts.domain.messages.entry import gettext_noop as _

SENTENCES: Final[Mapping[str, str]] = {
    "user.lifecycle.create": _("{0}’s account was created"),
    "user.lifecycle.activate": _("{0}’s account was activated"),
    "user.lifecycle.reactivate": _("Activation email sent to {0} again"),
    "user.lifecycle.suspend": _("{0} was suspended"),
    "user.lifecycle.unsuspend": _("{0} was unsuspended"),
    "user.lifecycle.deactivate": _("{0} was deactivated"),
    "user.lifecycle.delete": _("User deleted permanently"),
    "user.account.lock": _("{0} was locked out after too many wrong passwords"),
    "user.account.unlock": _("{0} was unlocked"),
    "user.account.mark_email_verified": _("{0}’s email address was marked as verified by an owner"),
    "user.account.update_profile": _("{0}’s profile was updated"),
    "user.account.update_password": _("{0}’s password was changed"),
    "user.account.update_primary_email": _("{0}’s email address was changed"),
    "user.account.undo_security_changes": _("{0} undid recent security changes"),
    "user.account.restore_primary_email": _("{0} restored their previous email address"),
    "user.account.reset_password": _("{0} recovered their account and set a new password"),
    "user.account.expire_password": _("{0}’s password was expired"),
    "user.account.export": _("{0} downloaded their data"),
    "user.account.report_suspicious_activity_by_enduser": _("{0} reported a sign-in they don’t recognize"),
    "user.account.deletion.request": _("{0} requested account deletion"),
    "user.account.deletion.undo": _("{0} canceled the account deletion"),
    "user.account.privilege.grant": _("{0} was given administrator permissions"),
    "user.account.privilege.revoke": _("{0} lost administrator permissions"),
    "user.account.access_link.issue": _("Administrator access link created on the server"),
    "user.account.access_link.use": _("{0} signed in with an administrator access link"),
    "security.attack.start": _("Possible password spraying: many wrong passwords from many networks"),
    "user.session.start": _("{0} signed in"),
    "user.session.end": _("{0} signed out"),
    "user.session.clear": _("All sessions of {0} were ended"),
    "device.user.remove": _("{0} removed a trusted device"),
    "device.user.stale": _("{0} used a device trusted before their last security change"),
    "user.consent.grant": _("{0} gave consent to an application"),
    "user.consent.withdraw": _("{0} withdrew consent from an application"),
    "user.consent.decline": _("{0} declined consent to an application"),
    "user.authentication.auth": _("{0} verified an authenticator"),
    "user.authentication.auth_via_mfa": _("{0} verified an authenticator"),
    "system.email.send_factor_verify_message": _("Verification email sent to {0}"),
    "system.email.challenge_factor_redeemed": _("{0} verified their email address"),
    "system.email.delivery": _("Email sent to {0}"),
    "system.email.test_request": _("Test email requested"),
    "system.email.test": _("Test email accepted by the mail server"),
    "system.message.redelivery": _("A failed message was queued again"),
    "system.sms.send_factor_verify_message": _("Verification code sent to {0} by text message"),
    "system.sms.delivery": _("Text message sent to {0}"),
    "user.mfa.factor.activate": _("{0} set up an authenticator"),
    "user.mfa.factor.update": _("{0} changed an authenticator"),
    "user.mfa.factor.deactivate": _("An authenticator of {0} was removed"),
    "user.account.access_code.issue": _("Temporary access code created for {0}"),
    "system.password.breach_check": _("Password checked against known data breaches"),
    "system.operation.rate_limit.violation": _("{0} exceeded a rate limit"),
    "group.lifecycle.create": _("Group created"),
    "group.profile.update": _("Group updated"),
    "group.lifecycle.delete": _("Group deleted"),
    "group.user_membership.add": _("{0} joined a group"),
    "group.user_membership.remove": _("{0} left a group"),
    "group.rule.create": _("Group rule created"),
    "group.rule.update": _("Group rule updated"),
    "group.rule.delete": _("Group rule deleted"),
    "group.rule.activate": _("Group rule turned on"),
    "group.rule.deactivate": _("Group rule turned off"),
    "policy.lifecycle.create": _("Policy created"),
    "policy.lifecycle.update": _("Policy updated"),
    "policy.lifecycle.delete": _("Policy deleted"),
    "policy.lifecycle.activate": _("Policy turned on"),
    "policy.lifecycle.deactivate": _("Policy turned off"),
    "policy.lifecycle.restore": _("Policy restored to an earlier version"),
    "policy.draft.create": _("Draft of a policy created"),
    "policy.draft.update": _("Draft of a policy updated"),
    "policy.draft.publish": _("Draft of a policy published"),
    "policy.draft.discard": _("Draft of a policy discarded"),
    "policy.shadow.start": _("Trial of a draft started"),
    "policy.shadow.stop": _("Trial of a draft ended early"),
    "policy.rule.create": _("Policy rule created"),
    "policy.rule.update": _("Policy rule updated"),
    "policy.rule.delete": _("Policy rule deleted"),
    "policy.rule.activate": _("Policy rule turned on"),
    "policy.rule.deactivate": _("Policy rule turned off"),
    "zone.create": _("Network zone created"),
    "zone.update": _("Network zone updated"),
    "zone.delete": _("Network zone deleted"),
    "identity_provider.create": _("Identity provider created"),
    "identity_provider.update": _("Identity provider updated"),
    "identity_provider.delete": _("Identity provider deleted"),
    "identity_provider.activate": _("Identity provider turned on"),
    "identity_provider.deactivate": _("Identity provider turned off"),
    "identity_provider.secret": _("Client secret of an identity provider replaced"),
    "identity_provider.test": _("Connection to an identity provider tested"),
    "application.lifecycle.create": _("Application created"),
    "application.lifecycle.update": _("Application updated"),
    "application.lifecycle.delete": _("Application deleted"),
    "application.lifecycle.activate": _("Application turned on"),
    "application.lifecycle.deactivate": _("Application turned off"),
    "application.update": _("Application updated"),  # what it was called at first; rows stay
    "application.user_membership.add": _("{0} was assigned to an application"),
    "application.user_membership.remove": _("{0} was unassigned from an application"),
    "group.application_assignment.add": _("Group assigned to an application"),
    "group.application_assignment.remove": _("Group unassigned from an application"),
    "oauth2.client.create": _("OpenID Connect set up for an application"),
    "oauth2.client.delete": _("OpenID Connect removed from an application"),
    "oauth2.client.update": _("OpenID Connect settings of an application updated"),
    "oauth2.client.secret": _("Client secret created"),
    "oauth2.key.create": _("Signing key created"),
    "oauth2.token.grant": _("{0} signed in to an application"),
    "oauth2.token.revoke": _("An application revoked its tokens for {0}"),
    "oauth2.token.reuse": _("Code or token of {0} reused: all related tokens were revoked"),
    "system.events.export": _("The log was exported"),
    "system.users.import.upload": _("File with people uploaded"),
    "system.users.import.start": _("Import of people started"),
    "system.users.import.trust_verified": _("An owner vouched for the verified addresses of an import"),
    "system.users.import.trust_hashes": _("An owner vouched for the password hashes of an import"),
    "system.users.import.finish": _("Import of people finished"),
    "system.users.import.undo": _("Undo of an import of people started"),
    "system.users.import.delete": _("Import of people discarded with its file"),
    "system.users.import.stop": _("Import of people stopped"),
    "system.saved_view.save": _("A view of the list of people was saved"),
    "system.saved_view.delete": _("A saved view was deleted"),
    "system.users.export": _("People were exported"),
    "system.profile_schema.create": _("Profile attribute created"),
    "system.profile_schema.update": _("Profile attribute updated"),
    "system.profile_schema.delete": _("Profile attribute deleted"),
    "system.configuration.apply": _("Configuration document applied"),
    "system.brand.update": _("Brand updated"),
    "iam.role.update": _("Role updated"),
    "iam.role.delete": _("Role deleted"),
}
UNKNOWN_ACTOR: Final = _("Unknown user")
# A refusal of these is no success of the sentence above.
FAILURE_SENTENCES: Final[Mapping[str, str]] = {
    "user.session.start": _("{0} entered a wrong password"),
    "system.email.challenge_factor_redeemed": _("{0} entered a wrong code"),
    "user.authentication.auth_via_mfa": _("{0} failed to verify an authenticator"),
    "user.mfa.factor.activate": _("{0} failed to set up an authenticator"),
    "system.email.delivery": _("Email to {0} failed"),
    "system.email.test": _("Test email failed"),
    "system.sms.delivery": _("Text message to {0} failed"),
    "system.password.breach_check": _("Breached-password service didn’t answer"),
    "user.authorization.deny": _("{0} was denied access to an administration page"),
    "oauth2.client.authenticate": _("Client authentication failed: unknown client or wrong secret"),
    "system.transaction.step.skip": _("Submitted form isn’t part of the current step"),
    "oauth2.key.unreadable": _("Signing key couldn’t be read"),
    "system.worker.message.reject": _("A worker rejected an unreadable message"),
    "oauth2.token.grant": _("Token request denied"),
}


# The real reason behind a vaguer message: only the system log has it.
VARIANTS: Final[Mapping[tuple[str, str], str]] = {
    ("user.account.lock", "strangers"): _(
        "Untrusted devices locked out of {0}’s account: too many wrong passwords"
    ),
    ("user.account.unlock", "time"): _("{0} was unlocked when the lockout ended"),
    ("user.account.reset_password", "by_administrator"): _("Password reset email sent to {0}"),
    ("user.session.end", "by_administrator"): _("A session of {0} was ended"),
    ("user.session.end", "elsewhere"): _("{0} signed out of another browser"),
    ("user.session.end", "upstream"): _("A session of {0} ended at the identity provider"),
    ("user.session.clear", "others"): _("{0} signed out of all other browsers"),
    ("user.session.start", "turned_away"): _("{0} tried to sign in, but the account isn’t active"),
    ("system.email.challenge_factor_redeemed", "turned_away"): _(
        "A code was entered for {0}, but none was sent"
    ),
    ("system.email.send_factor_verify_message", "link"): _("Email with a confirmation link sent to {0}"),
    ("system.email.send_factor_verify_message", "nobody"): _("A code was requested, but none was sent"),
    ("system.email.send_factor_verify_message", "holder_told"): _(
        "Sign-up with an existing email address: its owner was notified by email"
    ),
}


def template_of(type: str, *, success: bool, variant: str = "") -> str:
    """Return the sentence of an event type; a type without one is shown as it is."""
    if (type, variant) in VARIANTS:
        return VARIANTS[type, variant]
    if not success and type in FAILURE_SENTENCES:
        return FAILURE_SENTENCES[type]
    return SENTENCES.get(type, type)


def sentence(template: str, user: str, actor: str) -> str:
    """Put the names in their places; the administrator who did it stands at the end."""
    text = format_text(template, (user,))
    return f"{text} · {actor}" if actor else text
