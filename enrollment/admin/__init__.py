"""The administration of profile enrollment policies."""

from enrollment.admin import form_dependents, policies

__all__ = ["form_dependents", "policies"]
