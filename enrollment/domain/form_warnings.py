"""Warnings about a sign-up form. They do not prevent saving."""

from collections.abc import Collection, Iterator
from typing import Final

from accounts.domain.attributes import AttributeType
from accounts.domain.messages import Message
from enrollment.domain.form import EnrollmentPolicy, FormItem

MAX_REQUIRED: Final = 6
"""Each further required field costs sign-ups: later questions can ask for it."""

PERSONAL_TYPES: Final = frozenset({AttributeType.PHONE, AttributeType.DATE})
PERSONAL_KEYS: Final = frozenset({"secondEmail", "streetAddress", "postalAddress", "zipCode"})
"""Private data, such as a birthday or a home address, that users give only for a reason."""


def form_warnings(policy: EnrollmentPolicy, ruled: Collection[str]) -> Iterator[Message]:
    """Yield the warnings about a form. ``ruled``: the keys of the attributes that group rules read.

    They do not name the rules: an administrator of forms may not be allowed to see them.
    """
    required = sum(item.required for item in policy.items if item.at_sign_up)
    if required > MAX_REQUIRED:
        yield Message("ssr.form.warning.required", (str(required), str(MAX_REQUIRED)))
    for item in policy.items:
        if is_personal(item) and not (item.help or item.attribute.help):
            yield Message("ssr.form.warning.purpose", (item.title,))
        if item.key in ruled:
            yield Message("ssr.form.warning.rule", (item.title,))


def is_personal(item: FormItem) -> bool:
    """Return whether users want to know the purpose of this question."""
    return item.attribute.type in PERSONAL_TYPES or item.key in PERSONAL_KEYS
