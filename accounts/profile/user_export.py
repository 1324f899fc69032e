"""Users as a table for other programs: streamed in batches, without passwords, hashes or secrets."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from accounts.batches import in_batches
from accounts.domain.profile_cells import cell_of, csv_lines
from accounts.events.log import Entry, acting, record
from accounts.models import Membership, User
from accounts.profile.schema import schema_beside_address

BATCH: Final = 500
EXPORTED: Final = "system.users.export"
GROUPS: Final = "groups"
FACTS: Final = (
    "id",
    "email",
    "email_verified",
    "status",
    "origin",
    "created_at",
    "activated_at",
    "last_sign_in",
    GROUPS,
)


class ExportFormat(StrEnum):
    """The formats, by the ending of the file."""

    CSV = "csv"
    JSON = "json"


CONTENT_TYPES: Final[Mapping[ExportFormat, str]] = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSON: "application/json",
}


def export_users(
    users: QuerySet[User],
    file_format: ExportFormat,
    *,
    actor: User | None,
    now: datetime,
    filters: Iterable[str] = (),
    with_groups: bool = True,
) -> Iterator[str]:
    """Record the export and return the text of the file in parts, in the order in which users were created.

    ``filters``: names of what narrows the list; their values may be personal and are not recorded.
    ``with_groups``: the names of each user's groups as well.
    """
    detail = {"format": file_format.value, "filters": sorted(filters)}
    record([Entry(EXPORTED, actor=acting(actor), detail=detail)], now=now)
    columns = [*(name for name in FACTS if with_groups or name != GROUPS), *schema_beside_address()]
    rows = _rows(users, columns)
    return _csv_text(rows, columns) if file_format is ExportFormat.CSV else _json_text(rows)


def _rows(users: QuerySet[User], columns: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """Yield users a batch at a time: each is a statement of its own, and one for the groups."""
    memberships = Prefetch("memberships", Membership.objects.select_related("group").order_by("group__name"))
    for batch in in_batches(users.prefetch_related(memberships), BATCH):
        yield [_facts(user, columns) for user in batch]


def _facts(user: User, columns: Sequence[str]) -> dict[str, Any]:
    values = user.profile_values()
    groups = dict.fromkeys(membership.group.name for membership in user.memberships.all())
    facts = (
        user.public_id,
        user.email,
        user.email_verified,
        user.status,
        user.origin,
        user.created_at,
        user.activated_at,
        user.last_login,
        list(groups),
    )
    known = {**values, **dict(zip(FACTS, map(_plain, facts), strict=True))}
    return {name: known.get(name) for name in columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _csv_text(batches: Iterator[list[dict[str, Any]]], heading: Sequence[str]) -> Iterator[str]:
    # Excel takes a file without the mark for one in an older encoding.
    yield "\ufeff" + csv_lines([heading])
    for batch in batches:
        yield csv_lines([*map(cell_of, facts.values())] for facts in batch)


def _json_text(batches: Iterator[list[dict[str, Any]]]) -> Iterator[str]:
    separator = "["
    for batch in batches:
        for facts in batch:
            yield f"{separator}\n{json.dumps(facts, ensure_ascii=False)}"
            separator = ","
    yield "\n]\n" if separator == "," else "[]\n"
