"""The registrations, which Django's autodiscovery imports."""

from administration import brand, groups, roles
from administration.applications import client_apps
from administration.log import challenges, events, mail, sessions, transactions
from administration.people import policy_users
from administration.sign_on import app_policies
from administration.sign_up import form_dependents

__all__ = [
    "app_policies",
    "brand",
    "challenges",
    "client_apps",
    "events",
    "form_dependents",
    "groups",
    "mail",
    "policy_users",
    "roles",
    "sessions",
    "transactions",
]
