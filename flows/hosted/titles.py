"""Headings and button words of each step where the enrollment policy does not give its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.challenges import ChallengePurpose
from flows.domain.steps import Step, StepName
from flows.domain.subjects import EmailSubject

TITLES: Mapping[StepName, Promise] = {
    StepName.IDENTIFY: _("Sign in"),
    StepName.IDENTIFY_RECOVERY: _("Reset your password"),
    StepName.ENROLL_PROFILE: _("Create your account"),
    StepName.ENROLL_EMAIL: _("Check your email"),
    StepName.ENROLL_PASSWORD: _("Choose a password"),
    StepName.CHALLENGE_PASSWORD: _("Enter your password"),
    StepName.CHALLENGE_EMAIL: _("Check your email"),
    StepName.RESET_PASSWORD: _("Choose a new password"),
    StepName.DONE: _("You are all set"),
    StepName.ENDED: _("This page has ended"),
}

SUBMITS: Mapping[StepName, Promise] = {
    StepName.IDENTIFY: _("Continue"),
    StepName.IDENTIFY_RECOVERY: _("Email me a code"),
    StepName.ENROLL_PROFILE: _("Continue"),
    StepName.ENROLL_EMAIL: _("Confirm email"),
    StepName.ENROLL_PASSWORD: _("Continue"),
    StepName.CHALLENGE_PASSWORD: _("Sign in"),
    StepName.CHALLENGE_EMAIL: _("Sign in"),
    StepName.RESET_PASSWORD: _("Save new password"),
    StepName.DONE: _("Continue"),
    StepName.ENDED: _("Continue"),
}


def title_of(step: Step) -> str:
    """The heading: the enrollment policy's own, else that of the step."""
    return step.title or str(TITLES[step.name])


def submit_label_of(step: Step) -> str:
    """The button says what pressing it does: after a code for recovery nobody is signed in yet."""
    if step.submit_label:
        return step.submit_label
    if step.name is StepName.ENROLL_PASSWORD and step.progress is not None:
        return str(_("Create account"))
    if isinstance(step.subject, EmailSubject) and step.subject.purpose == ChallengePurpose.RECOVERY:
        return str(_("Continue"))
    return str(SUBMITS[step.name])
