"""Headings and button words of each step where the enrollment policy does not give its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.authenticators import Authenticator
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
    # Translators: heading of the sign-in page
    StepName.IDENTIFY: _("Sign in"),
    # Translators: heading of the first page of a password reset
    StepName.IDENTIFY_RECOVERY: _("Reset your password"),
    # Translators: heading of the first page of an unlock
    StepName.IDENTIFY_UNLOCK: _("Unlock your account"),
    # Translators: heading of the sign-up page
    StepName.ENROLL_PROFILE: _("Create your account"),
    # Translators: heading of the page of the emailed code
    StepName.ENROLL_EMAIL: _("Check your email"),
    # Translators: heading of the password page of a sign-up
    StepName.ENROLL_PASSWORD: _("Choose a password"),
    # Translators: heading of a step
    StepName.ENROLL_TOTP: _("Set up an authenticator app"),
    # Translators: heading of a step
    StepName.ENROLL_PASSKEY: _("Create a passkey"),
    # Translators: heading of a step
    StepName.ENROLL_PHONE: _("Add your phone"),
    # Translators: heading of the page of the texted code
    StepName.ENROLL_PHONE_CODE: _("Check your phone"),
    # Translators: heading of a step
    StepName.ENROLL_SECURITY_QUESTION: _("Choose a security question"),
    # Translators: heading of a step
    StepName.ENROLL_RECOVERY_CODES: _("Save your recovery codes"),
    # Translators: heading of the list of sign-in methods to set up
    StepName.SELECT_ENROLL: _("Protect your account"),
    # Translators: heading of a step
    StepName.CHALLENGE_PASSWORD: _("Enter your password"),
    # Translators: heading of the page of the emailed code
    StepName.CHALLENGE_EMAIL: _("Check your email"),
    # Translators: heading of the page of its code
    StepName.CHALLENGE_TOTP: _("Open your authenticator app"),
    # Translators: heading of a step
    StepName.CHALLENGE_PASSKEY: _("Use your passkey"),
    # Translators: heading of a step
    StepName.CHALLENGE_PHONE: _("Get a code on your phone"),
    # Translators: heading of the page of the texted code
    StepName.CHALLENGE_PHONE_CODE: _("Check your phone"),
    # Translators: heading of a step
    StepName.CHALLENGE_SECURITY_QUESTION: _("Answer your security question"),
    # Translators: heading of a step
    StepName.CHALLENGE_RECOVERY_CODE: _("Enter a recovery code"),
    # Translators: heading of a step
    StepName.CHALLENGE_ACCESS_CODE: _("Enter your access code"),
    # Translators: heading of a step
    StepName.CHALLENGE_IDENTITY_PROVIDER: _("Use your linked account"),
    # Translators: heading of a step
    StepName.ENROLL_IDENTITY_PROVIDER: _("Link an account"),
    # Translators: heading of the last page of a password reset
    StepName.RESET_PASSWORD: _("Choose a new password"),
    # Translators: heading of a step
    StepName.EXPIRED_PASSWORD: _("Choose a new password"),
    # Translators: heading of a step
    StepName.EXPIRING_PASSWORD: _("Your password is about to expire"),
    # Translators: heading of the page that asks for missing profile fields
    StepName.PROFILE_UPDATE: _("A few more questions"),
    # Translators: heading of the consent page; {0} is the app
    StepName.CONSENT: _("Allow {0} to use your account?"),
    # Translators: heading of a step
    StepName.KEEP_ME_SIGNED_IN: _("Stay signed in?"),
    # Translators: heading of a further check
    StepName.STEP_UP: _("Confirm it’s you"),
    # Translators: heading of a step
    StepName.CHANGE_EMAIL: _("Change your email address"),
    # Translators: heading of the page of the code for a new address
    StepName.CONFIRM_EMAIL_CHANGE: _("Check your new email"),
    # Translators: heading of a step; {0} is a sign-in method
    StepName.REMOVE_AUTHENTICATOR: _("Remove “{0}”?"),
    # Translators: heading of a step
    StepName.DELETE_ACCOUNT: _("Delete your account?"),
    # Translators: heading of the sign-in to an account with a requested deletion
    StepName.LEAVING: _("This account will be deleted soon"),
    # Translators: heading of the last page
    StepName.DONE: _("You’re all set"),
    # Translators: heading of a step
    StepName.ENDED: _("This page has ended"),
}

SUBMITS: Mapping[StepName, Promise] = {
    # Translators: button of a step
    StepName.IDENTIFY_RECOVERY: _("Email me a code"),
    # Translators: button of a step
    StepName.IDENTIFY_UNLOCK: _("Email me a code"),
    # Translators: button of the emailed code
    StepName.ENROLL_EMAIL: _("Confirm email"),
    # Translators: button of a step
    StepName.ENROLL_PASSKEY: _("Create a passkey"),
    # Translators: button of a step
    StepName.ENROLL_PHONE: _("Text me a code"),
    # Translators: button of the texted code
    StepName.ENROLL_PHONE_CODE: _("Confirm number"),
    # Translators: button of the security question
    StepName.ENROLL_SECURITY_QUESTION: _("Save question"),
    # Translators: button of the password page
    StepName.CHALLENGE_PASSWORD: _("Sign in"),
    # Translators: button of the emailed code
    StepName.CHALLENGE_EMAIL: _("Sign in"),
    # Translators: button of a step
    StepName.CHALLENGE_PASSKEY: _("Use a passkey"),
    # Translators: button of a step
    StepName.CHALLENGE_PHONE: _("Text me a code"),
    # Translators: button of a step
    StepName.RESET_PASSWORD: _("Save new password"),
    # Translators: button of a step
    StepName.EXPIRED_PASSWORD: _("Save new password"),
    # Translators: button of a step
    StepName.EXPIRING_PASSWORD: _("Save new password"),
    # Translators: button of the consent page
    StepName.CONSENT: _("Allow"),
    # Translators: button of a step
    StepName.KEEP_ME_SIGNED_IN: _("Stay signed in"),
    # Translators: button of the change of the email address
    StepName.CHANGE_EMAIL: _("Email me a code"),
    # Translators: button of the code for a new address
    StepName.CONFIRM_EMAIL_CHANGE: _("Confirm email"),
    # Translators: button that removes a sign-in method
    StepName.REMOVE_AUTHENTICATOR: _("Remove"),
    # Translators: button of a step
    StepName.DELETE_ACCOUNT: _("Delete my account"),
    # Translators: button of an account with a requested deletion
    StepName.LEAVING: _("Email me a link to keep it"),
}
# Translators: button of most pages
CONTINUE = _("Continue")
# Translators: heading of the page that asks for one missing profile field
ONE_QUESTION = _("One more question")


def _is_account(step: Step) -> bool:
    subject = step.subject
    return isinstance(subject, RemovalSubject) and subject.authenticator is Authenticator.IDENTITY_PROVIDER


def title_of(step: Step) -> str:
    """The heading: the enrollment policy's own, else that of the step."""
    if isinstance(step.subject, ConsentSubject):
        return format_text(str(TITLES[step.name]), (step.subject.application,))
    if isinstance(step.subject, RemovalSubject) and _is_account(step):
        # Translators: heading of the page that unlinks an account at another provider; {0} is the account
        return format_text(gettext("Unlink “{0}”?"), (step.subject.label,))
    if isinstance(step.subject, RemovalSubject):
        return format_text(str(TITLES[step.name]), (translated(step.subject.label),))
    if isinstance(step.subject, AddressSubject):
        # Translators: heading of the page that confirms the address of an existing account
        return gettext("Confirm your email address")
    if isinstance(step.subject, SelectSubject) and not step.subject.required:
        # Translators: heading of the list of optional sign-in methods to set up
        return gettext("Make your account safer")
    if isinstance(step.subject, QuestionsSubject) and step.subject.joins:
        return _join(step.subject.joins)
    if step.name is StepName.PROFILE_UPDATE and len(step.forms[0].fields) == 1:
        return str(ONE_QUESTION)
    return step.title or str(TITLES[step.name])


