"""Pages that wait for a code or a link in a mail."""

from functools import partial

from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.identifiers import MAX_LENGTH, parse_email
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _
from enrollment.domain.form import EMAIL_PATH
from flows.domain.flow_state import FlowState
from flows.domain.pages.common import (
    CODE,
    CONFIRM,
    POLL_MS,
    TOKEN,
    button,
    other_ways,
    progress_of,
    sign_in_as_other,
)
from flows.domain.steps import Form, FormKind, FormName, Step, StepName
from flows.domain.subjects import EmailSubject
from flows.domain.transaction import RESEND_AFTER, FrontEnd, Intent, Transaction

_PURPOSES = {
    Intent.SIGN_IN: ChallengePurpose.SIGN_IN,
    Intent.ACTIVATE: ChallengePurpose.SIGN_IN,
    Intent.SIGN_UP: ChallengePurpose.SIGN_UP,
    Intent.RECOVER: ChallengePurpose.RECOVERY,
    Intent.UNLOCK: ChallengePurpose.UNLOCK,
    Intent.MANAGE: ChallengePurpose.STEP_UP,
}
USE_NEWEST = "ssr.mail.use_newest"
ACTIVATION_SENT = "idx.email.verification.required"


def email_subject(state: FlowState, purpose: ChallengePurpose) -> EmailSubject:
    """Describe the challenge; serial 0 says that its first mail is still to be sent by ``enter``."""
    transaction = state.transaction
    enrolling = purpose in (ChallengePurpose.SIGN_UP, ChallengePurpose.EMAIL_CHANGE)
    # As it was typed here: how a holder once wrote the same address would tell that there is one.
    typed = enrolling or not transaction.identifier_display
    address = transaction.display_address if typed else transaction.identifier_display
    masked = parse_email(address).masked()
    challenge = transaction.challenge
    if challenge is None or challenge.purpose != purpose or challenge.address != transaction.subject_address:
        return EmailSubject(
            address, masked, purpose, 0, state.now, state.now, state.now, usable=False, enrolling=enrolling
        )
    return EmailSubject(
        address=address,
        masked=masked,
        purpose=purpose,
        serial=challenge.serial,
        sent_at=challenge.sent_at,
        expires_at=challenge.expires_at,
        resend_at=challenge.sent_at + RESEND_AFTER,
        usable=challenge.usable(state.now),
        enrolling=enrolling,
    )


def email_forms(transaction: Transaction, main: FormName) -> tuple[Form, ...]:
    """Return the forms of an emailed code: code, new email, poll, and the link of the hosted pages."""
    forms = (
        Form(main, (CODE,)),
        button(FormName.RESEND),
        Form(FormName.POLL, kind=FormKind.POLL, refresh_ms=POLL_MS),
    )
    return (*forms, Form(FormName.LINK, (TOKEN,))) if transaction.front_end is FrontEnd.HOSTED else forms


def enroll_email(state: FlowState, *, last: bool = False) -> Step:
    """Wait for the proof of a new address, which can still be corrected.

    ``last``: everything else is done, and the mail finishes the registration.
    """
    transaction = state.transaction
    change = Form(
        FormName.CHANGE_ADDRESS,
        (
            Field(
                EMAIL_PATH,
                FieldType.EMAIL,
                # Translators: label of the field that corrects the address
                _("Email address"),
                required=True,
                autocomplete="email",
                constraints=Constraints(max_length=MAX_LENGTH),
                value=transaction.display_address,
            ),
        ),
    )
    return Step(
        StepName.ENROLL_EMAIL,
        (*email_forms(transaction, FormName.ENROLL_AUTHENTICATOR), change),
        subject=email_subject(state, ChallengePurpose.SIGN_UP),
        messages=(*((Message(ACTIVATION_SENT),) if last else ()), *_notes(transaction)),
        progress=progress_of(transaction, CONFIRM),
        draw=partial(enroll_email, last=last),
    )


def challenge_email(state: FlowState, names: tuple[Authenticator, ...] = ()) -> Step:
    """Wait for the proof of an address that is known here."""
    transaction = state.transaction
    return Step(
        StepName.CHALLENGE_EMAIL,
        (
            *email_forms(transaction, FormName.CHALLENGE_AUTHENTICATOR),
            *other_ways(FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, names, Authenticator.EMAIL),
            *sign_in_as_other(transaction),
        ),
        subject=email_subject(state, _PURPOSES[transaction.intent]),
        messages=_notes(transaction),
        draw=partial(challenge_email, names=names),
    )


def _notes(transaction: Transaction) -> tuple[Message, ...]:
    """Say which code works where no mail was sent for this transaction."""
    challenge = transaction.challenge
    return (Message(USE_NEWEST),) if challenge is not None and not challenge.mailed else ()
