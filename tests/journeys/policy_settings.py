"""Rules of administrators, a line each: for all users, or before the last rule for some."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.models import Group, Membership, MembershipSource, User
from applications.models import Application
from policies.domain.rules import Kind
from policies.models import OUTCOMES, AccountProtection, AuthenticatorSetting, NetworkZone, Policy, Rule
from policies.services.rules import RuleDraft, write_rule

Setting = str | datetime | int
"""``required``, ``optional`` or ``not_allowed``; a required one may wait until a time, or some skips."""


def everybody(kind: Kind, **columns: Any) -> None:
    """Change what the last rule of the default policy answers."""
    rows = OUTCOMES[kind].objects.filter(rule__is_default=True, rule__policy__is_default=True)
    assert rows.update(**columns) == 1
    raise_version()


def app_wants(**columns: Any) -> None:
    """Choose how sure every app wants to be."""
    everybody(Kind.AUTHENTICATION, **columns)


def session_wants(**columns: Any) -> None:
    """Choose what a session takes."""
    everybody(Kind.SESSION, **columns)


def passwords(**columns: Any) -> None:
    """Choose how passwords are, how long they live, and what many wrong ones do."""
    everybody(Kind.PASSWORD, **columns)


def changes_want(**columns: Any) -> None:
    """Set the proofs that an account change or a recovery requires."""
    everybody(Kind.ACCOUNT_MANAGEMENT, **columns)


def enrollment_for_all(*, offer: bool = False, **settings: Setting) -> None:
    """Choose what users must, may and may not have; what is not named stays as it is."""
    everybody(Kind.ENROLLMENT, offer=offer)
    for authenticator, setting in settings.items():
        found = {"outcome__rule__policy__is_default": True, "authenticator": authenticator}
        row = AuthenticatorSetting.objects.filter(**found).first() or _new_setting(authenticator)
        row.grace_until, row.grace_skips = None, 0
        if isinstance(setting, datetime):
            row.need, row.grace_until = "required", setting
        elif isinstance(setting, int):
            row.need, row.grace_skips = "required", setting
        else:
            row.need = setting
        row.save()
    raise_version()


def _new_setting(authenticator: str) -> AuthenticatorSetting:
    outcome = OUTCOMES[Kind.ENROLLMENT].objects.get(rule__policy__is_default=True)
    return AuthenticatorSetting(outcome=outcome, authenticator=authenticator)


def rule(
    kind: Kind,
    *,
    groups: tuple[Group, ...] = (),
    zones: tuple[NetworkZone, ...] = (),
    but_not_zones: tuple[NetworkZone, ...] = (),
    hours: tuple[time, time] | None = None,
    device: str = "any",
    **outcome: Any,
) -> Rule:
    """Put a rule for some before the last rule, which is for all users."""
    policy = Policy.objects.get(kind=kind.value, is_default=True)
    start, end = hours or (None, None)
    row = Rule(policy=policy, name="For some", device=device, from_time=start, until_time=end)
    lists = {"groups_included": groups, "zones_included": zones, "zones_excluded": but_not_zones}
    written = write_rule(RuleDraft(row, OUTCOMES[kind](**outcome), lists))
    raise_version()
    return written


def zone(name: str, *networks: str) -> NetworkZone:
    """Give some networks a name."""
    return NetworkZone.objects.create(name=name, networks="\n".join(networks))


def group_of(name: str, *people: User) -> Group:
    """Put users into a group."""
    now = timezone.now()
    made = Group.objects.create(name=name, created_at=now)
    for user in people:
        source = MembershipSource.ADMINISTRATOR.value
        Membership.objects.create(user=user, group=made, source=source, granted_at=now)
    raise_version()
    return made


def dashboard_wants(**columns: Any) -> None:
    """Give the dashboard a policy of its own."""
    policy = Policy.objects.create(kind=Kind.AUTHENTICATION.value, name="Dashboard")
    rule = Rule(policy=policy, name="Everybody")
    write_rule(RuleDraft(rule, OUTCOMES[Kind.AUTHENTICATION](**columns)))
    Application.objects.filter(key="dashboard").update(authentication_policy=policy)
    raise_version()


def protection(**switches: bool) -> None:
    """Switch parts of the account protection: ``hide_at_sign_in``, ``new_device_mail`` and so on."""
    AccountProtection.objects.update(**switches)
    raise_version()
