"""The administration of users, groups, profile schema and brand; the rest is for looking.

Users and profile attributes are registered by apps above, which know more about them than this one.
"""

from accounts.admin import brand, challenges, events, groups, mail, roles, sessions

__all__ = ["brand", "challenges", "events", "groups", "mail", "roles", "sessions"]
