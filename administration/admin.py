"""The registrations, which Django's autodiscovery imports: one class for each model."""

from administration import brand, groups, roles, shipped_roles
from administration.applications import apps
from administration.group_rules import group_rules
from administration.identity_providers import providers
from administration.log import challenges, events, mail, sessions, transactions
from administration.people import import_pages, users
from administration.sign_on import policies, protection, rules, zones
from administration.sign_up import enrollment_policies, profile_attributes

__all__ = [
    "apps",
    "brand",
    "challenges",
    "enrollment_policies",
    "events",
    "group_rules",
    "groups",
    "import_pages",
    "mail",
    "policies",
    "profile_attributes",
    "protection",
    "providers",
    "roles",
    "rules",
    "sessions",
    "shipped_roles",
    "transactions",
    "users",
    "zones",
]
