"""An edition of a sign-up form: its fields, order, pages, conditions and texts, named by their digest.

A sign-up that has begun keeps its edition. Attributes are not part of it: the schema is always today's.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from string import hexdigits
from typing import Any

from accounts.domain.attributes import Attribute, Option, Permission
from accounts.domain.columns import field_names
from accounts.domain.field_conditions import Comparison, FieldCondition
from enrollment.domain.form import EMAIL_KEY, EnrollmentPolicy, FormItem

DIGEST_LENGTH = 32
_WRITABLE = Permission.READ_WRITE
_PLAIN = tuple(name for name in field_names(FormItem) if name not in ("attribute", "options", "shown_if"))


def stored_form(policy: EnrollmentPolicy) -> dict[str, Any]:
    """Return the form of a policy as JSON."""
    return {
        "title": policy.title,
        "submit_label": policy.submit_label,
        "fields": [_stored_item(item) for item in policy.items],
    }


def edition_of(policy: EnrollmentPolicy) -> str:
    """Return the name of the form's edition; equal forms have the same one."""
    text = json.dumps(stored_form(policy), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def is_edition(text: str) -> bool:
    """Return whether a text from outside can name an edition."""
    return len(text) == DIGEST_LENGTH and set(text) <= set(hexdigits)


def with_form(
    policy: EnrollmentPolicy, stored: Mapping[str, Any], edition: str, schema: Mapping[str, Attribute]
) -> EnrollmentPolicy:
    """Return a policy with the form of an edition, as far as today's schema lets users answer it.

    What a form of an earlier release does not have yet has its default.
    """
    items = (_item_of(field, schema) for field in stored["fields"])
    return replace(
        policy,
        items=tuple(item for item in items if item is not None),
        title=stored["title"],
        submit_label=stored["submit_label"],
        edition=edition,
    )


def _stored_item(item: FormItem) -> dict[str, Any]:
    return {
        "attribute": item.key,
        **{name: getattr(item, name) for name in _PLAIN},
        "options": [asdict(option) for option in item.options],
        "shown_if": asdict(item.shown_if) if item.shown_if is not None else None,
    }


def _item_of(stored: Mapping[str, Any], schema: Mapping[str, Attribute]) -> FormItem | None:
    attribute = schema.get(stored["attribute"])
    if attribute is None or not (attribute.key == EMAIL_KEY or attribute.permission is _WRITABLE):
        return None
    return FormItem(
        attribute,
        **{name: stored[name] for name in _PLAIN if name in stored},
        options=tuple(Option(**option) for option in stored.get("options", ())),
        shown_if=_condition_of(stored.get("shown_if")),
    )


def _condition_of(stored: Mapping[str, Any] | None) -> FieldCondition | None:
    if stored is None:
        return None
    return FieldCondition(stored["field"], Comparison(stored["comparison"]), tuple(stored["values"]))
