"""The rows of the lowest app. Foreign keys stay inside it."""

from accounts.domain.challenges import ChallengePurpose
from accounts.models.brand import Brand
from accounts.models.challenges import Budget, Challenge
from accounts.models.configuration import AdminAccessLink, ConfigurationVersion
from accounts.models.events import Event, EventContext
from accounts.models.groups import Group, Membership, MembershipSource
from accounts.models.mail import MailState, OutboxMail
from accounts.models.profile_schema import ProfileAttribute, UniqueAttributeValue
from accounts.models.roles import Role
from accounts.models.sessions import Session
from accounts.models.users import Origin, User

__all__ = [
    "AdminAccessLink",
    "Brand",
    "Budget",
    "Challenge",
    "ChallengePurpose",
    "ConfigurationVersion",
    "Event",
    "EventContext",
    "Group",
    "MailState",
    "Membership",
    "MembershipSource",
    "Origin",
    "OutboxMail",
    "ProfileAttribute",
    "Role",
    "Session",
    "UniqueAttributeValue",
    "User",
]
