"""The apps, read into one immutable snapshot; assignments by name are read per user."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.urls import reverse

from accounts.configuration_cache import GROUPS, Snapshot
from accounts.domain.columns import read_fields
from accounts.domain.group_rule_sentences import Names
from accounts.domain.logos import PNG
from accounts.domain.messages import Message
from accounts.profile.schema import profile_schema
from applications.domain import ADMINISTRATION, Application, Tile
from applications.domain.colors import color_of
from applications.domain.notes import SignUp, notes
from applications.models import Application as Row
from applications.models import Consent
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import ENROLLMENT, policy_for
from identity_providers.domain.provider import Provider
from identity_providers.selectors import IDENTITY_PROVIDERS
from identity_providers.selectors import providers as all_providers
from policies.domain.rules import Kind
from policies.models import Policy
from policies.selectors import POLICIES

APPLICATIONS: Final = "applications"


class UnknownApplication(LookupError):
    """No app has this key."""


def logo_url_of(row: Row) -> str:
    """Return where the logo is served: the address changes with its content."""
    if not row.logo_digest:
        return ""
    suffix = "png" if row.logo_type == PNG else "svg"
    return reverse(f"applications:logo_{suffix}", args=(row.key, row.logo_digest))


def application_of(
    row: Row, group_ids: Iterable[int], provider_ids: Iterable[int] = (), *, has_users: bool
) -> Application:
    """Return the app that a row describes."""
    return read_fields(
        Application,
        row,
        group_ids=frozenset(group_ids),
        has_users=has_users,
        identity_provider_ids=frozenset(provider_ids),
        tile=_tile_of(row),
    )


def _tile_of(row: Row) -> Tile:
    color = row.color or color_of(row.label)
    return Tile(row.description, color, logo_url_of(row), row.position, row.in_new_tab, row.shown)


def _load() -> Mapping[str, Application]:
    rows = Row.objects.defer("logo")
    groups, providers = dict[int, list[int]](), dict[int, list[int]]()
    for app_id, group_id in Row.groups.through.objects.values_list("application_id", "group_id"):
        groups.setdefault(app_id, []).append(group_id)
    shown = Row.identity_providers.through.objects.values_list("application_id", "identityprovider_id")
    for app_id, provider_id in shown:
        providers.setdefault(app_id, []).append(provider_id)
    by_name = set(Row.people.through.objects.values_list("application_id", flat=True).distinct())
    return MappingProxyType(
        {
            row.key: application_of(
                row, groups.get(row.pk, ()), providers.get(row.pk, ()), has_users=row.pk in by_name
            )
            for row in rows
        }
    )


# Apps name policies of both kinds, and what is deleted there goes here too.
_applications = Snapshot(_load, frozenset({APPLICATIONS, ENROLLMENT, POLICIES, GROUPS, IDENTITY_PROVIDERS}))


def applications() -> tuple[Application, ...]:
    """Return every app, in the order of the dashboard."""
    return tuple(_applications.get().values())


def application(key: str) -> Application:
    """Return the app with this key, switched off or not. Raises UnknownApplication."""
    try:
        return _applications.get()[key]
    except KeyError:
        raise UnknownApplication(key) from None


def known_application(key: str) -> Application:
    """Return the app with this key; one that was deleted meanwhile is like one that is switched off."""
    return _applications.get().get(key) or Application(key, "", None, active=False, everyone=False)


def shown_providers(app: Application) -> tuple[Provider, ...]:
    """Return the active identity providers that an app shows, in their order."""
    return tuple(
        provider
        for provider in all_providers().values()
        if provider.active and (provider.everywhere or provider.id in app.identity_provider_ids)
    )


def named_groups() -> frozenset[int]:
    """Return every group that some app lets in."""
    return frozenset[int]().union(*(app.group_ids for app in _applications.get().values()))


def keys_of(user_id: int) -> frozenset[str]:
    """Return the apps assigned to a user by name; no query when no app has such users."""
    if not any(app.has_users for app in _applications.get().values()):
        return frozenset()
    return frozenset(Row.objects.filter(people=user_id).values_list("key", flat=True))


def consented_scopes(user_id: int, key: str) -> frozenset[str]:
    """Return what a user lets an app learn."""
    scopes = Consent.objects.filter(user=user_id, application__key=key).values_list("scopes", flat=True)
    return frozenset(scopes.first() or ())


def withdrawn_at(user_id: int, key: str) -> datetime | None:
    """Return before when nothing counts that a user granted to an app; nothing if they never said so."""
    rows = Consent.objects.filter(user=user_id, application__key=key)
    return rows.values_list("withdrawn_at", flat=True).first()


def administration_policy_id() -> int | None:
    """Return the authentication policy of the administration, which no write may make impossible to meet."""
    return application(ADMINISTRATION).authentication_policy_id


def guards_administration(policy: Policy) -> bool:
    """Whether this policy says who comes into the administration."""
    if policy.kind != Kind.AUTHENTICATION:
        return False
    chosen = administration_policy_id()
    return policy.is_default if chosen is None else policy.pk == chosen


def policy_ids() -> tuple[int | None, ...]:
    """Return the authentication policy of every app, each once; nothing stands for the default one."""
    return tuple(dict.fromkeys(app.authentication_policy_id for app in _applications.get().values()))


def labels_using(policy_id: int) -> tuple[str, ...]:
    """Return the names of the apps that use an authentication policy."""
    apps = _applications.get().values()
    return tuple(app.label for app in apps if app.authentication_policy_id == policy_id)


def labels_enrolling_with(policy_id: int | None, *, strict: bool = False) -> tuple[str, ...]:
    """Return the names of the apps with a profile enrollment policy; None means the default one.

    The dashboard and the administration are left out: the policy itself says so. ``strict``: only those
    that require verified addresses.
    """
    apps = (app for app in _applications.get().values() if not app.built_in)
    using = (app for app in apps if app.enrollment_policy_id == policy_id)
    return tuple(app.label for app in using if app.verified_addresses_only or not strict)


def notes_of(row: Row) -> tuple[Message, ...]:
    """Return what the settings of an app come to: who gets in, and whether users can sign up on the way."""
    policy = policy_for(row.enrollment_policy_id)
    sign_up = SignUp(
        policy.name,
        allowed=policy.sign_up_allowed,
        verification_required=policy.verification_required,
        accounts_join=policy.join_later,
        group_ids=frozenset(policy.group_ids),
    )
    groups = (group.pk for group in row.groups.all())
    return notes(application_of(row, groups, has_users=row.people.exists()), sign_up)


def group_rule_names() -> Names:
    """Return what people call the attributes, apps and policies that group rules name."""
    return Names(
        {key: attribute.title for key, attribute in profile_schema().items()},
        dict(Row.objects.values_list("key", "label")),
        dict(ProfileEnrollmentPolicy.objects.values_list("public_id", "name")),
    )
