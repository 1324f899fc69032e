"""The administration of profile enrollment policies."""

from enrollment.admin import lower, policies

__all__ = ["lower", "policies"]
