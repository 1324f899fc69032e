"""Hashing and checking passwords: the same work for every account, and for an address without one.

A check costs one hash for each set of parameters in use, whichever of them the account's own hash has. After
a change of the parameters there are two sets until everybody has signed in or the old hashes are gone. An
import may add costs of other systems' hashes, each of which is then a part of every check.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import get_hasher, identify_hasher, is_password_usable
from django.db.models import Q, QuerySet

from accounts.configuration_cache import PASSWORD_HASHES, Snapshot, raise_version
from accounts.domain.foreign_hashes import ForeignCost
from accounts.domain.passwords import normalise_password
from accounts.foreign_hasher import ALGORITHM, cost_of, own_part, work_foreign
from accounts.hashers import BoundedArgon2Hasher, HashParameters, parameters_of
from accounts.models import PasswordHistory, User

MAX_PARAMETER_SETS: Final = 12
MAX_FOREIGN_COSTS: Final = 4
"""How many different costs of foreign hashes may be in use at once: every check costs all of them."""

MAX_CHECK_SECONDS: Final = 4
"""How long all of them together may take, by estimate."""

Work = HashParameters | ForeignCost
"""One hash: of ours, or of another system."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the password was right, and its new hash when the parameters have changed since it was set."""

    right: bool
    upgraded: str = field(default="", repr=False)


def hash_password(raw: str) -> str:
    """Return the hash of a new password. Raises HashingBusy."""
    hasher = get_hasher()
    return hasher.encode(normalise_password(raw), hasher.salt())


def verify_password(encoded: str, raw: str) -> Verdict:
    """Check a password; an empty ``encoded`` is never right and costs the same. Raises HashingBusy."""
    password = normalise_password(raw)
    if not encoded or not is_password_usable(encoded):
        _equalize_work(password, frozenset())
        return Verdict(False)
    hasher = identify_hasher(encoded)
    right = hasher.verify(password, encoded)
    _equalize_work(password, works_of(encoded))
    if not right:
        return Verdict(False)
    outdated = hasher.algorithm != get_hasher().algorithm or hasher.must_update(encoded)
    return Verdict(True, hash_password(raw) if outdated else "")


def works_of(encoded: str) -> frozenset[Work]:
    """Return the hashes that a check of a stored hash costs."""
    found = (cost_of(encoded), parameters_of(own_part(encoded)))
    return frozenset(work for work in found if work is not None)


def _equalize_work(password: str, own: frozenset[Work]) -> None:
    """Do one hash for each set of parameters that this account's own check did not cost."""
    hasher = get_hasher()
    if not isinstance(hasher, BoundedArgon2Hasher):
        raise TypeError("passwords are hashed with Argon2id here")
    for work in {hasher.own_parameters, *_in_use.get()} - own:
        if isinstance(work, ForeignCost):
            work_foreign(password, work)
        else:
            hasher.work(password, work)


def _works_in_use() -> frozenset[Work]:
    """Return what the stored hashes cost: one statement for each set, and one that finds no more."""
    found = set[Work]()
    ours = Q(password__startswith=f"{BoundedArgon2Hasher.algorithm}$")
    rows = User.objects.order_by().filter(ours | Q(password__startswith=f"{ALGORITHM}$"))
    for _ in range(MAX_PARAMETER_SETS):
        encoded = next(iter(rows.values_list("password", flat=True)[:1]), None)
        if encoded is None or not works_of(encoded):
            break
        found |= works_of(encoded)
        own = own_part(encoded)
        before_salt = encoded[: encoded.index(own)] + own.rsplit("$", 2)[0] + "$"
        rows = rows.exclude(password__startswith=before_salt)
    return frozenset(found)


# They change with the environment of the processes, and with imports, not with what administrators write.
_in_use = Snapshot(_works_in_use, frozenset({PASSWORD_HASHES}))


def foreign_costs_in_use() -> frozenset[ForeignCost]:
    """Return the costs of foreign hashes that some user still has."""
    return frozenset(work for work in _in_use.get() if isinstance(work, ForeignCost))


def forget_unused_costs() -> None:
    """Tell every process once costs of foreign hashes have gone with the last users who had them."""
    if foreign_costs_in_use() and _works_in_use() != _in_use.get():
        raise_version(PASSWORD_HASHES)


def announce_hashes(stored: Iterable[str]) -> None:
    """Tell every process about hashes that cost something new. The caller's atomic block stores them."""
    works = frozenset[Work]().union(*map(works_of, stored))
    if not works <= _in_use.get():
        raise_version(PASSWORD_HASHES)


def remember_old(user: User, keep: int, now: datetime) -> None:
    """Keep the password that is about to be replaced, and no more than ``keep`` in all.

    Called in the atomic block that writes the new hash, before it does. A policy without a history keeps
    nothing, and forgets what an earlier one kept.
    """
    if keep > 0 and user.has_password:
        PasswordHistory.objects.create(user=user, password_hash=user.password, replaced_at=now)
    newest = _of(user.pk)[:keep].values_list("pk", flat=True) if keep > 0 else ()
    PasswordHistory.objects.filter(user=user).exclude(pk__in=[*newest]).delete()


def was_used(user_id: int, raw: str, keep: int) -> bool:
    """Return whether the password is one of the newest ``keep`` replaced ones, the present one aside.

    Each old password costs one hash, and without a match all of them are compared: the user is known, so that
    the time reveals nothing. Raises HashingBusy.
    """
    password = normalise_password(raw)
    old_hashes = _of(user_id)[:keep].values_list("password_hash", flat=True) if keep > 0 else ()
    return any(identify_hasher(encoded).verify(password, encoded) for encoded in old_hashes)


def _of(user_id: int) -> QuerySet[PasswordHistory]:
    return PasswordHistory.objects.filter(user_id=user_id).order_by("-replaced_at", "-pk")
