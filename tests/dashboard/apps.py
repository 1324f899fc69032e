"""Apps that users find on their start page."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.models import User
from applications.models import Application, Consent, Use


def an_app(key: str, label: str = "", **columns: Any) -> Application:
    """Make an app, assigned to all users by default."""
    facts = {"everyone": True, "initiate_login_uri": f"https://{key}.example/start", **columns}
    app = Application.objects.create(key=key, label=label or key.capitalize(), **facts)
    raise_version()
    return app


def used(user: User, app: Application, times: int = 1, days_ago: float = 0) -> None:
    last_at = timezone.now() - timedelta(days=days_ago)
    Use.objects.create(user=user, application=app, times=times, last_at=last_at)


def agreed(user: User, app: Application, *scopes: str) -> None:
    Consent.objects.create(user=user, application=app, scopes=sorted(scopes), granted_at=timezone.now())
