"""Everything the server knows about a user and may show them, as one document. No secret is in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.domain.attributes import Permission
from accounts.domain.enrollments import Enrolled
from accounts.events.log import Entry, open_context, record
from accounts.models import Membership
from accounts.profile.schema import profile_schema
from accounts.sessions import devices
from accounts.sessions.devices import TrustedDevice
from accounts.sessions.queries import SessionView, session_views
from applications.models import Consent, Use
from dashboard.account_context import AccountContext
from dashboard.activity_entries import ActivityEntry, entries_of, events_of
from flows.step_submission import ClientContext

EXPORTED: Final = "user.account.export"
MAX_EVENTS: Final = 10_000


def record_export(account: AccountContext, client: ClientContext) -> None:
    """Write down that the data was handed out, and to which browser."""
    with transaction.atomic():
        context = open_context(now=account.now, ip_address=client.ip_address, client=client.description)
        exported = Entry(EXPORTED, user_id=account.user.public_id)
        record([exported], now=account.now, context_id=context.pk)


def document_of(account: AccountContext) -> dict[str, Any]:
    """Gather it all; moments are ISO 8601 in UTC. Of the activity, the newest ten thousand events."""
    user, now = account.user, account.now
    return {
        "exported_at": now.isoformat(),
        "account": _account_data(account),
        "profile": _profile(user.profile_values()),
        "groups": [_membership(row) for row in _memberships(account)],
        "ways_to_sign_in": [_authenticator_data(enrollment) for enrollment in account.enrolled],
        "sessions": [_session(session) for session in session_views(user, now)],
        "remembered_browsers": [_browser(device) for device in devices.devices_of(user, now)],
        "consents": [_consent(row) for row in _consents(account)],
        "apps": [_use(row) for row in _uses(account)],
        "activity": [_entry_data(entry) for entry in entries_of(list(events_of(user)[:MAX_EVENTS]))],
    }


def _account_data(account: AccountContext) -> dict[str, Any]:
    user = account.user
    return {
        "id": user.public_id,
        "email": user.email,
        "email_confirmed": user.email_verified,
        "made_at": user.created_at.isoformat(),
        "signed_up_for": user.sign_up_app,
        "has_password": user.has_password,
        "password_changed_at": _moment(user.password_changed_at),
        "last_sign_in_at": _moment(user.last_login),
        "theme": user.theme,
        "language": user.language,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _profile(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the schema lets the user see."""
    hidden = {key for key, attribute in profile_schema().items() if attribute.permission is Permission.HIDDEN}
    return {key: value for key, value in values.items() if key not in hidden}


def _memberships(account: AccountContext) -> Any:
    return Membership.objects.filter(user=account.user).select_related("group").order_by("granted_at")


def _membership(row: Membership) -> dict[str, Any]:
    return {"name": row.group.name, "joined_at": row.granted_at.isoformat(), "by": row.source}


def _authenticator_data(enrollment: Enrolled) -> dict[str, Any]:
    return {
        "kind": enrollment.authenticator.value,
        "name": enrollment.label,
        "added_at": enrollment.created_at.isoformat(),
        "last_used_at": _moment(enrollment.last_used_at),
    }


def _session(session: SessionView) -> dict[str, Any]:
    return {
        "browser": session.client,
        "ip_address": session.ip_address,
        "signed_in_at": session.created_at.isoformat(),
        "last_seen_at": session.last_seen_at.isoformat(),
    }


def _browser(device: TrustedDevice) -> dict[str, Any]:
    return {
        "browser": device.client,
        "first_seen_at": device.first_seen.isoformat(),
        "last_seen_at": device.last_seen.isoformat(),
    }


def _consents(account: AccountContext) -> Any:
    return Consent.objects.filter(user=account.user).select_related("application").order_by("granted_at")


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "app": row.application.label,
        "may_learn": row.scopes,
        "agreed_at": row.granted_at.isoformat(),
    }


def _uses(account: AccountContext) -> Any:
    return Use.objects.filter(user=account.user).select_related("application").order_by("-last_at")


def _use(row: Use) -> dict[str, Any]:
    return {"app": row.application.label, "times": row.times, "last_used_at": row.last_at.isoformat()}


def _entry_data(entry: ActivityEntry) -> dict[str, Any]:
    return {
        "what": entry.type,
        "in_words": entry.text,
        "at": entry.at.isoformat(),
        "succeeded": entry.succeeded,
        "times": entry.times,
        "browser": entry.client,
        "ip_address": entry.ip_address,
    }
