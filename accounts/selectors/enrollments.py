"""Reading what people have set up: as one value, so that it comes along with a person or a transaction."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from django.db.models import F, Func, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, data_of
from accounts.models import Enrollment, RecoveryCode, User

Rows = list[dict[str, Any]] | None
"""What ``enrolled_rows`` reads; nothing where there is not a single row."""

_COLUMNS: Final = (
    "id",
    "public_id",
    "authenticator",
    "label",
    "data",
    "credential_id",
    "sign_count",
    "backed_up",
    "last_step",
    "created_at",
    "last_used_at",
)
_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


class _Array(Func):
    """The rows of a subquery as one JSON array, in no order."""

    function = "jsonb_agg"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, **{**context, "function": "json_group_array"})


@cache
def enrolled_rows(person: str = "pk") -> "Subquery[Any]":
    """Return what to annotate rows with whose ``person`` column names a person: no statement of its own.

    Composing it takes longer than asking it, and queries copy what they are given.
    """
    codes = RecoveryCode.objects.filter(enrollment=OuterRef("pk"), used_at=None)
    code = JSONObject(id=F("id"), digest=F("digest"))
    row = JSONObject(
        **{name: F(name) for name in _COLUMNS},
        access_digest=F("access_code__digest"),
        access_ends=F("access_code__expires_at"),
        access_used=F("access_code__used_at"),
        codes=Subquery(codes.annotate(all=_Array(code)).values("all")),
    )
    rows = Enrollment.objects.filter(person=OuterRef(person)).annotate(all=_Array(row)).values("all")
    return Subquery(rows, output_field=JSONField())


def enrolled_of(rows: Rows) -> tuple[Enrolled, ...]:
    """Return what was read by ``enrolled_rows``, most recently used first.

    Access codes that were used or whose time has run out are left out; recovery codes are those not used.
    """
    now = timezone.now()
    found = [row for row in rows or () if _counts(row, now)]
    found.sort(key=_place, reverse=True)
    return tuple(_enrolled(row) for row in found)


def enrolled(person_id: int) -> tuple[Enrolled, ...]:
    """Return what a person has set up, most recently used first."""
    rows = User.objects.filter(pk=person_id).values_list(enrolled_rows(), flat=True)
    return enrolled_of(rows.first())


def passkey_holder(credential_id: str) -> tuple[Enrolled, User] | None:
    """Return the passkey with this id (base64url) and its owner, or nothing."""
    row = Enrollment.objects.select_related("person").filter(credential_id=credential_id).first()
    if row is None:
        return None
    used = next((one for one in enrolled(row.person_id) if one.id == row.pk), None)
    return (used, row.person) if used is not None else None


def passkeys_by_handle(user_handle: str) -> tuple[tuple[Enrolled, ...], User] | None:
    """Return the owner of a user handle (their public id) and all their passkeys.

    For clients that hand over an assertion without the id of the credential.
    """
    person = User.objects.filter(public_id=user_handle).first()
    if person is None:
        return None
    return tuple(one for one in enrolled(person.pk) if one.authenticator is Authenticator.PASSKEY), person


def _counts(row: Mapping[str, Any], now: datetime) -> bool:
    if row["authenticator"] != Authenticator.ACCESS_CODE:
        return True
    ends = _moment(row["access_ends"])
    return row["access_used"] is None and ends is not None and ends > now


def _place(row: Mapping[str, Any]) -> tuple[datetime, datetime, int]:
    made = _moment(row["created_at"]) or _LONG_AGO
    return _moment(row["last_used_at"]) or _LONG_AGO, made, row["id"]


def _enrolled(row: Mapping[str, Any]) -> Enrolled:
    authenticator = Authenticator(row["authenticator"])
    return Enrolled(
        id=row["id"],
        public_id=row["public_id"],
        authenticator=authenticator,
        label=row["label"],
        data=data_of(authenticator, {**_json(row["data"]), **_own_columns(authenticator, row)}),
        created_at=_moment(row["created_at"]) or _LONG_AGO,
        last_used_at=_moment(row["last_used_at"]),
    )


def _own_columns(authenticator: Authenticator, row: Mapping[str, Any]) -> dict[str, Any]:
    match authenticator:
        case Authenticator.TOTP:
            return {"last_step": row["last_step"]}
        case Authenticator.PASSKEY:
            own = {name: row[name] for name in ("credential_id", "sign_count")}
            return {**own, "backed_up": bool(row["backed_up"])}
        case Authenticator.RECOVERY_CODE:
            codes = sorted(_json(row["codes"]) or (), key=lambda code: code["id"])
            return {"digests": tuple(code["digest"] for code in codes)}
        case Authenticator.ACCESS_CODE:
            ends = _moment(row["access_ends"])
            return {"digest": row["access_digest"], "expires_at": ends.isoformat() if ends else ""}
        case _:
            return {}


def _json(value: Any) -> Any:
    """JSON within JSON: SQLite hands it over as text."""
    return json.loads(value) if isinstance(value, str) else value


def _moment(text: str | None) -> datetime | None:
    """Read a moment as the database writes it into JSON: SQLite without the zone, which is always UTC."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
