"""The rows of the lowest app. Foreign keys stay inside it."""

from accounts.domain.challenges import ChallengePurpose
from accounts.models.brand import Brand
from accounts.models.bulk_actions import BulkAction, BulkActionItem, ItemState
from accounts.models.configuration import AdminAccessLink, ConfigurationVersion
from accounts.models.credentials import (
    AccessCode,
    Budget,
    Challenge,
    Enrollment,
    PasswordFailures,
    PasswordHistory,
    RecoveryCode,
    SpentChallenge,
)
from accounts.models.events import Event, EventContext, EventSeal, RefusalCount, TaskPosition
from accounts.models.group_rules import GroupRule, RuleRecomputation
from accounts.models.groups import Group, Membership, MembershipSource, Role
from accounts.models.mail import Channel, MailState, OutboxMail
from accounts.models.profile import Postponement, ProfileAttribute, UniqueAttributeValue
from accounts.models.saved_views import SavedView
from accounts.models.security_changes import SealedEnrollment, SecurityChange
from accounts.models.sessions import RememberedDevice, Session
from accounts.models.user_imports import ImportFilePart, ImportLine, UserImport
from accounts.models.users import Origin, User

__all__ = [
    "AccessCode",
    "AdminAccessLink",
    "Brand",
    "Budget",
    "BulkAction",
    "BulkActionItem",
    "Challenge",
    "ChallengePurpose",
    "Channel",
    "ConfigurationVersion",
    "Enrollment",
    "Event",
    "EventContext",
    "EventSeal",
    "Group",
    "GroupRule",
    "ImportFilePart",
    "ImportLine",
    "ItemState",
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
    "RuleRecomputation",
    "SavedView",
    "SealedEnrollment",
    "SecurityChange",
    "Session",
    "SpentChallenge",
    "TaskPosition",
    "UniqueAttributeValue",
    "User",
    "UserImport",
]
