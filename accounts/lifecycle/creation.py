"""Making users, completing them, and moving them through their life. Callers hold the atomic block."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.attributes import Attribute, Value
from accounts.domain.group_rules import RuleGrant, rule_grants
from accounts.domain.identifiers import EmailAddress
from accounts.domain.lifecycle import Status
from accounts.domain.values import stored_values
from accounts.events.log import Entry
from accounts.identities import new_public_id
from accounts.models import (
    Origin,
    User,
)
from accounts.profile import rule_memberships
from accounts.profile.group_rules import active_rules, facts_of
from accounts.profile.profiles import COLUMNS, reserve_unique_values
from accounts.profile.rule_memberships import memberships_of
from accounts.users.groups import join, joining_events
from accounts.users.status import no_password


@dataclass(frozen=True, slots=True)
class NewUser:
    """Everything a user is made from. ``password_hash`` is empty for users without a password.

    ``signs_in``: an active user is signed in by what creates the account.
    """

    address: EmailAddress
    values: Mapping[str, Value]
    status: Status
    origin: Origin
    email_verified: bool
    password_hash: str = ""
    public_id: str = field(default_factory=new_public_id)
    group_ids: tuple[int, ...] = ()
    policy_id: str = ""
    sign_up_app: str = ""
    signs_in: bool = True


@dataclass(frozen=True, slots=True)
class CreatedUser:
    """A new user's row, and the groups that they are in by rules."""

    row: User
    grants: frozenset[RuleGrant]


def create_user(new: NewUser, schema: Mapping[str, Attribute], now: datetime) -> CreatedUser:
    """Insert the user, their unique values and their memberships, those by group rules included.

    Raises IntegrityError when the address or a unique value has a holder: the constraint decides, not a look.
    """
    columns = {column: new.values.get(key) or "" for key, column in COLUMNS.items()}
    user = User.objects.create(
        public_id=new.public_id,
        login=new.address.normal,
        email=new.address.display,
        email_verified=new.email_verified,
        profile=stored_values({key: value for key, value in new.values.items() if key not in COLUMNS}),
        status=new.status.value,
        origin=new.origin,
        password=new.password_hash or no_password(),
        created_at=now,
        activated_at=now if new.status is Status.ACTIVE else None,
        status_changed_at=now,
        password_changed_at=now if new.password_hash else None,
        last_login=now if new.status is Status.ACTIVE and new.signs_in else None,
        sign_up_app=new.sign_up_app,
        sign_up_policy=new.policy_id,
        **columns,
    )
    reserve_unique_values(user, new.values, schema)
    grants = rule_grants(active_rules(), facts_of(user))
    join(user, new.group_ids, new.policy_id, now, memberships_of(user.pk, grants, now))
    return CreatedUser(user, grants)


def creation_events(created: CreatedUser, groups: Collection[str], transaction_id: str = "") -> list[Entry]:
    """Return the events of a new user. ``groups`` are the public ids of groups joined without a rule."""
    user = created.row
    types = [
        "user.lifecycle.create",
        *(["user.lifecycle.activate"] if user.status == Status.ACTIVE else []),
    ]
    entries = [Entry(type, user_id=user.public_id, transaction_id=transaction_id) for type in types]
    by_rules = rule_memberships.joining_events(created.grants, user, groups, transaction_id)
    return [*entries, *joining_events(user, groups, transaction_id), *by_rules]
