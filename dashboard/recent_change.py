"""What the user has just changed, read from the events: a page says only what really happened."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from accounts.credentials.enrollment_queries import enrolled
from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import Message
from accounts.events.log import SUCCESS
from accounts.models import Event, User
from accounts.translations import translated
from flows.completion.account_change import ADDRESS_CHANGED
from identity_providers.selectors import name_of_account

UNLINKED: Final = "ssr.account.unlinked"
RECENT: Final = timedelta(minutes=2)

_SAYING: Final[Mapping[str, str]] = {
    "user.mfa.factor.activate": "ssr.account.added",
    "user.mfa.factor.deactivate": "ssr.account.removed",
    "user.account.update_password": "ssr.account.password_changed",
    ADDRESS_CHANGED: "ssr.account.email_changed",
}


def recent_change_message(user: User, now: datetime) -> Message | None:
    """Return what to say about the newest change of the last two minutes, if there is one."""
    changes = Event.objects.filter(user_id=user.public_id, type__in=_SAYING, outcome=SUCCESS)
    newest = changes.filter(occurred_at__gt=now - RECENT).order_by("-occurred_at", "-id").first()
    if newest is None:
        return None
    if newest.detail.get("authenticator") == Authenticator.IDENTITY_PROVIDER:
        return _of_linked_account(user, newest)
    authenticator = newest.detail.get("authenticator", "")
    label = Authenticator(authenticator).label if authenticator else ""
    return Message(_SAYING[newest.type], (translated(label),))


def _of_linked_account(user: User, event: Event) -> Message:
    ids = {target.get("id") for target in event.targets}
    linked = next((held for held in enrolled(user.pk) if held.public_id in ids), None)
    return Message("ssr.account.linked", (name_of_account(linked),)) if linked else Message(UNLINKED)
