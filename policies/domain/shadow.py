"""A draft that is tried beside the policies in force: what it would have decided differently."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.rules import Kind, Policy
from policies.domain.words import Sentence

SHADOW_LIFETIME: Final = timedelta(days=1)
RETENTION: Final = timedelta(days=30)
"""How long the results stay after the start."""

MAX_ATTEMPTS: Final = 10_000
"""A shadow ends after about so many attempts."""


class ShadowEnd(Choice):
    """Why a shadow ended before its time."""

    STOPPED = "stopped", _("An administrator stopped it.")
    CHANGED = "changed", _("The draft or its policy was changed. The results are about the draft before.")
    FULL = "full", _("It has looked at as many attempts as one trial can.")


class Reason(Choice):
    """One way in which an attempt would have gone differently."""

    REFUSED = "refused", _("Would have been refused.")
    UNSATISFIABLE = "unsatisfiable", _("Would have been refused: none of their authenticators is enough.")
    ADMITTED = "admitted", _("Wouldn’t have been refused.")
    NOT_SIGNED_IN = "not_signed_in", _("Wouldn’t have been signed in at the end.")
    SIGNED_IN = "signed_in", _("Would have been signed in at the end.")
    PROVE = "prove", _("Would have been asked for another factor: {0}.")
    WITHOUT_PROOF = "without_proof", _("Would have been let in without: {0}.")
    SET_UP = "set_up", _("Would have had to set up: {0}.")
    OFFER = "offer", _("Would have been asked to set up, with a choice to skip: {0}.")
    WITHOUT_SET_UP = "without_set_up", _("Wouldn’t have had to set up: {0}.")
    NEW_PASSWORD = "new_password", _("Would have had to choose a new password.")
    WITHOUT_NEW_PASSWORD = "without_new_password", _("Wouldn’t have had to choose a new password.")
    IDLE = "idle", _("The session would end after {0} of inactivity, not {1}.")
    ABSOLUTE = "absolute", _("The session would end after {0} in total, not {1}.")


_TIMES: Final = frozenset({Reason.IDLE, Reason.ABSOLUTE})


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``details``: authenticators by value, or the length of the session, then and now."""

    reason: Reason
    details: tuple[str, ...] = ()

    def describe(self) -> Sentence:
        """Return the difference as one sentence."""
        if not self.details:
            return Sentence(self.reason.label)
        if self.reason in _TIMES:
            return Sentence(self.reason.label, self.details)
        # Any one of them would do.
        labels = " / ".join(Authenticator(name).label for name in self.details)
        return Sentence(self.reason.label, (labels,))


def to_stored(differences: Sequence[Difference]) -> list[list[str]]:
    """Return differences as JSON holds them."""
    return [[difference.reason.value, *difference.details] for difference in differences]


def from_stored(stored: Sequence[Sequence[str]]) -> tuple[Difference, ...]:
    """Return stored differences."""
    return tuple(Difference(Reason(reason), tuple(details)) for reason, *details in stored)


@dataclass(frozen=True)
class Shadow:
    """A draft in the place of its policy, for every process. ``policy`` has the id of that policy."""

    id: int
    kind: Kind
    policy: Policy[Any]
    ends_at: datetime

    def is_running(self, now: datetime) -> bool:
        """Return whether it is still looking at attempts."""
        return now < self.ends_at
