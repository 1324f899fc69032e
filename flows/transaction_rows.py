"""The columns of a transaction's row and what policies know of its user, in both directions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.utils.functional import SimpleLazyObject

from accounts.credentials.enrollment_queries import enrolled
from accounts.domain.authenticators import Authenticator
from accounts.domain.columns import read_fields
from accounts.domain.enrollments import Enrolled, pending_of, stored_pending
from accounts.domain.lifecycle import Status
from accounts.domain.values import stored_values, values_of
from accounts.models import Challenge, Membership, Session, User
from accounts.profile.postponements import postponed
from applications.selectors import keys_of, named_groups
from enrollment.domain.form import PasswordPage
from enrollment.domain.progressive import PostponementState
from enrollment.selectors import has_later_questions
from flows.domain.flow_user import FlowUser
from flows.domain.proofs import ChallengeState, Choice, Proof
from flows.domain.requests import request_of
from flows.domain.transaction import AccountChange, FrontEnd, Intent, Submission, Transaction
from flows.domain.upstream import (
    stored_upstream_answer,
    stored_upstream_request,
    upstream_answer_of,
    upstream_request_of,
)
from flows.models import Transaction as Row
from policies.domain.facts import Operation
from policies.selectors import current_policies


@dataclass(frozen=True, slots=True)
class Asked:
    """The user's groups that policies or apps name, their enrollments, apps, and what they have put off."""

    group_ids: frozenset[int] = frozenset()
    enrolled: tuple[Enrolled, ...] = ()
    postponed: Mapping[str, PostponementState] = field(default_factory=dict)
    application_keys: frozenset[str] = frozenset()


def what_policies_ask(row: User) -> Asked:
    """Read it: no query for a user without further authenticators under policies that name no group."""
    security = current_policies()
    waits = row.has_put_off and (security.allows_postponement or has_later_questions())
    put_off = {key: PostponementState(*how) for key, how in postponed(row.pk).items()} if waits else {}
    groups = groups_of(row.pk, security.group_ids | named_groups())
    return Asked(groups, _enrolled(row), put_off, keys_of(row.pk))


def _enrolled(row: User) -> tuple[Enrolled, ...]:
    """Return the user's enrollments, read when they are first looked at.

    A page before the first proof looks at none, so that it costs the same for every address.
    """
    if not row.has_authenticators:
        return ()
    known: tuple[Enrolled, ...] | None = row.__dict__.get("enrolled")
    if known is None:
        lazy = SimpleLazyObject(partial(enrolled, row.pk))
        # A page and its guard ask about the same row of a session.
        known = row.__dict__["enrolled"] = cast("tuple[Enrolled, ...]", lazy)
    return known


def groups_of(user_id: int, named: frozenset[int]) -> frozenset[int]:
    """Return those of the named groups that the user is in."""
    if not named:
        return frozenset()
    rows = Membership.objects.filter(user_id=user_id, group_id__in=named)
    return frozenset(rows.values_list("group_id", flat=True))


_KNOWN = frozenset(authenticator.value for authenticator in Authenticator)


def flow_user(row: User) -> FlowUser:
    """Return what a flow may know of a user; what only some policies look at is read only for them."""
    facts = what_policies_ask(row)
    return FlowUser(
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
        is_administrator=row.is_staff,
        password=row.password,
        password_changed_at=row.password_changed_at,
        joined_at=frozenset(moment for moment in (row.created_at, row.activated_at) if moment is not None),
        undone_at=row.undone_at,
        group_ids=facts.group_ids,
        enrolled=facts.enrolled,
        last_authenticator=row.last_authenticator,
        postponed=facts.postponed,
        application_keys=facts.application_keys,
        values=values_of(row.profile_values()),
    )


def challenge_of(row: Challenge) -> ChallengeState:
    """Return a challenge's facts."""
    return read_fields(ChallengeState, row, id=row.pk)


