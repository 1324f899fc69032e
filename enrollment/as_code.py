"""What enrollment has of the configuration document: profile enrollment policies with their forms."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from accounts.as_code import attributes, groups
from accounts.as_code.columns import columns, fields_of, put, values_of
from accounts.domain.documents.records import DEFAULT_KEY, Field, Items, Record
from accounts.domain.documents.scalars import Flag
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from accounts.domain.documents.words import Lines, Name, Names
from accounts.domain.domain_names import ascii_domain
from accounts.domain.text import trim
from accounts.domain.violations import ValidationFailed, Violation
from accounts.models import ProfileAttribute
from enrollment.domain.form import EMAIL_KEY
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.services import DOMAIN_LISTS, GAP, delete_policy, save_policy

NAME: Final = "enrollment_policies"
IS_DEFAULT: Final = "default"
UsedBy = Callable[[int], Sequence[str]]
"""The names of the apps that use a policy, by its id; an app above supplies them."""

_COLUMNS: Final = columns(ProfileEnrollmentPolicy, leave=("is_default", *DOMAIN_LISTS))
_FIELD_COLUMNS: Final = columns(EnrollmentFormField, leave=("position",))
_ATTRIBUTE: Final = Field("attribute", Name(attributes.NAME, empty=False))
_FORM: Final = Items(
    Record((_ATTRIBUTE, *fields_of(_FIELD_COLUMNS))), lambda item: str(item["attribute"]), ordered=True
)


def _domain(text: str) -> str:
    return ascii_domain(trim(text).lower().lstrip("@"))


def _key(item: Mapping[str, Any]) -> str:
    return DEFAULT_KEY if item[IS_DEFAULT] else str(item["name"])


def _canonical(value: dict[str, Any]) -> dict[str, Any]:
    """The address is in every form, first and required."""
    own = [item for item in value["form"] if item["attribute"] == EMAIL_KEY]
    others = [item for item in value["form"] if item["attribute"] != EMAIL_KEY]
    plain = {"attribute": EMAIL_KEY, **values_of(EnrollmentFormField(), _FIELD_COLUMNS)}
    email = {**(own[0] if own else plain), "required": True, "at_sign_up": True}
    return {**value, "form": [email, *others]}


def _shape() -> Items:
    domains = (
        Field(name, Lines("ssr.policy.domain", _domain, in_order=False), []) for name in sorted(DOMAIN_LISTS)
    )
    name, *others = fields_of(_COLUMNS, always_written=True)
    fields = (
        name,
        Field(IS_DEFAULT, Flag(), default=False),
        *others,
        *domains,
        Field("groups", Names(groups.NAME), []),
        Field("form", _FORM, [], always_written=True),
    )
    return Items(Record(fields, _canonical), _key, single="dashboard")


def _read() -> list[dict[str, Any]]:
    rows = ProfileEnrollmentPolicy.objects.prefetch_related("form_fields__attribute", "groups")
    return [_canonical(_values(row)) for row in rows]


def _values(row: ProfileEnrollmentPolicy) -> dict[str, Any]:
    return {
        **values_of(row, _COLUMNS),
        IS_DEFAULT: row.is_default,
        **{name: getattr(row, name).splitlines() for name in sorted(DOMAIN_LISTS)},
        "groups": sorted(group.name for group in row.groups.all()),
        "form": [
            {"attribute": field.attribute.key, **values_of(field, _FIELD_COLUMNS)}
            for field in row.form_fields.all()
        ],
    }


def _row(key: str) -> ProfileEnrollmentPolicy:
    chosen = {"is_default": True} if key == DEFAULT_KEY else {"is_default": False, "name": key}
    return ProfileEnrollmentPolicy.objects.filter(**chosen).first() or ProfileEnrollmentPolicy()


def _save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
    row, value = _row(change.key), change.value
    put(row, _COLUMNS, value)
    for name in DOMAIN_LISTS:
        setattr(row, name, "\n".join(value[name]))
    keys = [item["attribute"] for item in value["form"]]
    known = ProfileAttribute.objects.in_bulk(keys, field_name="key")
    missing = [place for place, key in enumerate(keys) if key not in known]
    if missing:
        paths = (f"form[{place}].attribute" for place in missing)
        raise ValidationFailed([Violation(path, "ssr.document.unknown", (path,)) for path in paths])
    fields = [_field(known[item["attribute"]], place * GAP, item) for place, item in enumerate(value["form"])]
    save_policy(row, fields, groups.groups_by_name(value["groups"]), actor=None, now=change.now)
    return ()


def _field(attribute: ProfileAttribute, position: int, item: Mapping[str, Any]) -> EnrollmentFormField:
    field = EnrollmentFormField(attribute=attribute, position=position)
    put(field, _FIELD_COLUMNS, item)
    return field


def enrollment_policies(used_by: UsedBy) -> Section:
    """Return the section. ``used_by``: what an app uses is not deleted."""

    def remove(key: str, now: datetime) -> None:
        row = _row(key)
        used = used_by(row.pk)
        if used:
            raise ValidationFailed([Violation("", "ssr.policy.used_by_apps", (", ".join(used),))])
        delete_policy(row, actor=None, now=now)

    return Section(NAME, _shape(), _read, _save, remove)
