"""Headings and button words of each step where the enrollment policy does not give its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.domain.challenges import ChallengePurpose
from accounts.domain.messages import format_text
from accounts.translations import translated
from flows.domain.steps import FormName, Step, StepName
from flows.domain.subjects import (
    AddressSubject,
    ConsentSubject,
    EmailSubject,
    QuestionsSubject,
    RemovalSubject,
    SelectSubject,
)

TITLES: Mapping[StepName, Promise] = {
    StepName.IDENTIFY: _("Sign in"),
    StepName.IDENTIFY_RECOVERY: _("Reset your password"),
    StepName.IDENTIFY_UNLOCK: _("Unlock your account"),
    StepName.ENROLL_PROFILE: _("Create your account"),
    StepName.ENROLL_EMAIL: _("Check your email"),
    StepName.ENROLL_PASSWORD: _("Choose a password"),
    StepName.ENROLL_TOTP: _("Set up an authenticator app"),
    StepName.ENROLL_PASSKEY: _("Create a passkey"),
    StepName.ENROLL_PHONE: _("Add your phone"),
    StepName.ENROLL_PHONE_CODE: _("Check your phone"),
    StepName.ENROLL_SECURITY_QUESTION: _("Choose a security question"),
    StepName.ENROLL_RECOVERY_CODES: _("Keep your recovery codes"),
    StepName.SELECT_ENROLL: _("Protect your account"),
    StepName.CHALLENGE_PASSWORD: _("Enter your password"),
    StepName.CHALLENGE_EMAIL: _("Check your email"),
    StepName.CHALLENGE_TOTP: _("Open your authenticator app"),
    StepName.CHALLENGE_PASSKEY: _("Use your passkey"),
    StepName.CHALLENGE_PHONE: _("Get a code on your phone"),
    StepName.CHALLENGE_PHONE_CODE: _("Check your phone"),
    StepName.CHALLENGE_SECURITY_QUESTION: _("Answer your security question"),
    StepName.CHALLENGE_RECOVERY_CODE: _("Enter a recovery code"),
    StepName.CHALLENGE_ACCESS_CODE: _("Enter your access code"),
    StepName.RESET_PASSWORD: _("Choose a new password"),
    StepName.EXPIRED_PASSWORD: _("Choose a new password"),
    StepName.EXPIRING_PASSWORD: _("Your password ends soon"),
    StepName.PROFILE_UPDATE: _("A few more questions"),
    StepName.CONSENT: _("May {0} see this?"),
    StepName.KEEP_ME_SIGNED_IN: _("Stay signed in?"),
    StepName.STEP_UP: _("Show that it is you"),
    StepName.CHANGE_EMAIL: _("Change your email address"),
    StepName.CONFIRM_EMAIL_CHANGE: _("Check your new email"),
    StepName.REMOVE_AUTHENTICATOR: _("Remove “{0}”?"),
    StepName.DELETE_ACCOUNT: _("Delete your account?"),
    StepName.LEAVING: _("This account is about to be deleted"),
    StepName.DONE: _("You are all set"),
    StepName.ENDED: _("This page has ended"),
}

SUBMITS: Mapping[StepName, Promise] = {
    StepName.IDENTIFY_RECOVERY: _("Email me a code"),
    StepName.IDENTIFY_UNLOCK: _("Email me a code"),
    StepName.ENROLL_EMAIL: _("Confirm email"),
    StepName.ENROLL_PASSKEY: _("Create a passkey"),
    StepName.ENROLL_PHONE: _("Text me a code"),
    StepName.ENROLL_PHONE_CODE: _("Confirm number"),
    StepName.ENROLL_SECURITY_QUESTION: _("Save question"),
    StepName.CHALLENGE_PASSWORD: _("Sign in"),
    StepName.CHALLENGE_EMAIL: _("Sign in"),
    StepName.CHALLENGE_PASSKEY: _("Use a passkey"),
    StepName.CHALLENGE_PHONE: _("Text me a code"),
    StepName.RESET_PASSWORD: _("Save new password"),
    StepName.EXPIRED_PASSWORD: _("Save new password"),
    StepName.EXPIRING_PASSWORD: _("Save new password"),
    StepName.CONSENT: _("Yes, I agree"),
    StepName.KEEP_ME_SIGNED_IN: _("Yes, stay signed in"),
    StepName.CHANGE_EMAIL: _("Email me a code there"),
    StepName.CONFIRM_EMAIL_CHANGE: _("Confirm email"),
    StepName.REMOVE_AUTHENTICATOR: _("Remove"),
    StepName.DELETE_ACCOUNT: _("Delete my account"),
    StepName.LEAVING: _("Email me the link that keeps it"),
}
CONTINUE = _("Continue")
ONE_QUESTION = _("One more question")


def title_of(step: Step) -> str:
    """The heading: the enrollment policy's own, else that of the step."""
    if isinstance(step.subject, ConsentSubject):
        return format_text(str(TITLES[step.name]), (step.subject.application,))
    if isinstance(step.subject, RemovalSubject):
        return format_text(str(TITLES[step.name]), (translated(step.subject.label),))
    if isinstance(step.subject, AddressSubject):
        return _now("Confirm your email address")
    if isinstance(step.subject, SelectSubject) and not step.subject.required:
        return _now("Make your account safer")
    if isinstance(step.subject, QuestionsSubject) and step.subject.joins:
        return _join(step.subject.joins)
    if step.name is StepName.PROFILE_UPDATE and len(step.forms[0].fields) == 1:
        return str(ONE_QUESTION)
    return step.title or str(TITLES[step.name])


def _join(application: str) -> str:
    return format_text(_now("Join {0}"), (application,))


def submit_label_of(step: Step) -> str:
    """Return the label of the button: its action; a code for recovery signs no user in."""
    if step.submit_label:
        return step.submit_label
    if isinstance(step.subject, AddressSubject):
        return _now("Email me a code")
    if isinstance(step.subject, QuestionsSubject) and step.subject.joins:
        return _join(step.subject.joins)
    if step.name is StepName.ENROLL_PASSWORD and step.progress is not None:
        return _now("Create account")
    return str(CONTINUE if is_on_the_way(step) else SUBMITS.get(step.name, CONTINUE))


def is_on_the_way(step: Step) -> bool:
    """Whether this proof opens something else than a session: a new password, a change of settings."""
    if step.name is StepName.CHALLENGE_EMAIL and isinstance(step.subject, EmailSubject):
        return step.subject.purpose != ChallengePurpose.SIGN_IN
    # A restart by another user is possible only without a session.
    return step.name is StepName.CHALLENGE_PASSWORD and step.form(FormName.SELECT_IDENTIFY) is None
