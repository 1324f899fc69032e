"""What a user holds, as pages of authenticators show it."""

from accounts.credentials import phone
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.enrollments import (
    Enrolled,
    PasskeyCredential,
    PhoneNumber,
)
from accounts.domain.fields import Constraints, Field, FieldType
from accounts.domain.messages.entry import gettext_noop as _
from flows.domain.flow_state import FlowState
from flows.domain.subjects import (
    PhoneSubject,
)
from flows.domain.transaction import RESEND_AFTER, Transaction

NUMBER_PATH, QUESTION_KEY_PATH = "authenticator.phoneNumber", "credentials.questionKey"
QUESTION_PATH, ANSWER_PATH = "credentials.question", "credentials.answer"

ANSWER = Field(
    ANSWER_PATH,
    FieldType.STRING,
    # Translators: label of the answer to a security question
    _("Answer"),
    required=True,
    constraints=Constraints(max_length=100),
)


def enrolled_of(transaction: Transaction) -> tuple[Enrolled, ...]:
    return transaction.user.enrolled if transaction.user is not None else ()


def credentials_of(held: list[Enrolled]) -> tuple[PasskeyCredential, ...]:
    return tuple(one.data for one in held if isinstance(one.data, PasskeyCredential))


def phone_number(transaction: Transaction, *, enrolling: bool) -> str:
    """Return the number that a text goes to: the one being set up, or the user's."""
    if enrolling:
        pending = transaction.pending_of(Authenticator.PHONE)
        data = pending.data if pending is not None else None
    else:
        held = (one.data for one in enrolled_of(transaction) if one.authenticator is Authenticator.PHONE)
        data = next(held, None)
    return data.number if isinstance(data, PhoneNumber) else ""


def phone_subject(state: FlowState, *, enrolling: bool) -> PhoneSubject:
    number, challenge = phone_number(state.transaction, enrolling=enrolling), state.transaction.challenge
    masked = phone.masked(PhoneNumber(number)) if number else ""
    shown = number if enrolling else ""
    purpose = ChallengePurpose.PHONE.value
    if challenge is None or challenge.purpose != purpose or challenge.address != number:
        return PhoneSubject(masked, enrolling, shown, purpose)
    return PhoneSubject(
        masked,
        enrolling,
        shown,
        purpose,
        challenge.serial,
        challenge.sent_at,
        challenge.expires_at,
        challenge.sent_at + RESEND_AFTER,
        challenge.usable(state.now),
    )
