"""Apps. Who is assigned by name, what users agreed to and what they use is no configuration."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from accounts.as_code import groups
from accounts.as_code.brand import canonical_logo, check_logo, color_shape
from accounts.as_code.columns import Column, columns, fields_of, put, values_of
from accounts.domain.documents.base import Shape
from accounts.domain.documents.records import Field, Items, Record
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Part, Section
from accounts.domain.documents.words import Name, Names, Text
from accounts.domain.logos import Logo, read_logo_text
from accounts.domain.violations import WHOLE_FORM, Violation
from applications.domain import BUILT_IN
from applications.models import Application
from applications.services.apps import Assignments, author, delete_application, save_application
from applications.services.logos import remove_logo, set_logo
from enrollment import as_code as enrollment
from enrollment.models import ProfileEnrollmentPolicy
from policies.as_code.policies import section_name
from policies.domain.rules import Kind
from policies.models import Policy
from policies.services.policy_changes import Author

NAME: Final = "applications"
_LEFT: Final = ("logo", "logo_type", "logo_digest", "created_at")
_COLUMNS: Final = columns(Application, leave=_LEFT)
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def _check_key(text: str) -> tuple[Violation, ...]:
    return () if _KEY.fullmatch(text) else (Violation(WHOLE_FORM, "ssr.document.key"),)


def _shape(column: Column) -> Shape | None:
    if column.name == "key":
        return Text(check=_check_key)
    return color_shape(column) if column.name == "color" else None


_FIELDS: Final = (
    *fields_of(_COLUMNS, other=_shape),
    Field("logo", Text(canonical_logo, check_logo), ""),
    Field("groups", Names(groups.NAME), []),
    Field("enrollment_policy", Name(enrollment.NAME), None),
    Field("authentication_policy", Name(section_name(Kind.AUTHENTICATION)), None),
)


def _key(item: Mapping[str, Any]) -> str:
    return str(item["key"])


def _is_built_in(item: Mapping[str, Any]) -> bool:
    return item["key"] in BUILT_IN


def _read() -> list[dict[str, Any]]:
    rows = Application.objects.select_related("enrollment_policy", "authentication_policy")
    return [
        {
            **values_of(row, _COLUMNS),
            "logo": Logo(bytes(row.logo), row.logo_type).text if row.logo else "",
            "groups": sorted(group.name for group in row.groups.all()),
            "enrollment_policy": row.enrollment_policy.name if row.enrollment_policy else None,
            "authentication_policy": row.authentication_policy.name if row.authentication_policy else None,
        }
        for row in rows.prefetch_related("groups").order_by("position", "label", "key")
    ]


def _save(change: ItemChange) -> None:
    row, value, by = _row(change.key), change.value, _by(change.now)
    put(row, _COLUMNS, value)
    row.enrollment_policy = _enrollment_policy(value["enrollment_policy"])
    row.authentication_policy = _authentication_policy(value["authentication_policy"])
    ids = frozenset(group.pk for group in groups.groups_by_name(value["groups"]))
    saved = save_application(row, by, Assignments(group_ids=ids))
    before = change.before["logo"] if change.before else ""
    if value["logo"] != before and value["logo"]:
        set_logo(saved, read_logo_text(value["logo"]).content, by)
    elif value["logo"] != before:
        remove_logo(saved, by)


def _row(key: str) -> Application:
    return Application.objects.filter(key=key).first() or Application(key=key)


def _by(now: datetime) -> Author:
    """Return an author without the check for owners; the apply as a whole ends with it."""
    return replace(author(None, now), guarded=False)


def _enrollment_policy(name: str | None) -> ProfileEnrollmentPolicy | None:
    return None if name is None else ProfileEnrollmentPolicy.objects.get(name=name)


def _authentication_policy(name: str | None) -> Policy | None:
    return None if name is None else Policy.objects.get(kind=Kind.AUTHENTICATION, name=name)


def _remove(key: str, now: datetime) -> None:
    delete_application(Application.objects.get(key=key), _by(now))


def applications(parts: Sequence[Part] = ()) -> Section:
    """Return the section, with what higher apps say of an app."""

    def read() -> list[dict[str, Any]]:
        more = [(part.field, part.read()) for part in parts]
        return [
            {**item, **{field.name: found.get(item["key"], field.default) for field, found in more}}
            for item in _read()
        ]

    def save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
        _save(change)
        return tuple(secret for part in parts for secret in part.save(change))

    record = Record((*_FIELDS, *(part.field for part in parts)))
    return Section(NAME, Items(record, _key), read, save, _remove, kept=_is_built_in)
