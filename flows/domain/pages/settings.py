"""Pages of a change to one's own account, and the question whether to stay signed in."""

from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.identifiers import MAX_LENGTH
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import button
from flows.domain.pages.email import email_forms, email_subject
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import RemovalSubject
from flows.domain.transaction import Transaction

NEW_EMAIL_PATH, KEEP_PATH = "newEmail", "keepMeSignedIn"
WAY_TO_STAY_MAILED = "way-to-stay-mailed"

_NEW_EMAIL = Field(
    NEW_EMAIL_PATH,
    FieldType.EMAIL,
    # Translators: change of the email address, label
    _("New email address"),
    required=True,
    autocomplete="email",
    constraints=Constraints(max_length=MAX_LENGTH),
)
_KEEP = Field(
    KEEP_PATH,
    FieldType.BOOLEAN,
    # Translators: label of the choice to stay signed in
    _("Keep me signed in"),
)


def change_email() -> Step:
    """Ask for the new address."""
    return Step(StepName.CHANGE_EMAIL, (Form(FormName.CHANGE_EMAIL, (_NEW_EMAIL,)),))


def confirm_email_change(state: FlowState) -> Step:
    """Wait for the proof of the new address."""
    return Step(
        StepName.CONFIRM_EMAIL_CHANGE,
        (
            *email_forms(state.transaction, FormName.ENROLL_AUTHENTICATOR),
            Form(FormName.CHANGE_EMAIL, (_NEW_EMAIL,)),
        ),
        subject=email_subject(state, ChallengePurpose.EMAIL_CHANGE),
        draw=confirm_email_change,
    )


def remove(authenticator: Authenticator, label: str) -> Step:
    """Ask whether to remove it really."""
    return Step(
        StepName.REMOVE_AUTHENTICATOR,
        (button(FormName.REMOVE_AUTHENTICATOR),),
        subject=RemovalSubject(authenticator, label),
    )


def delete_account() -> Step:
    """Say what goes, and ask whether to delete the account really."""
    return Step(StepName.DELETE_ACCOUNT, (button(FormName.DELETE_ACCOUNT),))


def leaving(transaction: Transaction) -> Step:
    """Tell the user of an account due for deletion how to keep it."""
    mailed = WAY_TO_STAY_MAILED in transaction.skips
    messages = (Message("ssr.mail.sent", (transaction.display_address,)),) if mailed else ()
    return Step(StepName.LEAVING, (button(FormName.RESEND),), messages=messages)


def keep_me_signed_in() -> Step:
    """Ask whether the browser may keep the session when it is closed."""
    return Step(StepName.KEEP_ME_SIGNED_IN, (Form(FormName.KEEP_ME_SIGNED_IN, (_KEEP,)),))
