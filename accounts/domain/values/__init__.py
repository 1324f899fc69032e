"""One value for one attribute, wherever it comes from: a form, JSON, an import, a hook."""

from accounts.domain.values.check import MAX_LONG_TEXT, MAX_TEXT, Checked, check_value, unique_form

__all__ = ["MAX_LONG_TEXT", "MAX_TEXT", "Checked", "check_value", "unique_form"]
