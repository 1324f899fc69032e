"""What happens to the rows of this app when an account ends."""

from datetime import datetime
from functools import partial
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.db.models import F, Manager, Q, QuerySet

from accounts import models
from accounts.credentials.lockout import AttemptCounter
from accounts.domain.account_ends import AccountEnd, Disposition, at_every_end
from accounts.domain.challenges import ChallengePurpose
from accounts.events.log import forget
from accounts.lifecycle.account_ends import (
    AccountData,
    EndedAccount,
    Rows,
    declare,
    rows_by,
)
from accounts.models import MembershipSource, User

REMOVE, CLOSE, KEEP = Disposition.REMOVE, Disposition.CLOSE, Disposition.KEEP
DELETION, PENDING_DELETION = AccountEnd.DELETION, AccountEnd.PENDING_DELETION
TAKEOVER_UNDO: Final = AccountEnd.TAKEOVER_UNDO
_REMOVED: Final = at_every_end(REMOVE)
_KEPT_BY_UNDO: Final = at_every_end(REMOVE, {TAKEOVER_UNDO: KEEP})
_KEPT_WHILE_PENDING: Final = at_every_end(REMOVE, {PENDING_DELETION: KEEP, TAKEOVER_UNDO: KEEP})
_ANONYMISED_AT_LAST: Final = at_every_end(KEEP, {DELETION: Disposition.ANONYMISE})


def _open_challenges(account: EndedAccount) -> "QuerySet[Any]":
    rows = models.Challenge.objects.filter(user=account.user)
    if account.end in (PENDING_DELETION, TAKEOVER_UNDO):
        return rows.exclude(purpose=ChallengePurpose.SECURITY_UNDO)
    return rows


def _challenges_at_address(account: EndedAccount) -> "QuerySet[Any]":
    return models.Challenge.objects.filter(address=account.address, user=None).exclude(address="")


def _close_challenges(rows: "QuerySet[Any]", now: datetime) -> None:
    rows.filter(used_at=None, closed_at=None).update(closed_at=now)


def _memberships(account: EndedAccount) -> "QuerySet[Any]":
    rows = models.Membership.objects.filter(user=account.user)
    by_sign_up = (MembershipSource.POLICY, MembershipSource.RULE)
    return rows.filter(source__in=by_sign_up) if account.end is AccountEnd.RESET else rows


def _unique_values(account: EndedAccount) -> "QuerySet[Any]":
    rows = models.UniqueAttributeValue.objects.filter(user=account.user)
    # What an administrator entered stays with an account that goes on.
    return rows.none() if account.end is AccountEnd.RESET and not account.clears_profile else rows


def _failures(account: EndedAccount) -> "QuerySet[Any]":
    keys = [AttemptCounter(account.address, known).key for known in (True, False)] if account.address else []
    return models.PasswordFailures.objects.filter(key__in=keys)


def _access_links(account: EndedAccount) -> "QuerySet[Any]":
    return models.AdminAccessLink.objects.filter(address=account.address or None)


def _mails(account: EndedAccount) -> "QuerySet[Any]":
    theirs = Q(challenge__user=account.user)
    if account.address:
        theirs |= Q(to=account.user.email)
    return models.OutboxMail.objects.filter(theirs)


def event_contexts(account: EndedAccount) -> "QuerySet[Any]":
    """Return the personal side of the events about the user, and of what the user did to others."""
    id = account.user.public_id
    # The last condition is that of the index for what a user did to others.
    theirs = Q(user_id=id) | Q(actor_id=id) & ~Q(actor_id=F("user_id"))
    managers = (models.Event.objects, models.RefusalCount.objects)
    events, counts = (manager.filter(theirs).order_by().values("context_id") for manager in managers)
    # One list of keys: two conditions with an OR between them would read every context.
    keys: QuerySet[Any] = events.union(counts)
    return models.EventContext.objects.filter(pk__in=keys)


