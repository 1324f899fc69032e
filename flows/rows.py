"""Between a transaction's row and its facts. What is stored as JSON is written and read here alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.domain.lifecycle import Status
from accounts.domain.values import stored_values, values_of
from accounts.models import Challenge, User
from enrollment.domain.form import PasswordPage
from flows.domain.transaction import (
    Authenticator,
    ChallengeState,
    Face,
    Intent,
    Person,
    Proof,
    Submission,
    Transaction,
)
from flows.models import Transaction as Row


def person_of(row: User) -> Person:
    """Return what a flow may know of a person."""
    return Person(
        id=row.pk,
        public_id=row.public_id,
        address=row.login or "",
        display=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        status=Status(row.status),
        epoch=row.security_epoch,
        email_verified=row.email_verified,
        has_password=row.has_password,
        is_claim=row.is_claim,
        password=row.password,
    )


def challenge_of(row: Challenge) -> ChallengeState:
    """Return a challenge's facts."""
    return ChallengeState(
        id=row.pk,
        public_id=row.public_id,
        purpose=row.purpose,
        address=row.address,
        key_id=row.key_id,
        serial=row.serial,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        closed_at=row.closed_at,
        decoy=row.decoy,
    )


def transaction_of(row: Row) -> Transaction:
    """Return a transaction's facts, with its person and challenge as they are now."""
    return Transaction(
        id=row.id,
        face=Face(row.face),
        intent=Intent(row.intent),
        created_at=row.created_at,
        expires_at=row.expires_at,
        new_person_id=row.new_person_id,
        version=row.version,
        finished_at=row.finished_at,
        ended=row.ended,
        identifier=row.identifier,
        identifier_display=row.identifier_display,
        person=person_of(row.person) if row.person else None,
        person_epoch=row.person_epoch,
        decoy=row.decoy,
        submission=_submission_of(row.submission) if row.submission else None,
        draft=values_of(row.draft),
        challenge=challenge_of(row.challenge) if row.challenge else None,
        proofs=tuple(_proof_of(proof) for proof in row.proofs),
        password_hash=row.password_hash,
        mails_sent=row.mails_sent,
        return_to=row.return_to,
        context_id=row.context_id,
    )


def columns_of(transaction: Transaction) -> dict[str, Any]:
    """Return the columns that may change; what is personal is wiped once the transaction is over."""
    over = transaction.finished_at is not None or bool(transaction.ended)
    submission = transaction.submission
    return {
        "intent": transaction.intent.value,
        "expires_at": transaction.expires_at,
        "finished_at": transaction.finished_at,
        "ended": transaction.ended,
        "identifier": transaction.identifier,
        "identifier_display": transaction.identifier_display,
        "person_id": transaction.person.id if transaction.person else None,
        "person_epoch": transaction.person_epoch,
        "decoy": transaction.decoy,
        "submission": None if over or submission is None else _stored_submission(submission),
        "draft": {} if over else stored_values(transaction.draft),
        "challenge_id": transaction.challenge.id if transaction.challenge else None,
        "proofs": [stored_proof(proof) for proof in transaction.proofs],
        "password_hash": "" if over else transaction.password_hash,
        "mails_sent": transaction.mails_sent,
        "context_id": transaction.context_id,
    }


def stored_proof(proof: Proof) -> dict[str, Any]:
    """Return a proof as JSON; sessions keep the same shape."""
    return {
        "authenticator": proof.authenticator.value,
        "subject": proof.subject,
        "challenge": proof.challenge_id,
        "at": proof.at.isoformat(),
    }


def _proof_of(stored: Mapping[str, Any]) -> Proof:
    return Proof(
        Authenticator(stored["authenticator"]),
        stored["subject"],
        stored["challenge"],
        datetime.fromisoformat(stored["at"]),
    )


def _stored_submission(submission: Submission) -> dict[str, Any]:
    return {
        "address": submission.address,
        "display": submission.display,
        "values": stored_values(submission.values),
        "policy": submission.policy_id,
        "groups": list(submission.group_ids),
        "verification": submission.verification_required,
        "password_page": submission.password_page.value,
    }


def _submission_of(stored: Mapping[str, Any]) -> Submission:
    return Submission(
        address=stored["address"],
        display=stored["display"],
        values=values_of(stored["values"]),
        policy_id=stored["policy"],
        group_ids=tuple(stored["groups"]),
        verification_required=stored["verification"],
        password_page=PasswordPage(stored["password_page"]),
    )
