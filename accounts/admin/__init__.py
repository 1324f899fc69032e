"""The administration of people, groups, profile schema and brand; the rest is for looking.

People, profile attributes and events are registered by apps above, which know more about them than this one.
"""

from accounts.admin import brand, challenges, groups, mail, roles, sessions

__all__ = ["brand", "challenges", "groups", "mail", "roles", "sessions"]
