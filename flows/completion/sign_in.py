"""The end of a sign-in, a recovery, an activation or an unlocking: the user is brought up to date."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from accounts.credentials import lockout
from accounts.credentials.challenges import consume_invitation
from accounts.credentials.passwords import remember_old
from accounts.domain.account_ends import AccountEnd
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Action, Status, target
from accounts.domain.security_changes import SecurityChangeKind
from accounts.events.log import Entry
from accounts.lifecycle.account_ends import end_account
from accounts.lifecycle.notices import notify_of_password_change
from accounts.lifecycle.security_changes import record_change
from accounts.models import User
from accounts.profile.rule_memberships import apply_group_rules
from accounts.users.status import locked
from flows.completion.completion_result import Completion
from flows.completion.provider_values import save_values
from flows.completion.registration import WELCOME_LIFETIME, save_answers
from flows.domain.transaction import Intent
from flows.notifications import send_welcome
from flows.repository import Stale

_PROVES_ADDRESS = frozenset({Intent.RECOVER, Intent.UNLOCK, Intent.ACTIVATE})


def update_user(completion: Completion, row: User) -> list[Entry]:
    """Write what has changed about a user who came back. Raises Stale when their epoch has moved."""
    facts, now = completion.facts, completion.now
    if facts.intent is Intent.ACTIVATE and not _consume_invitation(completion):
        raise Stale
    resets = _is_claimed_by_email_alone(completion, row)
    if resets:
        # Held first: a session that begins at the same moment would otherwise outlive the reset.
        locked(row.pk)
        end_account(row, AccountEnd.RESET, now, keeps_profile=True, transaction_id=facts.id)
    changes = _changes(completion, row)
    if resets:
        # Everything begun by the unverified account's holder ends with it (ADR 0011).
        changes["security_epoch"] = F("security_epoch") + 1
    replaces = bool(facts.password_hash) and row.has_password
    change = record_change(row, SecurityChangeKind.PASSWORD, now) if replaces else None
    if facts.password_hash:
        remember_old(row, completion.state.decisions.password.history, now)
    write(completion, row, changes)
    save_values(completion, row)
    joined = save_answers(completion, row)
    if resets or "email_verified" in changes:
        joined += apply_group_rules(row.pk, now, transaction_id=facts.id)
    if facts.intent in _PROVES_ADDRESS and facts.user is not None:
        lockout.clear_both(facts.user.address)
    if change is not None:
        row.email_verified = row.email_verified or "email_verified" in changes
        notify_of_password_change(row, completion.request_client, now, change)
    if "activated_at" in changes and not (row.email_verified or "email_verified" in changes):
        # A temporary password was handed over, not mailed: this is the first mail, and its link confirms.
        send_welcome(row, completion.client, now, WELCOME_LIFETIME)
    return [*_events(completion, row, changes), *joined]


def _is_claimed_by_email_alone(completion: Completion, row: User) -> bool:
    """Whether a mailed code alone proves an address that was only claimed.

    Then a stranger may have set up the account. The owner of the address proved nothing that was set up.
    """
    facts = completion.facts
    proved = {proof.authenticator for proof in facts.proofs}
    return row.is_claim and not facts.session and proved == {Authenticator.EMAIL}


def write(completion: Completion, row: User, changes: Mapping[str, Any]) -> None:
    """Write the user's columns. Raises Stale when the epoch has moved.

    The condition on the epoch lets a concurrent suspension win.
    """
    rows = User.objects.filter(pk=row.pk, security_epoch=completion.facts.user_epoch)
    if not rows.update(**changes):
        raise Stale
    if "security_epoch" in changes:
        row.security_epoch += 1


def _consume_invitation(completion: Completion) -> bool:
    """Spend the link that began this; of a further challenge on the way there is nothing left to spend."""
    proof = completion.facts.proved(Authenticator.EMAIL)
    return proof is not None and consume_invitation(proof.challenge_id, completion.now)


def _changes(completion: Completion, row: User) -> dict[str, Any]:
    facts, now = completion.facts, completion.now
    changes: dict[str, Any] = {"last_login": now} if completion.step.signs_in else {}
    status = Status(row.status)
    if facts.proved(Authenticator.EMAIL) and not row.email_verified:
        changes["email_verified"] = True
    changes |= password_columns(completion, row)
    begun_with = next((proof.authenticator.value for proof in facts.proofs if proof.here), "")
    # A mail that an administrator or a forgotten password sent says nothing of what the user likes.
    if facts.intent is Intent.SIGN_IN and begun_with not in ("", row.last_authenticator):
        changes["last_authenticator"] = begun_with
    if status is not Status.ACTIVE:
        # A recovery proves the address, which unlocks a locked account.
        reached = target(status, Action.UNLOCK if status is Status.LOCKED_OUT else Action.COMPLETE)
        changes |= {
            "status": reached.value,
            "status_changed_at": now,
            "activated_at": row.activated_at or now,
        }
    # An update needs something to write: the condition on the epoch is what it is for.
    return changes or {"last_login": row.last_login}


def password_columns(completion: Completion, row: User) -> dict[str, Any]:
    """Return the columns of a new password, which ends everything under the old one (ADR 0011)."""
    facts = completion.facts
    if not facts.password_hash:
        return {}
    changes: dict[str, Any] = {"password": facts.password_hash, "password_changed_at": completion.now}
    if row.has_password or Status(row.status) is Status.RECOVERY or facts.intent is Intent.RECOVER:
        changes["security_epoch"] = F("security_epoch") + 1
    return changes


def _events(completion: Completion, row: User, changes: Mapping[str, Any]) -> list[Entry]:
    facts, types = completion.facts, []
    if "status" in changes:
        types.append(lockout.UNLOCKED if row.status == Status.LOCKED_OUT else "user.lifecycle.activate")
    elif facts.intent is Intent.UNLOCK:
        types.append(lockout.UNLOCKED)
    if facts.password_hash:
        reset = facts.intent is Intent.RECOVER
        types.append("user.account.reset_password" if reset else "user.account.update_password")
    return [Entry(type, user_id=row.public_id, transaction_id=facts.id) for type in types]
