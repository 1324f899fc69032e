"""The end of a change to one's own account, from inside a session."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.credentials import enrollments
from accounts.credentials.passwords import remember_old
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import IllegalTransition
from accounts.domain.security_changes import SecurityChangeKind
from accounts.events.log import Entry
from accounts.lifecycle.account_deletion import REQUESTED, request_deletion
from accounts.lifecycle.notices import (
    notify_of_address_change,
    notify_of_authenticator_added,
    notify_of_authenticator_removed,
    notify_of_password_change,
)
from accounts.lifecycle.security_changes import record_change, record_left_groups
from accounts.models import Enrollment, User
from accounts.profile.rule_memberships import apply_group_rules
from enrollment.services import leave_groups_of_domain
from flows.completion.completion_result import AddressTaken, Completion
from flows.completion.registration import release_address
from flows.completion.sign_in import password_columns, write
from flows.domain.transaction import AccountChange
from flows.repository import Stale
from identity_providers.selectors import name_of_account
from policies.domain.facts import Operation

ADDRESS_CHANGED = "user.account.update_primary_email"


def change(completion: Completion, row: User) -> list[Entry]:
    """Apply the requested change. Raises Stale or AddressTaken when a concurrent change won."""
    management = completion.facts.management
    if management is None:
        raise LookupError("a change says what it changes")
    if completion.facts.password_hash:
        return _change_password(completion, row)
    if management.operation is Operation.CHANGE_EMAIL:
        return _change_address(completion, row)
    if management.operation is Operation.DELETE_ACCOUNT:
        return _leave(completion, row)
    if management.operation is Operation.EXPORT_DATA:
        write(completion, row, {"last_login": row.last_login})
        return []
    if management.operation is Operation.REMOVE:
        return _remove(completion, row, management)
    user, added = completion.facts.user, management.authenticator
    replaced = user is not None and added is not None and user.replaces(added)
    ends = _ends(completion, Operation.REMOVE) if replaced else {}
    write(completion, row, ends or {"last_login": row.last_login})
    return []


def _ends(completion: Completion, operation: Operation) -> dict[str, Any]:
    """What is signed in elsewhere is over, where the account management policy says so."""
    management = completion.facts.management
    about = management.authenticator if management is not None else None
    outcome = completion.state.account_management(operation, about)
    return {"security_epoch": F("security_epoch") + 1} if outcome.ends_sessions else {}


def _change_password(completion: Completion, row: User) -> list[Entry]:
    had_one = row.has_password
    kind = SecurityChangeKind.PASSWORD if had_one else SecurityChangeKind.ADDED
    change = record_change(row, kind, completion.now, authenticator=Authenticator.PASSWORD)
    remember_old(row, completion.state.decisions.password.history, completion.now)
    write(completion, row, password_columns(completion, row))
    if had_one:
        notify_of_password_change(row, completion.request_client, completion.now, change)
    else:
        notify_of_authenticator_added(
            row, Authenticator.PASSWORD, completion.request_client, completion.now, change
        )
    return [Entry("user.account.update_password", user_id=row.public_id, transaction_id=completion.facts.id)]


def _leave(completion: Completion, row: User) -> list[Entry]:
    """Begin the deletion of the account. Administrators stay until an owner takes their rights."""
    if row.is_staff or row.is_superuser:
        raise Stale
    write(completion, row, {"last_login": row.last_login})
    try:
        request_deletion(row, completion.request_client, completion.now)
    except IllegalTransition as illegal:
        raise Stale from illegal
    return [Entry(REQUESTED, user_id=row.public_id, transaction_id=completion.facts.id)]


def _remove(completion: Completion, row: User, management: AccountChange) -> list[Entry]:
    enrollment = Enrollment.objects.filter(user=row, public_id=management.enrollment).first()
    if enrollment is None or management.authenticator is None:
        raise Stale
    removed = management.authenticator
    change = record_change(row, SecurityChangeKind.REMOVED, completion.now, authenticator=removed)
    write(completion, row, _ends(completion, Operation.REMOVE) or {"last_login": row.last_login})
    enrollments.remove(enrollment, completion.now, transaction_id=completion.facts.id, change=change.row)
    known = completion.facts.user.enrollment(management.enrollment) if completion.facts.user else None
    notify_of_authenticator_removed(
        row, removed, completion.request_client, completion.now, change, name=name_of_account(known)
    )
    return []


def _change_address(completion: Completion, row: User) -> list[Entry]:
    """Give the user the verified new address; the notice to the older one can undo it."""
    facts = completion.facts
    if facts.new_address != row.login:
        release_address(facts.new_address, proved=True, now=completion.now)
    change = record_change(row, SecurityChangeKind.ADDRESS, completion.now)
    changes = {
        "login": facts.new_address,
        "email": facts.new_address_display,
        "email_verified": True,
        **_ends(completion, Operation.CHANGE_EMAIL),
    }
    try:
        with transaction.atomic():
            write(completion, row, changes)
    except IntegrityError as error:
        raise AddressTaken from error
    row.login, row.email, row.email_verified = facts.new_address, facts.new_address_display, True
    notify_of_address_change(row, completion.request_client, completion.now, change)
    left = leave_groups_of_domain(row, facts.new_address.rpartition("@")[2], completion.now)
    if left.memberships:
        record_left_groups(change, left.memberships)
    changed = Entry(ADDRESS_CHANGED, user_id=row.public_id, transaction_id=facts.id)
    by_rules = apply_group_rules(row.pk, completion.now, transaction_id=facts.id)
    return [changed, *left.events, *by_rules]
