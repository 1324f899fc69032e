"""The mails and texts a flow asks for, and the challenge each one carries."""

from dataclasses import replace
from datetime import datetime, timedelta

from accounts.brand import current_brand
from accounts.credentials import challenges
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.events import SYSTEM
from accounts.domain.identifiers import parse_email
from accounts.events.log import Entry
from accounts.messaging import outbox
from accounts.models import Challenge, User
from flows.domain.pages.common import phone_number
from flows.domain.subjects import EmailSubject, PhoneSubject, Subject
from flows.domain.transaction import Transaction
from flows.step_submission import ClientContext
from flows.transaction_rows import challenge_of

SENT = "system.email.send_factor_verify_message"
TEXT_SENT = "system.sms.send_factor_verify_message"

_TEMPLATES = {
    ChallengePurpose.SIGN_UP.value: "sign_up_code",
    ChallengePurpose.SIGN_IN.value: "sign_in_code",
    ChallengePurpose.RECOVERY.value: "recovery_code",
    ChallengePurpose.UNLOCK.value: "unlock_code",
    ChallengePurpose.STEP_UP.value: "sign_in_code",
    ChallengePurpose.EMAIL_CHANGE.value: "email_change_code",
}


_REFUSALS = {
    ChallengePurpose.RECOVERY.value: "forgot_password_denied",
    ChallengePurpose.UNLOCK.value: "unlocked_already",
}


def _context(first_name: str, client: ClientContext, now: datetime) -> dict[str, str]:
    return {
        "first_name": first_name,
        "app_label": current_brand().name,
        "requested_from": client.description,
        "requested_at": now.isoformat(),
    }


def _first_name(transaction: Transaction) -> str:
    who = transaction.user or transaction.submission
    return who.first_name if who is not None else ""


def needs_sending(transaction: Transaction, subject: Subject) -> bool:
    """Return whether a step requires a code that has not been sent yet."""
    if isinstance(subject, PhoneSubject):
        requested = subject.enrolling or transaction.chosen is Authenticator.PHONE
        return (
            requested and not subject.serial and bool(phone_number(transaction, enrolling=subject.enrolling))
        )
    return isinstance(subject, EmailSubject) and not subject.serial


def recipient(transaction: Transaction, subject: Subject) -> str:
    """Return where the step's code is sent to: a number or the normal address."""
    if isinstance(subject, PhoneSubject):
        return phone_number(transaction, enrolling=subject.enrolling)
    return transaction.subject_address


def open_challenge(
    transaction: Transaction,
    subject: EmailSubject | PhoneSubject,
    now: datetime,
    lifetime: timedelta,
    *,
    mailed: bool,
) -> Transaction:
    """Open the challenge a step waits for; another open one is over. The caller sends its first message."""
    earlier = transaction.challenge
    if earlier is not None and earlier.used_at is None and earlier.purpose != ChallengePurpose.ACTIVATION:
        challenges.close(earlier.id, now)
    request = challenges.Request(
        purpose=subject.purpose,
        address=recipient(transaction, subject),
        lifetime=lifetime,
        transaction_id=transaction.id,
        user_id=transaction.user.id if transaction.user else None,
        decoy=transaction.decoy or _is_pretence(transaction, subject),
        mailed=mailed,
    )
    opened = challenge_of(challenges.open_challenge(request, now))
    # The transaction lives as long as its challenge can be met.
    outlives = max(transaction.expires_at, opened.expires_at + timedelta(minutes=1))
    return replace(transaction, challenge=opened, expires_at=outlives)


def _is_pretence(transaction: Transaction, subject: EmailSubject | PhoneSubject) -> bool:
    """A code by mail opens no account whose address is only claimed; where users are hidden none sees it."""
    user = transaction.user
    return user is not None and user.known_by_password_alone and subject.purpose == ChallengePurpose.SIGN_IN


def after_sending(transaction: Transaction) -> Transaction:
    """Return the facts after the message of the challenge's newest serial was queued."""
    challenge = transaction.challenge
    if challenge is None:
        raise LookupError("there is no challenge to send")
    outlives = max(transaction.expires_at, challenge.expires_at + timedelta(minutes=1))
    return replace(transaction, mails_sent=transaction.mails_sent + 1, expires_at=outlives)


def sent_event(transaction: Transaction) -> Entry:
    """Return the event of the message that the challenge's newest serial is sent with."""
    challenge = transaction.challenge
    if challenge is None:
        raise LookupError("there is no challenge to send")
    return Entry(
        TEXT_SENT if challenge.purpose == ChallengePurpose.PHONE else SENT,
        user_id=transaction.user.public_id if transaction.user else "",
        actor=SYSTEM,
        transaction_id=transaction.id,
        detail={"purpose": challenge.purpose, "serial": challenge.serial, "variant": _variant(transaction)},
    )


def send_challenge(transaction: Transaction, client: ClientContext, now: datetime) -> None:
    """Queue the message of the challenge's newest serial; a decoy notifies the account's user instead."""
    challenge = transaction.challenge
    if challenge is None:
        raise LookupError("there is no challenge to send")
    # Rows in memory: what is sent needs no more of the challenge than these.
    row = Challenge(pk=challenge.id, serial=challenge.serial, address=challenge.address)
    if challenge.purpose == ChallengePurpose.PHONE:
        outbox.enqueue_text(challenge=row)
    else:
        _send_mail(transaction, row, challenge.purpose, client, now)


def _send_mail(
    transaction: Transaction, row: Challenge, purpose: str, client: ClientContext, now: datetime
) -> None:
    context, to = _context(_first_name(transaction), client, now), parse_email(transaction.display_address)
    if transaction.decoy and (transaction.submission is not None or transaction.new_address):
        # The name that was typed is a stranger's: the holder's mail does not repeat it.
        outbox.enqueue(template="account_exists", to=to, context=context | {"first_name": ""})
        return
    # The mail of a recovery for nobody is asked for like any other, and forgotten by the worker: no answer
    # is quicker because there is nobody.
    # An account with nothing to unlock, or whose password may not be reset here, gets a mail that says so.
    if transaction.decoy and transaction.user is not None and purpose in _REFUSALS:
        outbox.enqueue(template=_REFUSALS[purpose], to=to, context=context)
        return
    template = _TEMPLATES[purpose]
    outbox.enqueue(template=template, to=to, context=context, challenge=row)


def _variant(transaction: Transaction) -> str:
    """Return what the system log says of a pretence, which looks like any other sending to everybody else."""
    if not transaction.decoy:
        return ""
    notifies_holder = transaction.submission is not None or transaction.new_address
    return "holder_told" if notifies_holder else "nobody"


def send_welcome(user: User, client: ClientContext, now: datetime, lifetime: timedelta) -> None:
    """Welcome a user with an unverified address; the link verifies it in the user's own session."""
    opened = challenges.open_challenge(welcome_request(user, lifetime), now)
    send_welcome_link(user, opened, client, now)


def welcome_request(user: User, lifetime: timedelta) -> challenges.Request:
    """Return what the challenge of a welcome asks for: that this user confirms the address they have."""
    return challenges.Request(ChallengePurpose.WELCOME, user.login or "", lifetime, user_id=user.pk)


def send_welcome_link(user: User, challenge: Challenge, client: ClientContext, now: datetime) -> None:
    """Ask for the mail of a welcome's newest link."""
    outbox.enqueue(
        template="welcome",
        to=parse_email(user.email),
        context=_context(user.first_name, client, now),
        challenge=challenge,
    )
