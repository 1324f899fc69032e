"""What the page of a user says about wrong passwords."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.credentials.lockout import is_forever, lock_state
from accounts.models import User


def lock_text(user: User, now: datetime) -> str:
    """Say which browsers may not try a password, and until when."""
    login = user.login or ""
    lock = lock_state([login], now).get(login)
    if lock is None:
        return _("Nobody is locked out")
    lines = []
    if lock.trusted:
        lines.append(_("Their own browsers: %(until)s") % {"until": _until(lock.trusted)})
    if lock.untrusted:
        lines.append(_("Other browsers: %(until)s") % {"until": _until(lock.untrusted)})
    return " · ".join(lines)


def _until(until: datetime) -> str:
    if is_forever(until):
        return _("locked until somebody unlocks")
    return _("locked until %(until)s UTC") % {"until": f"{until:%Y-%m-%d %H:%M}"}
