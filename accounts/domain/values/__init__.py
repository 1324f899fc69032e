"""One value for one attribute, wherever it comes from: a form, JSON, an import, a hook."""

from accounts.domain.values.check import (
    Checked,
    Reviewed,
    check_value,
    review_values,
    stored_values,
    unique_form,
    unique_forms,
    values_of,
)
from accounts.domain.values.texts import MAX_LONG_TEXT, MAX_TEXT

__all__ = [
    "MAX_LONG_TEXT",
    "MAX_TEXT",
    "Checked",
    "Reviewed",
    "check_value",
    "review_values",
    "stored_values",
    "unique_form",
    "unique_forms",
    "values_of",
]