def transaction_of(row: Row) -> Transaction:
    """Return a transaction's facts, with its user and challenge as they are now."""
    return read_fields(
        Transaction,
        row,
        front_end=FrontEnd(row.front_end),
        intent=Intent(row.intent),
        user=flow_user(row.user) if row.user else None,
        submission=_submission_of(row.submission) if row.submission else None,
        draft=values_of(row.draft),
        challenge=challenge_of(row.challenge) if row.challenge else None,
        proofs=tuple(proof_of(proof) for proof in row.proofs),
        pending=tuple(pending_of(stored) for stored in row.pending),
        skips=frozenset(row.skips),
        choice=Choice(row.choice_scope, Authenticator(row.choice)) if row.choice else None,
        management=_management_of(row) if row.operation else None,
        request=request_of(row.request) if row.request else None,
        updates=values_of(row.updates),
        upstream_request=upstream_request_of(row.upstream_request),
        upstream_answer=upstream_answer_of(row.upstream_answer),
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
        "user_id": transaction.user.id if transaction.user else None,
        "user_epoch": transaction.user_epoch,
        "decoy": transaction.decoy,
        "submission": None if over or submission is None else _stored_submission(submission),
        "draft": {} if over else stored_values(transaction.draft),
        "form_page": transaction.form_page,
        "form_edition": transaction.form_edition,
        "challenge_id": transaction.challenge.id if transaction.challenge else None,
        "proofs": [stored_proof(proof) for proof in transaction.proofs],
        "password_hash": "" if over else transaction.password_hash,
        "mails_sent": transaction.mails_sent,
        "context_id": transaction.context_id,
        "application": transaction.application,
        "pending": [] if over else [stored_pending(enrollment) for enrollment in transaction.pending],
        "skips": sorted(transaction.skips),
        "updates": {} if over else stored_values(transaction.updates),
        "upstream_request": None if over else stored_upstream_request(transaction.upstream_request),
        "upstream_answer": None if over else stored_upstream_answer(transaction.upstream_answer),
        "session": transaction.session,
        "new_address": transaction.new_address,
        "new_address_display": transaction.new_address_display,
        **_choice_columns(transaction),
        **_management_columns(transaction),
    }


def _choice_columns(transaction: Transaction) -> dict[str, Any]:
    choice = transaction.choice
    if choice is None:
        return {"choice_scope": "", "choice": ""}
    return {"choice_scope": choice.scope, "choice": choice.authenticator.value}


def _management_columns(transaction: Transaction) -> dict[str, Any]:
    change = transaction.management
    if change is None:
        return {}
    return {
        "operation": change.operation.value,
        "operation_authenticator": change.authenticator.value if change.authenticator else "",
        "operation_enrollment": change.enrollment,
    }


def _management_of(row: Row) -> AccountChange:
    named = row.operation_authenticator
    authenticator = Authenticator(named) if named else None
    return AccountChange(Operation(row.operation), authenticator, row.operation_enrollment)


def stored_proof(proof: Proof) -> dict[str, Any]:
    """Return a proof as JSON; sessions keep the same shape."""
    return {
        "authenticator": proof.authenticator.value,
        "subject": proof.subject,
        "challenge": proof.challenge_id,
        "at": proof.at.isoformat(),
        "user_verified": proof.user_verified,
        "here": proof.here,
        "derived": proof.derived,
        "multifactor": proof.multifactor,
        "provider": proof.provider,
        "controls_mailbox": proof.controls_mailbox,
    }


def proof_of(stored: Mapping[str, Any]) -> Proof:
    """Read what ``stored_proof`` wrote."""
    return Proof(
        Authenticator(stored["authenticator"]),
        stored["subject"],
        stored["challenge"],
        datetime.fromisoformat(stored["at"]),
        user_verified=stored.get("user_verified", False),
        here=stored.get("here", True),
        derived=stored.get("derived", False),
        multifactor=stored.get("multifactor", False),
        provider=stored.get("provider", ""),
        controls_mailbox=stored.get("controls_mailbox", False),
    )


def proofs_of(session: Session) -> tuple[Proof, ...]:
    """Return the proofs of a session for a new transaction."""
    known = (stored for stored in session.proofs if stored["authenticator"] in _KNOWN)
    return tuple(replace(proof_of(stored), here=False) for stored in known)


def _stored_submission(submission: Submission) -> dict[str, Any]:
    return {
        "address": submission.address,
        "display": submission.display,
        "values": stored_values(submission.values),
        "policy": submission.policy_id,
        "groups": list(submission.group_ids),
        "verification": submission.verification_required,
        "password_page": submission.password_page.value,
        "stages": list(submission.stages),
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
        stages=tuple(stored["stages"]),
    )
