"""The administration of policies. Whoever knows apps registers the pages that ask whom a change shuts out."""

from policies.admin import people
from policies.admin.protection import ProtectionAdmin

__all__ = ["ProtectionAdmin", "people"]
