"""Looking people up for a flow."""

from accounts.domain.lifecycle import MAY_RECOVER, MAY_SIGN_IN, MUST_CHANGE_PASSWORD, Status
from accounts.models import User
from flows.domain.person import Person
from flows.rows import person_of

_MAY_COME_IN = MAY_SIGN_IN | MUST_CHANGE_PASSWORD | {Status.PROVISIONED}
_MAY_GET_BACK = MAY_RECOVER | {Status.PROVISIONED}


def holder_of(address: str) -> Person | None:
    """Return whoever holds a normal address, whatever their status."""
    row = User.objects.filter(login=address).first()
    return person_of(row) if row is not None else None


def who_may_sign_in(holder: Person | None) -> Person | None:
    """Return the person if their status lets them try: to others they look like nobody."""
    return holder if holder is not None and holder.status in _MAY_COME_IN else None


def who_may_recover(holder: Person | None) -> Person | None:
    """Return the person if their status lets them recover. A bare claim belongs to nobody yet."""
    if holder is None or holder.is_claim:
        return None
    return holder if holder.status in _MAY_GET_BACK else None


def who_may_unlock(holder: Person | None) -> Person | None:
    """Return the person if there may be something to unlock. A bare claim belongs to nobody yet."""
    if holder is None or holder.is_claim:
        return None
    return holder if holder.status in (Status.ACTIVE, Status.LOCKED_OUT) else None
