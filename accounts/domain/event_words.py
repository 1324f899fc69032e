"""Every event as a sentence, for the system log and the support timeline.

``{0}`` is the user of the event, or a placeholder for a deleted user.
"""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import format_text
from accounts.domain.messages.entry import gettext_noop as _

SENTENCES: Final[Mapping[str, str]] = {
    "user.lifecycle.create": _("{0} got an account"),
    "user.lifecycle.activate": _("{0} became active"),
    "user.lifecycle.reactivate": _("{0} was sent a new activation mail"),
    "user.lifecycle.suspend": _("{0} was suspended"),
    "user.lifecycle.unsuspend": _("{0} was let in again"),
    "user.lifecycle.deactivate": _("{0} was deactivated"),
    "user.lifecycle.delete": _("Somebody was deleted for good"),
    "user.account.lock": _("{0} was locked out after too many wrong passwords"),
    "user.account.unlock": _("{0} was unlocked"),
    "user.account.update_profile": _("{0} has a changed profile"),
    "user.account.update_password": _("{0} chose a new password"),
    "user.account.update_primary_email": _("{0} has a new address"),
    "user.account.undo_security_changes": _("{0} undid security changes"),
    "user.account.restore_primary_email": _("{0} took a change of address back"),
    "user.account.reset_password": _("{0} recovered the account with a new password"),
    "user.account.expire_password": _("{0} has to choose a new password"),
    "user.account.export": _("{0} downloaded their data"),
    "user.account.report_suspicious_activity_by_enduser": _("{0} reported a sign-in as somebody else's"),
    "user.account.deletion.request": _("{0} asked for the account to be deleted"),
    "user.account.deletion.undo": _("{0} kept the account after all"),
    "user.account.privilege.grant": _("{0} was given rights in the administration"),
    "user.account.privilege.revoke": _("{0} lost rights in the administration"),
    "user.account.access_link.issue": _("A link into the administration was printed on the server"),
    "user.account.access_link.use": _("{0} came in by a link printed on the server"),
    "security.attack.start": _("Many wrong passwords come from many networks: this may be password spraying"),
    "user.session.start": _("{0} signed in"),
    "user.session.end": _("{0} signed out"),
    "user.session.clear": _("{0} lost every session"),
    "device.user.remove": _("{0} had a browser forgotten"),
    "device.user.stale": _("{0} signed in with a device ID from before the last security change"),
    "user.consent.grant": _("{0} agreed to what an app may learn"),
    "user.consent.withdraw": _("{0} took back what an app may learn"),
    "user.consent.decline": _("{0} did not agree to what an app wants to learn"),
    "user.authentication.auth": _("{0} proved who they are"),
    "user.authentication.auth_via_mfa": _("{0} proved who they are"),
    "system.email.send_factor_verify_message": _("{0} was sent a code"),
    "system.email.challenge_factor_redeemed": _("{0} confirmed the address"),
    "system.email.delivery": _("{0} was sent a mail"),
    "system.email.test_request": _("A test email was requested"),
    "system.email.test": _("The mail server accepted a test email"),
    "system.sms.send_factor_verify_message": _("{0} was sent a code by text message"),
    "system.sms.delivery": _("{0} was sent a text message"),
    "user.mfa.factor.activate": _("{0} set up a way to prove who they are"),
    "user.mfa.factor.update": _("{0} changed a way to prove who they are"),
    "user.mfa.factor.deactivate": _("{0} has one way less to prove who they are"),
    "user.account.access_code.issue": _("{0} was given a temporary access code"),
    "system.password.breach_check": _("The service that knows leaked passwords was asked"),
    "system.operation.rate_limit.violation": _("{0} was asked to slow down"),
    "group.lifecycle.create": _("A group was made"),
    "group.profile.update": _("A group was changed"),
    "group.lifecycle.delete": _("A group was deleted"),
    "group.user_membership.add": _("{0} joined a group"),
    "group.user_membership.remove": _("{0} left a group"),
    "policy.lifecycle.create": _("A policy was made"),
    "policy.lifecycle.update": _("A policy was changed"),
    "policy.lifecycle.delete": _("A policy was deleted"),
    "policy.lifecycle.activate": _("A policy was switched on"),
    "policy.lifecycle.deactivate": _("A policy was switched off"),
    "policy.rule.create": _("A rule of a policy was made"),
    "policy.rule.update": _("A rule of a policy was changed"),
    "policy.rule.delete": _("A rule of a policy was deleted"),
    "policy.rule.activate": _("A rule of a policy was switched on"),
    "policy.rule.deactivate": _("A rule of a policy was switched off"),
    "zone.create": _("A network zone was made"),
    "zone.update": _("A network zone was changed"),
    "zone.delete": _("A network zone was deleted"),
    "application.lifecycle.create": _("An app was made"),
    "application.lifecycle.update": _("An app was changed"),
    "application.lifecycle.delete": _("An app was deleted"),
    "application.lifecycle.activate": _("An app was switched on"),
    "application.lifecycle.deactivate": _("An app was switched off"),
    "application.update": _("An app was changed"),  # what it was called at first; rows stay
    "application.user_membership.add": _("{0} was given an app"),
    "application.user_membership.remove": _("{0} was taken off an app"),
    "group.application_assignment.add": _("A group was given an app"),
    "group.application_assignment.remove": _("A group was taken off an app"),
    "oauth2.client.create": _("An app was set up for OpenID Connect"),
    "oauth2.client.delete": _("An app is not set up for OpenID Connect any more"),
    "oauth2.client.update": _("What an app may do by OpenID Connect was changed"),
    "oauth2.client.secret": _("An app was given a new secret"),
    "oauth2.key.create": _("A key that signs tokens was made"),
    "oauth2.token.grant": _("{0} was taken to an app, which got tokens"),
    "oauth2.token.revoke": _("An app gave back its tokens of {0}"),
    "oauth2.token.reuse": _("A code or token of {0} was used twice: all that came of it was ended"),
    "system.profile_schema.create": _("A profile attribute was made"),
    "system.profile_schema.update": _("A profile attribute was changed"),
    "system.profile_schema.delete": _("A profile attribute was deleted"),
    "system.configuration.apply": _("A configuration document was applied"),
    "system.brand.update": _("The brand was changed"),
    "iam.role.update": _("A role was changed"),
    "iam.role.delete": _("A role was deleted"),
}
UNKNOWN_ACTOR: Final = _("Somebody")
# A refusal of these is no success of the sentence above.
FAILURE_SENTENCES: Final[Mapping[str, str]] = {
    "user.session.start": _("{0} gave a wrong password"),
    "system.email.challenge_factor_redeemed": _("{0} gave a wrong code"),
    "user.authentication.auth_via_mfa": _("{0} failed to prove who they are"),
    "user.mfa.factor.activate": _("{0} failed to set up a way to prove who they are"),
    "system.email.delivery": _("{0} did not get a mail"),
    "system.email.test": _("A test email failed"),
    "system.sms.delivery": _("{0} did not get a text message"),
    "system.password.breach_check": _("The service that knows leaked passwords did not answer"),
    "user.authorization.deny": _("{0} was refused a page of the administration"),
    "oauth2.client.authenticate": _("An app gave a wrong secret, or is not known"),
    "system.transaction.step.skip": _("A form was sent that the step does not offer"),
    "oauth2.key.unreadable": _("A signing key could not be read"),
    "system.worker.message.reject": _("A worker rejected a message that it could not read"),
    "oauth2.token.grant": _("An app that asked for tokens was refused"),
}


# The real reason behind a vaguer message: only the system log has it.
VARIANTS: Final[Mapping[tuple[str, str], str]] = {
    ("user.account.lock", "strangers"): _(
        "Browsers that are not known to be those of {0} were locked out after too many wrong passwords"
    ),
    ("user.account.unlock", "time"): _("{0} was unlocked: the time was over"),
    ("user.account.reset_password", "by_administrator"): _(
        "{0} has to choose a new password by a link in a mail"
    ),
    ("user.session.end", "by_administrator"): _("{0} was signed out of one browser"),
    ("user.session.end", "elsewhere"): _("{0} signed another browser out"),
    ("user.session.clear", "others"): _("{0} signed every other browser out"),
    ("user.session.start", "turned_away"): _("{0} tried to sign in, but the account is not active"),
    ("system.email.challenge_factor_redeemed", "turned_away"): _(
        "Somebody tried a code for {0}, but none was sent"
    ),
    ("system.email.send_factor_verify_message", "link"): _("{0} was sent a link to confirm the address"),
    ("system.email.send_factor_verify_message", "nobody"): _("A code was asked for; none was sent"),
    ("system.email.send_factor_verify_message", "holder_told"): _(
        "Somebody signed up with a taken address; its holder was told by mail"
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
