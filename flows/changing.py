"""The end of a change to one's own account, from inside a session."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import IllegalTransition
from accounts.events import Entry
from accounts.models import Enrollment, User
from accounts.services import enrollments
from accounts.services.leaving import REQUESTED, leave
from accounts.services.notices import tell_of_address_change, tell_of_authenticator_removed
from accounts.services.password_history import remember_old
from enrollment.services import leave_groups_of_domain
from flows.becoming import clear_the_address
from flows.domain.transaction import Management
from flows.endings import AddressTaken, Ending
from flows.mails import send_password_changed
from flows.returning import password_columns, write
from flows.store import Stale
from policies.domain.facts import Operation

ADDRESS_CHANGED = "user.account.update_primary_email"


def change(ending: Ending, row: User) -> list[Entry]:
    """Do what the person came for. Raises Stale or AddressTaken when somebody or something was quicker."""
    management = ending.facts.management
    if management is None:
        raise LookupError("a change says what it changes")
    if ending.facts.password_hash:
        return _change_password(ending, row)
    if management.operation is Operation.CHANGE_EMAIL:
        return _change_address(ending, row)
    if management.operation is Operation.DELETE_ACCOUNT:
        return _leave(ending, row)
    if management.operation is Operation.REMOVE:
        return _remove(ending, row, management)
    person, added = ending.facts.person, management.authenticator
    replaced = person is not None and added is not None and person.replaces(added)
    ends = _ends(ending, Operation.REMOVE) if replaced else {}
    write(ending, row, ends or {"last_login": row.last_login})
    return []


def _ends(ending: Ending, operation: Operation) -> dict[str, Any]:
    """What is signed in elsewhere is over, where the account management policy says so."""
    facts, management = ending.facts, ending.facts.management
    about = management.authenticator if management is not None else None
    outcome = ending.policies.management(facts, ending.now, operation, about)
    return {"security_epoch": F("security_epoch") + 1} if outcome.ends_sessions else {}


def _change_password(ending: Ending, row: User) -> list[Entry]:
    had_one = row.has_password
    remember_old(row, ending.policies.password(ending.facts, ending.now).history, ending.now)
    write(ending, row, password_columns(ending, row))
    if had_one:
        send_password_changed(row, ending.client, ending.now)
    return [Entry("user.account.update_password", person_id=row.pk, transaction_id=ending.facts.id)]


def _leave(ending: Ending, row: User) -> list[Entry]:
    """Switch the account off. Administrators stay: somebody else has to take their rights first."""
    if row.is_staff or row.is_superuser:
        raise Stale
    write(ending, row, {"last_login": row.last_login})
    try:
        leave(row, ending.asker, ending.now)
    except IllegalTransition as illegal:
        raise Stale from illegal
    return [Entry(REQUESTED, person_id=row.pk, transaction_id=ending.facts.id)]


def _remove(ending: Ending, row: User, management: Management) -> list[Entry]:
    enrollment = Enrollment.objects.filter(person=row, public_id=management.enrollment).first()
    if enrollment is None or management.authenticator is None:
        raise Stale
    write(ending, row, _ends(ending, Operation.REMOVE) or {"last_login": row.last_login})
    enrollments.remove(enrollment, ending.now, transaction_id=ending.facts.id)
    tell_of_authenticator_removed(row, management.authenticator, ending.asker, ending.now)
    return []


def _change_address(ending: Ending, row: User) -> list[Entry]:
    """Give the person the address they have proved; the old one is told, and can take it back."""
    facts, old, claimed = ending.facts, parse_email(row.email), row.is_claim
    if facts.new_address != row.login:
        clear_the_address(facts.new_address, proved=True, now=ending.now)
    changes = {
        "login": facts.new_address,
        "email": facts.new_address_display,
        "email_verified": True,
        **_ends(ending, Operation.CHANGE_EMAIL),
    }
    try:
        with transaction.atomic():
            write(ending, row, changes)
    except IntegrityError as error:
        raise AddressTaken from error
    row.login, row.email, row.email_verified = facts.new_address, facts.new_address_display, True
    if not claimed:
        # Whose address was only claimed is a stranger to this account: a link would hand it to them.
        tell_of_address_change(row, old, ending.asker, ending.now)
    left = leave_groups_of_domain(row, facts.new_address.rpartition("@")[2], ending.now)
    return [Entry(ADDRESS_CHANGED, person_id=row.pk, transaction_id=facts.id), *left]
