"""Users of an import: creating and updating them, and detecting later changes."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from accounts.domain.import_lines import ImportedUser, LineOutcome
from accounts.domain.lifecycle import Status
from accounts.domain.violations import ValidationFailed
from accounts.events.log import Entry, acting, record
from accounts.identities import hash_secret
from accounts.lifecycle.creation import CreatedUser, NewUser, create_user, creation_events
from accounts.lifecycle.import_plan import ImportContext, PlannedLine
from accounts.lifecycle.invitations import MARKED_VERIFIED, invite
from accounts.models import Group, Membership, MembershipSource, Origin, User, UserImport
from accounts.profile.profiles import check_unique, update_profile
from accounts.users.groups import add_members
from accounts.users.naming_rows import rows_naming

WrittenLine = tuple[PlannedLine, User | None]
"""A line as it was done, with the user that it created."""
_DIGESTED: Final = (
    "email",
    "login",
    "password",
    "status",
    "security_epoch",
    "version",
    "email_verified",
    "is_staff",
    "is_superuser",
    "first_name",
    "last_name",
    "profile",
    "has_authenticators",
    "theme",
    "language",
)


def create_imported(
    context: ImportContext,
    line: PlannedLine,
    imported: ImportedUser,
    password_hash: str,
    *,
    actor: User | None,
    now: datetime,
) -> WrittenLine:
    """Insert the user of a line, in a savepoint. A sign-up of the same address may have been first.

    ``password_hash``: what is stored, made of a foreign hash; may be empty.
    """
    new = NewUser(
        address=imported.address,
        values=imported.values,
        status=_status(context.job, imported),
        origin=Origin.IMPORT,
        email_verified=imported.is_verified,
        password_hash=password_hash,
        signs_in=False,
    )
    try:
        with transaction.atomic():
            created = create_user(new, context.schema, now)
    except IntegrityError:
        if User.objects.filter(login=imported.address.normal).exists():
            return PlannedLine(line.number, LineOutcome.SKIP), None
        return line.failed(check_unique(None, imported.values)), None
    groups = [context.groups[name] for name in imported.groups]
    _join(created.row, groups, context.job, now)
    _record(created, [group.public_id for group in groups], actor, now)
    if created.row.status == Status.PROVISIONED:
        invite(created.row, now)
    return line, created.row


def _join(user: User, groups: Iterable[Group], job: UserImport, now: datetime) -> None:
    source = MembershipSource.IMPORT
    Membership.objects.bulk_create(
        Membership(user=user, group=group, source=source, source_id=job.public_id, granted_at=now)
        for group in groups
    )


def _status(job: UserImport, imported: ImportedUser) -> Status:
    if imported.is_verified or imported.password_hash is not None:
        return Status.ACTIVE
    return Status.PROVISIONED if job.invites else Status.STAGED


def _record(created: CreatedUser, groups: list[str], actor: User | None, now: datetime) -> None:
    entries = creation_events(created, groups)
    if created.row.email_verified:
        entries.append(Entry(MARKED_VERIFIED, user_id=created.row.public_id))
    record([replace(entry, actor=entry.actor or acting(actor)) for entry in entries], now=now)


def update_imported(
    context: ImportContext, line: PlannedLine, imported: ImportedUser, *, actor: User | None, now: datetime
) -> WrittenLine:
    """Update profile and groups of the user who has the address, in a savepoint."""
    if line.existing is None:
        raise LookupError("an update needs a user")
    try:
        with transaction.atomic():
            user = update_profile(line.existing.pk, imported.values, actor=actor, now=now)
            if imported.groups:
                add_members(
                    [context.groups[name].pk for name in imported.groups],
                    [user.pk],
                    actor=actor,
                    now=now,
                    source=MembershipSource.IMPORT,
                    source_id=context.job.public_id,
                )
    except User.DoesNotExist:
        return PlannedLine(line.number, LineOutcome.SKIP), None
    except ValidationFailed as failure:
        return line.failed(failure.violations), None
    return line, None


def row_digest(user: User) -> str:
    """Return a digest of the columns that change when the user or an administrator acts."""
    columns = {name: getattr(user, name) for name in _DIGESTED}
    return hash_secret(json.dumps(columns, sort_keys=True))


def is_as_imported(user: User, digest: str, job: UserImport) -> bool:
    """Return whether a user is unchanged, has never signed in and is named by no other row."""
    if user.last_login is not None or row_digest(user) != digest:
        return False
    others = user.memberships.exclude(source=MembershipSource.RULE.value)
    if others.exclude(source_id=job.public_id).exists():
        return False
    return not any(rows.exists() for rows in rows_naming(user))
