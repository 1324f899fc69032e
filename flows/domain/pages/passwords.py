"""Pages that ask for a password, old or new."""

from dataclasses import replace
from datetime import datetime

from accounts.domain.authenticators import Authenticator
from accounts.domain.fields import Field, FieldType
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _
from enrollment.domain.form import PASSWORD_PATH, new_password_field
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import CHOOSE, button, other_ways, progress_of, sign_in_as_other, skip
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import PasswordSubject
from flows.domain.transaction import Transaction

EXPIRING = "idx.password.expiring.message"

PASSWORD = Field(
    PASSWORD_PATH,
    FieldType.PASSWORD,
    # Translators: label of the current password
    _("Password"),
    required=True,
    secret=True,
    autocomplete="current-password",
)


def challenge_password(
    transaction: Transaction, names: tuple[Authenticator, ...] = (), *, recover: bool = True
) -> Step:
    """Ask for the password; the page is the same without a user."""
    recovery = (button(FormName.RECOVER),) if recover and not transaction.session else ()
    return Step(
        StepName.CHALLENGE_PASSWORD,
        (
            Form(FormName.CHALLENGE_AUTHENTICATOR, (PASSWORD,)),
            *recovery,
            *other_ways(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, names, Authenticator.PASSWORD),
            *sign_in_as_other(transaction),
        ),
        subject=PasswordSubject(transaction.identifier_display, enrolling=False),
    )


def personal_words(state: FlowState) -> tuple[str, ...]:
    """Return what a new password may not contain: the user's own names and address, and the brand's."""
    who = state.transaction.user or state.transaction.submission
    names = (who.first_name, who.last_name) if who is not None else ()
    return tuple(
        word for word in (*names, state.transaction.subject_address, *state.policies.context_words) if word
    )


def _new_password(state: FlowState, name: StepName, form: FormName) -> Step:
    subject = PasswordSubject(
        state.transaction.display_address,
        enrolling=True,
        rules=state.decisions.password.rules,
        personal=personal_words(state),
    )
    return Step(name, (Form(form, (new_password_field(),)),), subject=subject)


def enroll_password(
    state: FlowState, names: tuple[Authenticator, ...] = (), *, can_skip: bool = False
) -> Step:
    """Ask for a first password."""
    step = _new_password(state, StepName.ENROLL_PASSWORD, FormName.ENROLL_AUTHENTICATOR)
    others = other_ways(FormName.SELECT_AUTHENTICATOR_ENROLL, names, Authenticator.PASSWORD)
    forms = (*step.forms, *others, *((skip(),) if can_skip else ()))
    return replace(step, forms=forms, progress=progress_of(state.transaction, CHOOSE))


def reset_password(state: FlowState) -> Step:
    """Ask for a password in place of the one that was forgotten or is to be another."""
    name = FormName.RESET_AUTHENTICATOR
    return _new_password(state, StepName.RESET_PASSWORD, name)


def expired_password(state: FlowState) -> Step:
    """Ask for a password in place of one that was only temporary, or is too old."""
    form = FormName.REENROLL_AUTHENTICATOR
    return _new_password(state, StepName.EXPIRED_PASSWORD, form)


def expiring_password(state: FlowState, expires_at: datetime) -> Step:
    """Say that the password will have to be changed soon, and offer to do it now."""
    form = FormName.REENROLL_AUTHENTICATOR_WARNING
    step = _new_password(state, StepName.EXPIRING_PASSWORD, form)
    days = str(max(0, (expires_at - state.now).days))
    subject = step.subject
    if isinstance(subject, PasswordSubject):
        subject = replace(subject, expires_at=expires_at)
    return replace(step, forms=(*step.forms, skip()), subject=subject, messages=(Message(EXPIRING, (days,)),))
