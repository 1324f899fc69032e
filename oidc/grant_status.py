"""Validity of a grant today, checked at every token, refresh, userinfo and introspection request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from accounts.domain.networks import parse_address
from accounts.models import Enrollment, Membership, User
from applications.domain import Application
from applications.selectors import keys_of, known_application
from oidc.models import Grant
from oidc.protocol.claims import Subject
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.domain.snapshot import PolicySnapshot
from policies.selectors import current_policies


class Reason(StrEnum):
    """Why a grant is invalid, for events; clients get only the error code of their endpoint."""

    REVOKED = "revoked"
    APP_OFF = "app_inactive"
    USER_INACTIVE = "person_inactive"
    EPOCH = "ended_everywhere"
    UNPROVED = "address_not_verified"
    NOT_ASSIGNED = "not_assigned"
    POLICY = "policy"
    WITHDRAWN = "consent_withdrawn"


class GrantInvalid(Exception):
    """The grant is no longer valid."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class GrantStatus:
    """What a valid grant gives today: the names of the user's groups by id."""

    groups: Mapping[int, str] = field(default_factory=dict)


def validate_grant(grant: Grant, client_id: str, now: datetime) -> GrantStatus:
    """Check a grant against user, app, consent and policies. Raises GrantInvalid.

    ``grant.user`` and ``grant.withdrawn_at`` have to be fresh. Groups are read only where a scope or a rule
    asks for them.
    """
    app, user, policies = known_application(client_id), grant.user, current_policies()
    _require(app.active, Reason.APP_OFF)
    _require(grant.revoked_at is None, Reason.REVOKED)
    _require(user.is_active, Reason.USER_INACTIVE)
    _require(grant.epoch == user.security_epoch, Reason.EPOCH)
    _require(user.email_verified or not app.verified_addresses_only, Reason.UNPROVED)
    withdrawn_at = grant.withdrawn_at
    _require(withdrawn_at is None or grant.created_at > withdrawn_at, Reason.WITHDRAWN)
    needs_groups = bool(app.group_ids or policies.group_ids) or "groups" in grant.scopes
    groups = _groups(user) if needs_groups else {}
    assigned = keys_of(user.pk)
    _require(app.usable_by(groups.keys(), assigned), Reason.NOT_ASSIGNED)
    _require(_policy_allows(grant, app, policies, frozenset(groups), now), Reason.POLICY)
    return GrantStatus(groups)


def _require(holds: bool, reason: Reason) -> None:
    if not holds:
        raise GrantInvalid(reason)


def _groups(user: User) -> dict[int, str]:
    return dict(Membership.objects.filter(user=user).values_list("group_id", "group__name"))


def _policy_allows(
    grant: Grant, app: Application, policies: PolicySnapshot, group_ids: frozenset[int], now: datetime
) -> bool:
    """Return whether today's policies accept the proofs of the session, decided as at sign-in.

    Proofs by authenticators that are no longer allowed don't count. Their age doesn't matter: an existing
    connection is no sign-in.
    """
    facts = Facts(
        at=now,
        user_id=grant.user_id,
        group_ids=group_ids,
        ip_address=parse_address(grant.ip_address or ""),
        new_device=False,
        identity_providers=_providers(grant),
    )
    decisions = decide(policies, facts, app.authentication_policy_id)
    ageless = replace(decisions.requirement(in_session=True), password_age=None, other_age=None)
    return decisions.authentication.allowed and ageless.is_met_by(decisions.accepted(grant.evidence), now)


def _providers(grant: Grant) -> frozenset[str]:
    """Return the identity providers of the session whose accounts are still linked."""
    by = {stored["subject"]: stored["provider"] for stored in grant.proofs if stored.get("provider")}
    if not by:
        return frozenset()
    linked = Enrollment.objects.filter(user=grant.user_id, public_id__in=by)
    return frozenset(by[public_id] for public_id in linked.values_list("public_id", flat=True))


def subject_of(user: User, status: GrantStatus) -> Subject:
    """Return the user as the claims describe one."""
    return Subject(
        user.public_id,
        user.login or "",
        user.email,
        user.email_verified,
        user.first_name,
        user.last_name,
        user.profile,
        user.language,
        tuple(status.groups.values()),
    )
