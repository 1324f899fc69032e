"""The phases of an import, and which of them a task works on."""

from typing import Final

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _


class Phase(Choice):
    """How far an import is."""

    UPLOADED = "uploaded", _("Choose columns")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Ready to import")
    RUNNING = "running", _("Importing")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")
    STOPPED = "stopped", _("Stopped")


WORKING: Final = frozenset({Phase.CHECKING, Phase.RUNNING, Phase.UNDOING})
"""A task works in these."""

CAN_CHECK: Final = frozenset({Phase.UPLOADED, Phase.CHECKED})
CAN_STOP: Final = frozenset({Phase.CHECKING, Phase.RUNNING})
CAN_RUN: Final = frozenset({Phase.CHECKED})
CAN_UNDO: Final = frozenset({Phase.DONE, Phase.STOPPED})
NEXT: Final = {Phase.CHECKING: Phase.CHECKED, Phase.RUNNING: Phase.DONE, Phase.UNDOING: Phase.UNDONE}