def _naming(manager: "Manager[Any]") -> Rows:
    """Return a selection of the rows that name the user by public id."""

    def rows(account: EndedAccount) -> "QuerySet[Any]":
        id = account.user.public_id
        return manager.filter(Q(user_id=id) | Q(actor_id=id))

    return rows


def _started_by(account: EndedAccount) -> "QuerySet[Any]":
    return models.BulkAction.objects.filter(started_by=account.user.public_id)


def _forget(rows: "QuerySet[Any]", now: datetime) -> None:
    forget(rows.values("pk"))


def _import_lines(account: EndedAccount) -> "QuerySet[Any]":
    return models.ImportLine.objects.filter(created_id=account.user.public_id)


def _imports(account: EndedAccount) -> "QuerySet[Any]":
    return models.UserImport.objects.filter(importer=account.user.public_id)


def _unname_lines(rows: "QuerySet[Any]", now: datetime) -> None:
    rows.update(created_id="", row_digest="")


def _empty_origin(rows: "QuerySet[Any]", now: datetime) -> None:
    rows.update(ip_address=None, client="")


def _empty(field: str, rows: "QuerySet[Any]", now: datetime) -> None:
    rows.update(**{field: None})


declare(
    AccountData(
        models.SavedView,
        ("user",),
        _KEPT_WHILE_PENDING,
        "The lists that the earlier holder saved as an administrator.",
        rows_by(models.SavedView.objects, "user"),
    ),
    AccountData(
        models.BulkAction,
        ("started_by",),
        at_every_end(KEEP),
        "Names the administrator who started it, for a week. An action whose administrator lost the right "
        "skips everyone who is left. The id is random and leads to no row after a deletion.",
        _started_by,
    ),
    AccountData(
        models.BulkAction,
        ("ip_address", "client"),
        _ANONYMISED_AT_LAST,
        "Where the administrator started it from: the events of the action repeat it.",
        _started_by,
        _empty_origin,
    ),
    AccountData(
        models.BulkActionItem,
        ("user",),
        at_every_end(KEEP, {DELETION: REMOVE}),
        "The result of an administrator's action, for a week.",
        rows_by(models.BulkActionItem.objects, "user"),
    ),
    AccountData(
        models.Enrollment,
        ("user",),
        _KEPT_BY_UNDO,
        "An authenticator gives access to the account. A pending deletion keeps a sealed copy.",
        rows_by(models.Enrollment.objects, "user"),
    ),
    *(
        AccountData(
            manager.model,
            ("enrollment",),
            _KEPT_BY_UNDO,
            "Belongs to its authenticator.",
            rows_by(manager, "enrollment__user"),
        )
        for manager in (models.RecoveryCode.objects, models.AccessCode.objects)
    ),
    AccountData(
        models.AccessCode,
        ("issued_by",),
        _ANONYMISED_AT_LAST,
        "The code belongs to another user's account; the column names the administrator.",
        rows_by(models.AccessCode.objects, "issued_by"),
        partial(_empty, "issued_by"),
    ),
    AccountData(
        models.PasswordHistory,
        ("user",),
        _KEPT_WHILE_PENDING,
        "Old passwords are credentials of the earlier holder.",
        rows_by(models.PasswordHistory.objects, "user"),
    ),
    AccountData(
        models.SealedEnrollment,
        ("user", "change"),
        _KEPT_WHILE_PENDING,
        "A removed authenticator would give access again if its removal were undone.",
        rows_by(models.SealedEnrollment.objects, "user"),
    ),
    AccountData(
        models.SecurityChange,
        ("user", "challenge", "login", "email"),
        _KEPT_WHILE_PENDING,
        "The changes that an undo link reverts. After its end an account has none.",
        rows_by(models.SecurityChange.objects, "user"),
    ),
    AccountData(
        models.Session,
        ("user",),
        _REMOVED,
        "A session gives access to the account.",
        rows_by(models.Session.objects, "user"),
    ),
    AccountData(
        models.RememberedDevice,
        ("user",),
        _KEPT_BY_UNDO,
        "A trusted device can spare its browser a factor and has attempts of its own. The epoch that an undo "
        "raises ends the trust; the row recognises a copied token.",
        rows_by(models.RememberedDevice.objects, "user"),
    ),
    AccountData(
        models.Challenge,
        ("user",),
        at_every_end(CLOSE, {DELETION: REMOVE}),
        "Earlier emailed codes, links and invitations stop working. The row stays: the link explains it. "
        "Undo links keep working while a deletion is pending.",
        _open_challenges,
        _close_challenges,
        skips_locked=True,
    ),
    AccountData(
        models.Challenge,
        ("address",),
        at_every_end(KEEP, {DELETION: REMOVE}),
        "Without a user it belongs to a transaction that proves the address by itself.",
        _challenges_at_address,
    ),
    AccountData(
        models.OutboxMail,
        ("to", "challenge"),
        at_every_end(KEEP, {DELETION: REMOVE}),
        "Notices of the end must arrive. The worker drops a mail whose challenge is closed.",
        _mails,
    ),
    AccountData(
        models.AdminAccessLink,
        ("address",),
        _REMOVED,
        "The link opens the administration for the holder of the address.",
        _access_links,
    ),
    AccountData(
        models.PasswordFailures,
        ("key",),
        _KEPT_WHILE_PENDING,
        "A digest of the address. Failed attempts count for the earlier holder only.",
        _failures,
    ),
    AccountData(
        models.Membership,
        ("user",),
        _KEPT_WHILE_PENDING,
        "Groups give access to apps. A reset keeps memberships from an administrator.",
        _memberships,
    ),
    AccountData(
        models.UniqueAttributeValue,
        ("user",),
        _KEPT_WHILE_PENDING,
        "The value is free for another user. A reset keeps what an administrator entered.",
        _unique_values,
    ),
    AccountData(
        models.Postponement,
        ("user",),
        _KEPT_WHILE_PENDING,
        "Questions that the earlier holder postponed.",
        rows_by(models.Postponement.objects, "user"),
    ),
    AccountData(
        User.groups.through,
        ("user",),
        at_every_end(REMOVE, {PENDING_DELETION: KEEP, TAKEOVER_UNDO: KEEP, AccountEnd.RESET: KEEP}),
        "Roles give access to the administration. An owner removes them before a deletion.",
        rows_by(User.groups.through.objects, "user"),
    ),
    AccountData(
        User.user_permissions.through,
        ("user",),
        at_every_end(REMOVE, {PENDING_DELETION: KEEP, TAKEOVER_UNDO: KEEP, AccountEnd.RESET: KEEP}),
        "Permissions give access to the administration.",
        rows_by(User.user_permissions.through.objects, "user"),
    ),
    AccountData(
        models.ImportLine,
        ("created_id",),
        _ANONYMISED_AT_LAST,
        "The line of an import that created the user. Its file is deleted after seven days.",
        _import_lines,
        _unname_lines,
    ),
    AccountData(
        models.UserImport,
        ("importer",),
        at_every_end(KEEP),
        "Names the administrator until the import is deleted, after thirty days. The id is random.",
        _imports,
    ),
    AccountData(
        models.EventContext,
        ("ip_address", "client"),
        _ANONYMISED_AT_LAST,
        "The personal part of the log is emptied when the user is deleted.",
        event_contexts,
        _forget,
    ),
    *(
        AccountData(
            manager.model,
            ("user_id", "actor_id", "targets", "context"),
            at_every_end(KEEP),
            f"{change} The id is random and leads to no row after a deletion. Personal values are in the "
            "context.",
            _naming(manager),
        )
        for manager, change in (
            (models.Event.objects, "Never changed."),
            (models.RefusalCount.objects, "Counted up for a minute, then replaced by an event."),
        )
    ),
    AccountData(
        LogEntry,
        ("user",),
        at_every_end(KEEP, {DELETION: REMOVE}),
        "Django's own log of the administration, which is not written here.",
        rows_by(LogEntry.objects, "user"),
    ),
)
