"""Keeping a version of a policy with every change of it."""

from datetime import datetime
from importlib import import_module
from typing import Any, Final

from accounts.domain.events import Actor
from accounts.events.log import acting
from accounts.models import User
from configuration.models import PolicyVersion
from policies.services.change_blocks import Keeper, register_keeper

MAX_VERSIONS: Final = 200
"""Of one policy; the oldest go first."""


def newest_version(policy: str) -> PolicyVersion | None:
    """Return the newest version of the policy with a public id."""
    return PolicyVersion.objects.filter(policy=policy).first()


def newest_number(policy: str) -> int:
    """Return the number of the newest version; 0 for a policy that never changed."""
    newest = newest_version(policy)
    return newest.number if newest else 0


def _look(row: Any) -> dict[str, Any] | None:
    entry: dict[str, Any] | None = _entries().stored_entry(row)
    return entry


def _entries() -> Any:
    """Return the module of policies as entries: it loads pydantic, which only a change of policies needs."""
    return import_module("configuration.policy_entries")


def _keep(row: Any, before: dict[str, Any] | None, user: User | None, now: datetime) -> None:
    """Write a version, and one before it where the policy was not as the last one says."""
    after = _look(row)
    if after is None:
        PolicyVersion.objects.filter(policy=row.public_id).delete()
        return
    if after == before:
        return
    newest = newest_version(row.public_id)
    number, known = (newest.number, newest.entry) if newest else (0, None)
    if before is not None and before != known:
        number += 1
        _write(row, number, before, now)
    number += 1
    _write(row, number, after, now, actor=acting(user))
    PolicyVersion.objects.filter(policy=row.public_id, number__lte=number - MAX_VERSIONS).delete()


def _write(
    row: Any,
    number: int,
    entry: dict[str, Any],
    now: datetime,
    actor: Actor | None = None,
) -> None:
    PolicyVersion.objects.create(
        section=_entries().section_of(row).name,
        policy=row.public_id,
        number=number,
        entry=entry,
        actor_type=actor.type.value if actor else "",
        actor_id=actor.id if actor else "",
        created_at=now,
    )


register_keeper(Keeper(_look, _keep))
