"""One value for one attribute, wherever it comes from: a form, JSON, an import, a hook."""

from accounts.domain.values.check import Checked, check_value, unique_form
from accounts.domain.values.review import Reviewed, review_values
from accounts.domain.values.stored import stored_values, unique_forms, values_of
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
