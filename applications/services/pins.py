"""Apps that users pin to the start of their dashboard."""

from accounts.models import User
from applications.models import Application, Pin


def pin(user: User, key: str) -> None:
    """Pin an app. Pinning it again changes nothing."""
    rows = [Pin(user=user, application=application) for application in Application.objects.filter(key=key)]
    Pin.objects.bulk_create(rows, ignore_conflicts=True)


def unpin(user: User, key: str) -> None:
    """Remove the pin, if there is one."""
    Pin.objects.filter(user=user, application__key=key).delete()
