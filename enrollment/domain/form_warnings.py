"""What an administrator should think about before a form is saved. Nothing of it is refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from accounts.domain.attributes import AttributeType
from accounts.domain.messages import Message
from enrollment.domain.form import EMAIL_KEY, EnrollmentPolicy, FormItem

MAX_REQUIRED: Final = 6
"""Each further required field costs sign-ups: later questions can ask for it."""

PERSONAL_TYPES: Final = frozenset({AttributeType.PHONE, AttributeType.DATE})
PERSONAL_KEYS: Final = frozenset({"secondEmail", "streetAddress", "postalAddress", "zipCode"})
"""Private data, such as a birthday or a home address, that users give only for a reason."""


def form_warnings(policy: EnrollmentPolicy, rules: Mapping[str, Sequence[str]]) -> Iterator[Message]:
    """Yield the warnings about a form. ``rules``: names of the group rules that read an attribute, by key."""
    required = sum(item.required for item in policy.items if item.at_sign_up)
    if required > MAX_REQUIRED:
        yield Message("ssr.form.warning.required", (str(required), str(MAX_REQUIRED)))
    for item in policy.items:
        if is_personal(item) and not (item.help or item.attribute.help):
            yield Message("ssr.form.warning.purpose", (item.title,))
        if item.key != EMAIL_KEY and rules.get(item.key):
            yield Message("ssr.form.warning.rule", (item.title, ", ".join(rules[item.key])))


def is_personal(item: FormItem) -> bool:
    """Return whether users want to know why they are asked for this."""
    return item.attribute.type in PERSONAL_TYPES or item.key in PERSONAL_KEYS
