"""The administration of apps and, because a policy is for apps, of policies."""

from applications.admin import apps, policies

__all__ = ["apps", "policies"]
