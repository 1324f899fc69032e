"""Writing apps: made, changed, switched off, deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address

from django.db import transaction
from django.db.models import F

from accounts.configuration_cache import raise_version
from accounts.domain.colors import is_color
from accounts.domain.group_rules import Fact
from accounts.domain.text import is_blank, trim
from accounts.domain.violations import Violation, raise_if
from accounts.events.log import Entry, record
from accounts.identities import new_public_id
from accounts.models import User
from accounts.profile.group_rules import check_unnamed
from accounts.text_columns import clean_text_columns
from accounts.versions import save_version
from applications.domain import ADMINISTRATION
from applications.domain.addresses import check_address
from applications.models import Application
from applications.selectors import APPLICATIONS, administration_policy_id
from applications.services.assignments import require_assignable, write_groups, write_users
from enrollment.selectors import policy_for
from policies.domain.rules import Kind
from policies.selectors import load_policies
from policies.services.policy_changes import Author, owners_can_sign_in, require_owner_access

ADDRESSES = ("initiate_login_uri", "email_callback_uri")


def author(user: User | None, now: datetime, ip_address: IPv4Address | IPv6Address | None = None) -> Author:
    """Return who writes policies, with the policy that they need to come back."""
    return Author(user, now, administration_policy_id(), ip_address)


@dataclass(frozen=True, slots=True)
class Assignments:
    """Who may use an app besides everybody, and the identity providers it adds. None stays as it is."""

    group_ids: frozenset[int] | None = None
    user_ids: frozenset[int] | None = None
    provider_ids: frozenset[int] | None = None


UNCHANGED = Assignments()


def check_application(row: Application) -> tuple[Violation, ...]:
    """Return what is wrong with an app, by field; its texts are cleaned in place."""
    return tuple(_wrong(row))


def _wrong(row: Application) -> Iterator[Violation]:
    texts = clean_text_columns(row, leave=("key", "color", *ADDRESSES))
    if is_blank(row.label):
        yield Violation("label", "ssr.app.label.blank")
    else:
        yield from texts
    policy = row.authentication_policy
    if policy is not None and policy.kind != Kind.AUTHENTICATION:
        yield Violation("authentication_policy", "ssr.policy.outcome_of_other_kind")
    if row.color and not is_color(row.color.lower()):
        yield Violation("color", "ssr.brand.color")
    for name in ADDRESSES:
        text = trim(getattr(row, name))
        setattr(row, name, text)
        if text:
            yield from check_address(name, text)
    if row.built_in and not (row.active and row.everyone):
        yield Violation("active" if row.everyone else "everyone", "ssr.app.built_in")


def create_application(
    label: str, author: Author, *, assigned: Assignments = UNCHANGED, **columns: object
) -> Application:
    """Create an app with a public key of its own and the default policies. Raises ValidationFailed.

    It takes unconfirmed addresses by default where its sign-up form makes the confirmation optional.
    """
    row = Application(label=label, **columns)
    if "verified_addresses_only" not in columns:
        row.verified_addresses_only = policy_for(row.enrollment_policy_id).verification_required
    return save_application(row, author, assigned)


def save_application(row: Application, author: Author, assigned: Assignments = UNCHANGED) -> Application:
    """Write an app and who may use it, a new one that has no public key with a fresh one.

    Raises ValidationFailed, also when no administrator could sign in to the administration then.
    """
    raise_if(check_application(row))
    is_new, stored = row.pk is None, Application.objects.filter(pk=row.pk).first()
    row.color = row.color.lower()
    if is_new:
        row.key, row.created_at = row.key or new_public_id(), author.now
    with transaction.atomic():
        raise_version(APPLICATIONS)
        save_version(row)
        if row.key == ADMINISTRATION and author.guarded:
            _require_owner_access(row, author)
        record(list(_events(row, stored, author)), now=author.now)
        _write_assigned(row, assigned, author)
    return row


def _require_owner_access(row: Application, author: Author) -> None:
    today = load_policies()
    require_owner_access(
        before=owners_can_sign_in(today, author.administration, author),
        after=owners_can_sign_in(today, row.authentication_policy_id, author),
    )


def _events(row: Application, stored: Application | None, author: Author) -> Iterator[Entry]:
    done = "create" if stored is None else "update"
    yield author.entry(f"application.lifecycle.{done}", row.event_target)
    if stored is not None and stored.active != row.active:
        yield author.entry(_switched(active=row.active), row.event_target)


def _switched(*, active: bool) -> str:
    return f"application.lifecycle.{'activate' if active else 'deactivate'}"


def _write_assigned(row: Application, assigned: Assignments, author: Author) -> None:
    if assigned.group_ids is not None:
        write_groups(row, assigned.group_ids, author)
    if assigned.user_ids is not None:
        write_users(row, assigned.user_ids, author)
    if assigned.provider_ids is not None:
        row.identity_providers.set(assigned.provider_ids)


def set_active(row: Application, author: Author, *, active: bool) -> None:
    """Switch an app on or off. Raises ValidationFailed for a built-in one."""
    require_assignable(row)
    with transaction.atomic():
        raise_version(APPLICATIONS)
        others = Application.objects.filter(pk=row.pk, active=not active)
        changed = others.update(active=active, version=F("version") + 1)
        row.active = active
        if changed:
            record([author.entry(_switched(active=active), row.event_target)], now=author.now)


@dataclass(frozen=True, slots=True)
class RelatedData:
    """What goes with an app: who is assigned, who has consented, and of how many it knows the use."""

    groups: int
    people: int
    consents: int
    uses: int


def related_data(row: Application) -> RelatedData:
    """Return what deleting an app takes along."""
    return RelatedData(row.groups.count(), row.people.count(), row.consents.count(), row.uses.count())


def delete_application(row: Application, author: Author) -> RelatedData:
    """Delete an app with everything that belongs to it, and return what that was.

    Raises ValidationFailed for a built-in one, and while a group rule names it.
    """
    require_assignable(row)
    with transaction.atomic():
        raise_version(APPLICATIONS)
        raise_if(check_unnamed(Fact.APPLICATION, row.key))
        gone = related_data(row)
        record([author.entry("application.lifecycle.delete", row.event_target)], now=author.now)
        row.delete()
    return gone
