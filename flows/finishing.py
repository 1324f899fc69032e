"""The end of a transaction: person, credential, groups and session in the caller's atomic block."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Action, Status, target
from accounts.events import Entry
from accounts.models import Origin, User
from accounts.selectors.schema import profile_schema
from accounts.services.challenges import consume
from accounts.services.people import (
    NewPerson,
    close_claim,
    create_person,
    creation_events,
    remaining_groups,
)
from accounts.services.sessions import OpenedSession, SignIn, open_session
from flows.domain.transaction import Authenticator, Intent, Policies, Submission, Transaction
from flows.mails import send_password_changed, send_welcome
from flows.rows import stored_proof
from flows.store import Stale
from flows.turn import Client

WELCOME_LIFETIME = timedelta(days=7)


class AddressTaken(Exception):
    """Somebody else finished with this address first."""


class ValueTaken(Exception):
    """Somebody else finished with a value that only one person may hold."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a finished transaction made."""

    session: OpenedSession
    events: tuple[Entry, ...]


def finish(
    facts: Transaction, row: User | None, policies: Policies, client: Client, now: datetime
) -> Finished:
    """Make the person or bring them up to date, and open their session.

    Raises AddressTaken or ValueTaken when a constraint gave the address or a value to somebody else, and
    Stale when the person's epoch has moved.
    """
    if facts.person is None or row is None:
        person, events = _new_person(facts, client, now)
    else:
        person, events = _returning(facts, row, client, now)
    lifetimes = policies.security.session
    session = open_session(
        SignIn(
            person=person,
            proofs=[stored_proof(proof) for proof in facts.proofs],
            idle=lifetimes.idle,
            absolute=lifetimes.absolute,
            device_id=client.device_id,
            client=client.description,
            ip_address=client.ip_address,
        ),
        now,
    )
    started = Entry("user.session.start", person_id=person.pk, transaction_id=facts.id)
    return Finished(session, (*events, started))


def _new_person(facts: Transaction, client: Client, now: datetime) -> tuple[User, list[Entry]]:
    submission = facts.submission
    if submission is None:
        raise LookupError("a sign-up finishes with what was submitted")
    proved = facts.proved(Authenticator.EMAIL) is not None
    _clear_the_address(submission.address, proved=proved, now=now)
    group_ids = remaining_groups(submission.group_ids)
    person = _insert(facts, replace(submission, group_ids=group_ids), proved=proved, now=now)
    if not proved:
        send_welcome(person, client, now, WELCOME_LIFETIME)
    return person, creation_events(person, group_ids, facts.id)


def _clear_the_address(address: str, *, proved: bool, now: datetime) -> None:
    """Whoever proves an address ends a mere claim to it; nobody ends an account (ADR 0002)."""
    # Locked: a claim that its holder confirms at this very moment must be seen as confirmed, not ended.
    holder = User.objects.select_for_update().filter(login=address).first()
    if holder is None:
        return
    if not (proved and holder.is_claim):
        raise AddressTaken
    close_claim(holder, now)


def _insert(facts: Transaction, submission: Submission, *, proved: bool, now: datetime) -> User:
    new = NewPerson(
        address=parse_email(submission.display),
        values=submission.values,
        status=Status.ACTIVE,
        origin=Origin.SELF_SERVICE,
        email_verified=proved,
        password_hash=facts.password_hash,
        public_id=facts.new_person_id,
        group_ids=submission.group_ids,
    )
    try:
        with transaction.atomic():
            return create_person(new, profile_schema(), now)
    except IntegrityError as error:
        if User.objects.filter(login=submission.address).exists():
            raise AddressTaken from error
        raise ValueTaken from error


def _returning(facts: Transaction, row: User, client: Client, now: datetime) -> tuple[User, list[Entry]]:
    if facts.intent is Intent.ACTIVATE and not _spend_invitation(facts, now):
        raise Stale
    changes = _changes(facts, row, now)
    # The epoch in the condition: a suspension that came in between wins over this sign-in.
    if not User.objects.filter(pk=row.pk, security_epoch=facts.person_epoch).update(**changes):
        raise Stale
    if "security_epoch" in changes:
        row.security_epoch += 1
    if facts.intent is Intent.RECOVER:
        send_password_changed(row, client, now)
    if "activated_at" in changes and not (row.email_verified or "email_verified" in changes):
        # A temporary password was handed over, not mailed: this is the first mail, and its link confirms.
        send_welcome(row, client, now, WELCOME_LIFETIME)
    return row, _returning_events(facts, row, changes)


def _spend_invitation(facts: Transaction, now: datetime) -> bool:
    challenge = facts.challenge
    return challenge is not None and consume(challenge.id, challenge.serial, now)


def _changes(facts: Transaction, row: User, now: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"last_login": now}
    status = Status(row.status)
    if facts.proved(Authenticator.EMAIL) and not row.email_verified:
        changes["email_verified"] = True
    if facts.password_hash:
        changes |= {"password": facts.password_hash, "password_changed_at": now}
    elif facts.upgraded_hash:
        changes["password"] = facts.upgraded_hash
    if status is not Status.ACTIVE:
        # Whoever recovers a locked account has proved the address: that unlocks it.
        reached = target(status, Action.UNLOCK if status is Status.LOCKED_OUT else Action.COMPLETE)
        changes |= {
            "status": reached.value,
            "status_changed_at": now,
            "activated_at": row.activated_at or now,
        }
    if facts.password_hash and row.has_password:
        # Sessions, transactions and devices made under the old password are over (ADR 0011).
        changes["security_epoch"] = F("security_epoch") + 1
    return changes


def _returning_events(facts: Transaction, row: User, changes: Mapping[str, Any]) -> list[Entry]:
    types = []
    if "status" in changes:
        types.append("user.lifecycle.activate")
    if facts.password_hash:
        reset = facts.intent is Intent.RECOVER
        types.append("user.account.reset_password" if reset else "user.account.update_password")
    return [Entry(type, person_id=row.pk, transaction_id=facts.id) for type in types]
