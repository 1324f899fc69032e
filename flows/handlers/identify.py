"""Who is there? Answered on the first page of a sign-in."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from accounts.credentials import throttle
from accounts.credentials.challenges import close
from accounts.domain.authenticators import Authenticator
from accounts.domain.identifiers import MAX_LENGTH, NOT_AN_ADDRESS, EmailAddress, InvalidEmail, parse_email
from accounts.domain.text import trim
from enrollment.domain.form import PASSWORD_PATH
from flows.account_lookup import holder_with_locks, sign_in_candidate, unlocked_if_due
from flows.domain.flow_user import FlowUser
from flows.domain.pages.common import IDENTIFIER_PATH
from flows.domain.transaction import PASSWORD_FIRST, FrontEnd, Intent, Transaction
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused, refused_with

UNKNOWN, FAILED = "idx.unknown.user", "errors.E0000004"


@dataclass(frozen=True, slots=True)
class Identified:
    """A normal address and its written form, with the user who may go on; a decoy never succeeds."""

    address: str
    display: str
    user: FlowUser | None
    decoy: bool


def with_identified(transaction: Transaction, found: Identified) -> Transaction:
    """Return the facts with the address and its user."""
    return replace(
        transaction,
        identifier=found.address,
        identifier_display=found.display,
        user=found.user,
        user_epoch=found.user.epoch if found.user is not None else 0,
        decoy=found.decoy,
    )


def typed_address(submission: StepSubmission) -> EmailAddress | Refused:
    """Read the identifier. A client of the IDX API that asks for a username hears that there is none."""
    typed = trim(submission.answer.text(IDENTIFIER_PATH))
    try:
        return parse_email(typed)
    except InvalidEmail as invalid:
        if _has_password(submission) and invalid.code == NOT_AN_ADDRESS:
            return refused_with(FAILED)
        by_client = (
            submission.transaction.front_end is FrontEnd.IDX
            and not submission.state.policies.prevents_enumeration(submission.transaction.intent)
        )
        if by_client and "@" not in typed and typed.isprintable() and len(typed) <= MAX_LENGTH:
            return refused_with(UNKNOWN, typed)
        return refused(IDENTIFIER_PATH, invalid.code, *invalid.params)


def _has_password(submission: StepSubmission) -> bool:
    """Whether the form asks for the password together with the address."""
    form = submission.step.form(submission.answer.form)
    return form is not None and any(field.path == PASSWORD_PATH for field in form.fields)


def _work(submission: StepSubmission) -> Identified | Refused:
    address = typed_address(submission)
    if isinstance(address, Refused):
        return address
    holder = holder_with_locks(address.normal, submission.now)
    if (
        holder is None
        and not _has_password(submission)
        and not submission.state.policies.prevents_enumeration(Intent.SIGN_IN)
    ):
        return refused_with(UNKNOWN, trim(submission.answer.text(IDENTIFIER_PATH)))
    user = sign_in_candidate(unlocked_if_due(holder, submission.now) if holder is not None else None)
    return Identified(address.normal, address.display, user, decoy=user is None)


def _apply(submission: StepSubmission, found: Identified) -> Applied:
    facts = with_identified(submission.transaction, found)
    return Applied(facts.with_skip(PASSWORD_FIRST) if _has_password(submission) else facts)


def _sign_up_instead(submission: StepSubmission, work: None) -> Applied:
    return Applied(replace(submission.transaction, intent=Intent.SIGN_UP))


def without_user(transaction: Transaction) -> Transaction:
    """Return the facts without the user and everything submitted; the caller closes an open challenge."""
    return replace(
        transaction,
        identifier="",
        user=None,
        user_epoch=0,
        decoy=False,
        submission=None,
        draft={},
        form_page=1,
        updates={},
        challenge=None,
        proofs=(),
        pending=(),
        skips=frozenset(),
        choice=None,
        password_hash="",
        upstream_request=None,
        upstream_answer=None,
    )


def without_account(transaction: Transaction) -> Transaction:
    """Return the facts without an account at an identity provider that waits to be linked."""
    others = (one for one in transaction.pending if one.authenticator is not Authenticator.IDENTITY_PROVIDER)
    return replace(transaction, pending=tuple(others), upstream_request=None, upstream_answer=None)


def close_challenge(transaction: Transaction, now: datetime) -> None:
    """Close the open challenge, unless it is an invitation, which can be used again."""
    challenge = transaction.challenge
    if challenge is not None and not challenge.invites:
        close(challenge.id, now)


def _sign_in_instead(submission: StepSubmission, work: None) -> Applied:
    after = replace(without_user(submission.transaction), intent=Intent.SIGN_IN)
    return Applied(after, writes=(partial(close_challenge, submission.transaction, submission.now),))


IDENTIFY = Handler(_apply, work=_work, throttle=throttle.Kind.IDENTIFY)
SELECT_ENROLL_PROFILE: Handler[None] = Handler(_sign_up_instead, throttle=throttle.Kind.IDENTIFY)
SELECT_IDENTIFY: Handler[None] = Handler(_sign_in_instead, throttle=throttle.Kind.IDENTIFY)
