"""The rows of the lowest app. Foreign keys stay inside it."""

from accounts.domain.challenges import ChallengePurpose
from accounts.models.authenticators import AccessCode, Enrollment, RecoveryCode, SpentChallenge
from accounts.models.brand import Brand
from accounts.models.challenges import Budget, Challenge
from accounts.models.configuration import AdminAccessLink, ConfigurationVersion
from accounts.models.devices import RememberedDevice
from accounts.models.events import Event, EventContext, RefusalCount, TaskPosition
from accounts.models.groups import Group, Membership, MembershipSource
from accounts.models.lockout import PasswordFailures, PasswordHistory
from accounts.models.mail import Channel, MailState, OutboxMail
from accounts.models.postponements import Postponement
from accounts.models.profile_schema import ProfileAttribute, UniqueAttributeValue
from accounts.models.roles import Role
from accounts.models.security_changes import SealedEnrollment, SecurityChange
from accounts.models.sessions import Session
from accounts.models.users import Origin, User

__all__ = [
    "AccessCode",
    "AdminAccessLink",
    "Brand",
    "Budget",
    "Challenge",
    "ChallengePurpose",
    "Channel",
    "ConfigurationVersion",
    "Enrollment",
    "Event",
    "EventContext",
    "Group",
    "MailState",
    "Membership",
    "MembershipSource",
    "Origin",
    "OutboxMail",
    "PasswordFailures",
    "PasswordHistory",
    "Postponement",
    "ProfileAttribute",
    "RecoveryCode",
    "RefusalCount",
    "RememberedDevice",
    "Role",
    "SealedEnrollment",
    "SecurityChange",
    "Session",
    "SpentChallenge",
    "TaskPosition",
    "UniqueAttributeValue",
    "User",
]
