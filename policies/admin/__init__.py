"""The administration of policies. Apps above register the pages that count who loses access."""

from policies.admin import users
from policies.admin.protection import ProtectionAdmin

__all__ = ["ProtectionAdmin", "users"]