def _join(application: str) -> str:
    # Translators: heading and button of a sign-up with an existing account; {0} is the app
    return format_text(gettext("Join {0}"), (application,))


def submit_label_of(step: Step) -> str:
    """Return the label of the button: its action; a code for recovery signs no user in."""
    if step.submit_label:
        return step.submit_label
    if _is_account(step):
        # Translators: button of the page that unlinks an account
        return gettext("Unlink")
    if isinstance(step.subject, AddressSubject):
        # Translators: button of a step
        return gettext("Email me a code")
    if isinstance(step.subject, QuestionsSubject) and step.subject.joins:
        return _join(step.subject.joins)
    if step.name is StepName.ENROLL_PASSWORD and step.progress is not None:
        # Translators: button of the last page of a sign-up
        return gettext("Create account")
    return str(CONTINUE if is_on_the_way(step) else SUBMITS.get(step.name, CONTINUE))


def is_on_the_way(step: Step) -> bool:
    """Whether this proof opens something else than a session: a new password, a change of settings."""
    if step.name is StepName.CHALLENGE_EMAIL and isinstance(step.subject, EmailSubject):
        return step.subject.purpose != ChallengePurpose.SIGN_IN
    # A restart by another user is possible only without a session.
    return step.name is StepName.CHALLENGE_PASSWORD and step.form(FormName.SELECT_IDENTIFY) is None
