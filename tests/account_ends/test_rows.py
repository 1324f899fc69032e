"""After each way an account ends, exactly the rows are left that the declarations keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.account_ends import AccountEnd, Disposition
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.lifecycle import Action, Status
from accounts.domain.security_changes import SecurityChangeKind
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle import account_deletion, invitations
from accounts.lifecycle.account_deletion import delete_user
from accounts.lifecycle.account_ends import AccountData, EndedAccount, declarations
from accounts.lifecycle.administrator_actions import perform
from accounts.lifecycle.notices import RequestClient, notify_of_password_change
from accounts.lifecycle.security_changes import record_change
from accounts.lifecycle.security_undo import UndoResult, undo
from accounts.models import Challenge, Origin, User
from flows.completion.registration import release_address
from tests.account_ends.full_account import ADA, PASSWORD, a_full_account
from tests.actors import afresh
from tests.journeys.admin_actions import add, owner

pytestmark = [pytest.mark.postgres, pytest.mark.one_database, pytest.mark.django_db]

_afresh = pytest.fixture(autouse=True)(afresh)

CLAIM: Mapping[str, Any] = {"origin": Origin.SELF_SERVICE, "email_verified": False}
_STRENGTH = (Disposition.KEEP, Disposition.CLOSE, Disposition.ANONYMISE, Disposition.REMOVE)


def _deactivate(user: User) -> None:
    perform(Action.DEACTIVATE, user.pk, actor=owner(), now=timezone.now())


def _activate(user: User) -> None:
    _deactivate(user)
    invitations.send_activation(user.pk, actor=owner(), now=timezone.now())


def _activate_after_older_version(user: User) -> None:
    User.objects.filter(pk=user.pk).update(status=Status.DEPROVISIONED, login=None)
    invitations.send_activation(user.pk, actor=owner(), now=timezone.now())


def _close(user: User) -> None:
    release_address(ADA, proved=True, now=timezone.now())


def _request_deletion(user: User) -> None:
    account_deletion.request_deletion(user, RequestClient(), timezone.now())


def _leave_and_undo(user: User) -> None:
    _request_deletion(user)
    undo = Challenge.objects.filter(user=user, purpose=ChallengePurpose.LEAVE_UNDO, closed_at=None).latest(
        "pk"
    )
    assert account_deletion.cancel_deletion(undo, timezone.now())


def _undo_a_takeover(user: User) -> None:
    now = timezone.now()
    change = record_change(user, SecurityChangeKind.PASSWORD, now)
    notify_of_password_change(user, RequestClient(), now, change)
    assert change.undo is not None
    assert undo(change.undo, now) is UndoResult.DONE


def _leave_for_good(user: User) -> None:
    _request_deletion(user)
    assert account_deletion.erase_due(timezone.now() + timedelta(days=7, minutes=1)) == 1


def _delete(user: User) -> None:
    for _ in range(2):
        delete_user(user.pk, actor=owner(), now=timezone.now())


def _reset(user: User) -> None:
    invitations.reset_password(user.pk, actor=owner(), now=timezone.now())


def _add_again(user: User) -> None:
    _deactivate(user)
    add(ADA)


def _refused_addition(user: User) -> None:
    with pytest.raises(ValidationFailed):
        add(ADA)


@dataclass(frozen=True)
class Journey:
    run: Callable[[User], None]
    ends: tuple[AccountEnd, ...]
    columns: Mapping[str, Any] = field(default_factory=dict)


JOURNEYS = {
    "deactivated": Journey(_deactivate, (AccountEnd.DEACTIVATION,)),
    "activated again": Journey(_activate, (AccountEnd.DEACTIVATION,)),
    "activated again, unverified": Journey(_activate, (AccountEnd.DEACTIVATION, AccountEnd.RESET), CLAIM),
    "activated after an older version": Journey(_activate_after_older_version, (AccountEnd.DEACTIVATION,)),
    "closed by a proof": Journey(_close, (AccountEnd.CLOSING,), CLAIM),
    "pending deletion": Journey(_request_deletion, (AccountEnd.PENDING_DELETION,)),
    "pending deletion, unverified": Journey(
        _request_deletion, (AccountEnd.PENDING_DELETION, AccountEnd.RESET), CLAIM
    ),
    "undone deletion": Journey(_leave_and_undo, (AccountEnd.PENDING_DELETION,)),
    "undone deletion, unverified": Journey(
        _leave_and_undo, (AccountEnd.PENDING_DELETION, AccountEnd.RESET), CLAIM
    ),
    "undone takeover": Journey(_undo_a_takeover, (AccountEnd.TAKEOVER_UNDO,)),
    "erased after its seven days": Journey(
        _leave_for_good, (AccountEnd.PENDING_DELETION, AccountEnd.DEACTIVATION, AccountEnd.DELETION)
    ),
    "deleted by an administrator": Journey(_delete, (AccountEnd.DEACTIVATION, AccountEnd.DELETION)),
    "reset, unverified": Journey(_reset, (AccountEnd.RESET,), CLAIM),
    "added over a deactivated row": Journey(_add_again, (AccountEnd.DEACTIVATION,)),
    "added over a live row": Journey(_refused_addition, ()),
    "added over an unverified row": Journey(_refused_addition, (), CLAIM),
}


@dataclass
class Expected:
    declaration: AccountData
    disposition: Disposition
    before: dict[Any, tuple[Any, ...]]


def _rows(declaration: AccountData, account: EndedAccount) -> dict[Any, tuple[Any, ...]]:
    names = [column.attname for column in declaration.model._meta.local_fields]
    return {row.pk: tuple(getattr(row, name) for name in names) for row in declaration.rows(account)}


def _expected(user: User, ends: tuple[AccountEnd, ...]) -> list[Expected]:
    """Return what is to become of each row: the strongest of what the ends of the journey declare."""
    found = []
    for declaration in declarations():
        for end in ends or (AccountEnd.DEACTIVATION,):
            rows = _rows(declaration, EndedAccount(user, end, ADA))
            disposition = declaration.dispositions[end] if ends else Disposition.KEEP
            found.append(Expected(declaration, disposition, rows))
    strongest: dict[tuple[Any, Any], Disposition] = {}
    for one in found:
        for pk in one.before:
            key = (one.declaration.model, pk)
            strongest[key] = max(strongest.get(key, Disposition.KEEP), one.disposition, key=_STRENGTH.index)
    for one in found:
        model = one.declaration.model
        one.before = {pk: row for pk, row in one.before.items() if strongest[(model, pk)] is one.disposition}
    return found


def _check(expected: Expected) -> None:
    model, before = expected.declaration.model, expected.before
    names = [column.attname for column in model._meta.local_fields]
    after = {
        row.pk: tuple(getattr(row, name) for name in names)
        for row in model._base_manager.filter(pk__in=list(before))
    }
    match expected.disposition:
        case Disposition.REMOVE:
            assert not after, model
        case Disposition.KEEP:
            assert after == before, model
        case Disposition.ANONYMISE:
            assert set(after) == set(before), model
            assert all(ADA not in map(str, row) for row in after.values()), model
        case Disposition.CLOSE:
            assert set(after) == set(before), model
            for row in model._base_manager.filter(pk__in=list(before)):
                ends = [getattr(row, name, None) for name in ("used_at", "closed_at", "revoked_at")]
                assert any(ends), (model, row)


@pytest.mark.parametrize("name", JOURNEYS)
def test_rows_after_an_end_are_those_declared_and_epoch_is_higher(name: str):
    journey = JOURNEYS[name]
    user = a_full_account(**journey.columns)
    before = user.security_epoch
    expected = _expected(user, journey.ends)
    journey.run(user)
    for one in expected:
        _check(one)
    after = User.objects.filter(pk=user.pk).first()
    assert not journey.ends or after is None or after.security_epoch > before


def test_full_account_has_a_row_for_every_declaration():
    account = EndedAccount(a_full_account(), AccountEnd.DEACTIVATION, ADA)
    empty = [one.model._meta.label for one in declarations() if not one.rows(account).exists()]
    assert empty == []


@pytest.mark.parametrize("name", ["activated again, unverified", "reset, unverified"])
def test_profile_of_an_unverified_account_is_emptied(name: str):
    user = a_full_account(**CLAIM)
    JOURNEYS[name].run(user)
    user.refresh_from_db()
    assert (user.first_name, user.profile, user.has_password) == ("", {}, False)
    assert (user.first_name_folded, user.last_name_folded) == ("", "")
    assert not user.is_claim


def test_password_after_an_undone_deletion_depends_on_the_address():
    kept = a_full_account()
    _leave_and_undo(kept)
    kept.refresh_from_db()
    assert (kept.status, kept.check_password(PASSWORD)) == ("ACTIVE", True)


def test_unverified_address_after_undone_deletion_has_no_password():
    user = a_full_account(**CLAIM)
    _leave_and_undo(user)
    user.refresh_from_db()
    assert (user.has_password, user.email_verified) == (False, True)
