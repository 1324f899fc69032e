"""Profile enrollment policies with their forms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from django.db.models import QuerySet
from pydantic import Field

from accounts.domain.domain_names import ascii_domain
from accounts.domain.text import trim
from accounts.models import ProfileAttribute
from configuration.column_types import Column, columns, fields_of, values_of, write_columns
from configuration.schema import (
    Checked,
    ListRules,
    Written,
    entry,
    list_of,
)
from configuration.section import EntryChange, Section, group_names, groups_by_name
from configuration.sections.accounts import ATTRIBUTES, GROUPS, OPTION, options_of, stored_options
from configuration.value_types import TEXTS, lines, names, reference
from enrollment.domain.form import EMAIL_KEY
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.services import DOMAIN_LISTS, GAP, delete_policy, save_policy

ENROLLMENT_POLICIES: Final = "enrollment_policies"
_FIELD: Final = columns(EnrollmentFormField, leave=("position",))
_LISTS: Final = {"options": list_of(OPTION), "shown_if_values": TEXTS}
_FIELD_ENTRY: Any = entry(
    "FormField",
    {"attribute": (reference(ATTRIBUTES, optional=False), ...), **fields_of(_FIELD, _LISTS)},
    ListRules(identified_by="attribute", ordered=True),
)


def _with_email(form: list[Any]) -> list[Any]:
    """Return the form with the address first and required, as every form has it."""
    email = next((field for field in form if field.attribute == EMAIL_KEY), _FIELD_ENTRY(attribute=EMAIL_KEY))
    others = [field for field in form if field.attribute != EMAIL_KEY]
    return [email.model_copy(update={"required": True, "at_sign_up": True}), *others]


def _domain(line: str) -> str:
    return ascii_domain(trim(line).lower().lstrip("@"))


def _policy_fields(chosen: Mapping[str, Column]) -> dict[str, Any]:
    name, *others = fields_of(chosen, written=True).items()
    domains = lines("ssr.policy.domain", _domain, in_order=False)
    form: Any = Annotated[list_of(_FIELD_ENTRY), Checked(_with_email, {}), Written()]
    return {
        **dict([name]),
        "default": (bool, False),
        **dict(others),
        **{name: (domains, []) for name in sorted(DOMAIN_LISTS)},
        "groups": (names(GROUPS), []),
        "form": (form, Field(default=[], validate_default=True)),
    }


class EnrollmentPoliciesSection(Section):
    """Profile enrollment policies; an app or the default one names the policy of a sign-up."""

    name = ENROLLMENT_POLICIES
    comment = "Who may sign up, the sign-up form, and the groups of new users."
    model = ProfileEnrollmentPolicy
    columns = columns(ProfileEnrollmentPolicy, leave=("is_default", "based_on", *DOMAIN_LISTS))
    entry = entry(
        "ProfileEnrollmentPolicy",
        _policy_fields(columns),
        ListRules(has_default=True, exclusive="dashboard"),
    )

    def rows(self) -> QuerySet[ProfileEnrollmentPolicy]:
        return ProfileEnrollmentPolicy.objects.prefetch_related("form_fields__attribute", "groups")

    def more_values(self, row: ProfileEnrollmentPolicy) -> dict[str, Any]:
        form = [
            _FIELD_ENTRY.model_construct(
                attribute=field.attribute.key, **values_of(field, _FIELD) | {"options": options_of(field)}
            )
            for field in row.form_fields.all()
        ]
        lists = {name: getattr(row, name).splitlines() for name in DOMAIN_LISTS}
        return {"default": row.is_default, "groups": group_names(row), "form": _with_email(form), **lists}

    def write(self, row: ProfileEnrollmentPolicy, change: EntryChange) -> None:
        after = change.after
        for name in DOMAIN_LISTS:
            setattr(row, name, "\n".join(getattr(after, name)))
        fields = [_field(item, place * GAP) for place, item in enumerate(after.form)]
        save_policy(row, fields, groups_by_name(after.groups), actor=change.user, now=change.now)

    def remove(self, key: str, now: datetime) -> None:
        delete_policy(self.row(key), actor=None, now=now)


def _field(item: Any, position: int) -> EnrollmentFormField:
    attribute = ProfileAttribute.objects.get(key=item.attribute)
    field = EnrollmentFormField(attribute=attribute, position=position)
    write_columns(field, _FIELD, item)
    field.options = stored_options(item)
    return field
