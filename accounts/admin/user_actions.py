"""What an administrator can do to people: one table for the buttons of a page and the actions of the list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.lifecycle import Action, Status
from accounts.models import User
from accounts.services.erasure import erase
from accounts.services.invitations import reset_password, send_activation
from accounts.services.lifecycle import end_sessions, perform
from accounts.services.lockout import lock_state


class Service(Protocol):
    """What does a deed: it refuses by ``ValidationFailed`` and returns the person as they are afterwards."""

    def __call__(self, person_id: int, *, actor: User, now: datetime) -> User: ...


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: its words, from which status it is offered, and the service that does it.

    ``done`` names one person or says how many. It never begins with them: the page gives every message a
    capital letter, and an address has none.
    """

    slug: str
    label: str | Promise
    done: str | Promise
    explanation: str | Promise
    service: Service
    statuses: frozenset[Status]
    confirm_in_bulk: bool = False


def _doing(action: Action) -> Callable[..., User]:
    return partial(perform, action)


DELETE: Final = "delete"
UNLOCK: Final = "unlock"
WAITING: Final = frozenset({Status.STAGED, Status.PROVISIONED})

DEEDS: Final = (
    Deed(
        "send-activation",
        _("Send activation mail"),
        _("An activation mail is on its way to {}."),
        _("A new mail with a link that works for seven days. Links in older mails stop working."),
        send_activation,
        WAITING | {Status.DEPROVISIONED},
    ),
    Deed(
        "activate",
        _("Activate now"),
        _("Activated {}."),
        _("They can sign in at once, without opening a mail. Open activation links stop working."),
        _doing(Action.COMPLETE),
        WAITING,
    ),
    Deed(
        "suspend",
        _("Suspend"),
        _("Suspended {}."),
        _("They cannot sign in until you let them in again, and every session of theirs ends now."),
        _doing(Action.SUSPEND),
        frozenset({Status.ACTIVE}),
    ),
    Deed(
        "unsuspend",
        _("Let in again"),
        _("Let {} in again."),
        _("They can sign in again as before."),
        _doing(Action.UNSUSPEND),
        frozenset({Status.SUSPENDED}),
    ),
    Deed(
        UNLOCK,
        _("Unlock"),
        _("Unlocked {}."),
        _("They can try to sign in again. The password stays as it is."),
        _doing(Action.UNLOCK),
        frozenset({Status.LOCKED_OUT, Status.ACTIVE}),
    ),
    Deed(
        "reset-password",
        _("Reset the password"),
        _("A mail with a link to choose a new password is on its way to {}."),
        _("Every session ends. They cannot sign in until they choose a new password by a link in a mail."),
        reset_password,
        frozenset({Status.ACTIVE, Status.RECOVERY}),
        confirm_in_bulk=True,
    ),
    Deed(
        "expire-password",
        _("Expire the password"),
        _("Expired the password of {}."),
        _("Every session ends. At the next sign-in they give the password and choose a new one."),
        _doing(Action.EXPIRE_PASSWORD),
        frozenset({Status.ACTIVE}),
    ),
    Deed(
        "end-sessions",
        _("End sessions"),
        _("Ended every session of {}."),
        _("They have to sign in again in every browser."),
        end_sessions,
        frozenset({Status.ACTIVE}),
    ),
    Deed(
        "deactivate",
        _("Deactivate"),
        _("Deactivated {}."),
        _("Every session ends, the password is destroyed, rights are taken and the address is free again."),
        _doing(Action.DEACTIVATE),
        frozenset(Status) - {Status.DEPROVISIONED},
        confirm_in_bulk=True,
    ),
    Deed(
        DELETE,
        _("Delete for good"),
        _("Deleted {}."),
        _("Everything personal is gone for ever. The system log keeps what happened and names nobody."),
        erase,
        frozenset({Status.DEPROVISIONED}),
        confirm_in_bulk=True,
    ),
)


def offered(person: User, now: datetime) -> tuple[Deed, ...]:
    """Return what the person's status allows; an open account is unlocked only where strangers are locked."""
    allowed = [deed for deed in DEEDS if Status(person.status) in deed.statuses]
    if person.is_active and not lock_state([person.login or ""], now):
        allowed = [deed for deed in allowed if deed.slug != UNLOCK]
    return tuple(allowed)


def deed_of(slug: str) -> Deed | None:
    """Return the deed of an address."""
    return next((deed for deed in DEEDS if deed.slug == slug), None)
