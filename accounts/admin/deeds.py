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
from accounts.services.invitations import send_activation
from accounts.services.lifecycle import end_sessions, perform


class Service(Protocol):
    """What does a deed: it refuses by ``Refusal`` and returns the person as they are afterwards."""

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
        "unlock",
        _("Unlock"),
        _("Unlocked {}."),
        _("They can try to sign in again. The password stays as it is."),
        _doing(Action.UNLOCK),
        frozenset({Status.LOCKED_OUT}),
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
)


def offered(person: User) -> tuple[Deed, ...]:
    """Return what the person's status allows."""
    return tuple(deed for deed in DEEDS if Status(person.status) in deed.statuses)


def deed_of(slug: str) -> Deed | None:
    """Return the deed of an address."""
    return next((deed for deed in DEEDS if deed.slug == slug), None)
