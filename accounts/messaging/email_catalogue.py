"""Every mail the server sends, with the values that its words need.

A mail's words are in ``templates/emails/<name>/``. Its row keeps the values named here and nothing else, so a
caller may pass what it has at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from accounts.domain.text import one_line

ASKED: Final = frozenset({"requested_from", "requested_at"})
OPTIONAL: Final = ASKED | {"first_name", "app_label", "network"}
LINK: Final = "flows:link"
ACTIVATION: Final = "flows:activate"
MOMENTS: Final = frozenset({"requested_at", "locked_until", "ends_at"})
MAX_VALUE: Final = 500


@dataclass(frozen=True, slots=True)
class MailKind:
    """One mail. ``code`` and ``link`` say which of the two its challenge is shown as.

    ``link`` is the name of the URL that the link opens. ``undo``: a copy may have a challenge, whose link
    undoes the change that the mail is about. ``reported``: the mail is a test. It is tried once, its result
    is an event, and its row keeps the answer. ``label`` is what the administration calls it.
    """

    name: str
    label: str
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = OPTIONAL
    code: bool = False
    link: str = ""
    undo: bool = False
    reported: bool = False

    @property
    def challenged(self) -> bool:
        """Whether the mail asks for a proof and is worth nothing once that proof is no longer wanted."""
        return self.code or bool(self.link)


_KINDS: Final = (
    MailKind("sign_up_code", "Sign-up code", ASKED, code=True, link=LINK),
    MailKind("sign_in_code", "Sign-in code", ASKED, code=True, link=LINK),
    MailKind("recovery_code", "Recovery code", ASKED, code=True, link=LINK),
    MailKind("welcome", "Welcome", link=LINK),
    MailKind("activation", "Account activation", link=ACTIVATION),
    MailKind("account_exists", "Account already exists", ASKED),
    MailKind("password_changed", "Password changed", ASKED, undo=True),
    MailKind("password_reset_by_admin", "Password reset by an administrator", link=ACTIVATION),
    MailKind("forgot_password_denied", "Password reset not allowed", ASKED),
    MailKind("unlock_code", "Unlock code", ASKED, code=True, link=LINK),
    MailKind("unlocked_already", "Account isn’t locked", ASKED),
    MailKind(
        "locked_out",
        "Account locked",
        ASKED,
        optional=OPTIONAL | {"locked_until", "own_browsers"},
    ),
    MailKind("new_sign_in", "New sign-in", ASKED),
    MailKind("authenticator_added", "Authenticator added", ASKED | {"authenticator"}, undo=True),
    MailKind("authenticator_removed", "Authenticator removed", ASKED | {"authenticator"}, undo=True),
    MailKind(
        "access_code_issued",
        "Temporary access code created",
        frozenset({"ends_at"}),
        optional=frozenset({"first_name"}),
    ),
    MailKind("email_change_code", "Email change code", ASKED, code=True, link=LINK),
    MailKind("email_changed_old", "Email address changed", ASKED | {"address"}, undo=True),
    MailKind("account_leaving", "Account deletion requested", ASKED, link=LINK),
    MailKind("test", "Test email", ASKED, optional=frozenset({"first_name"}), reported=True),
)

CATALOGUE: Final[Mapping[str, MailKind]] = MappingProxyType({kind.name: kind for kind in _KINDS})


def kept_context(kind: MailKind, context: Mapping[str, str]) -> dict[str, str]:
    """The values the mail's row keeps. Raises ValueError when one is missing that the words need.

    ``requested_at``, ``locked_until`` and ``ends_at`` are ISO 8601 with their zone.
    """
    missing = sorted(key for key in kind.required if not context.get(key))
    if missing:
        raise ValueError(f"the mail {kind.name} needs {', '.join(missing)}")
    kept = {
        key: one_line(context[key], MAX_VALUE)
        for key in sorted(kind.required | kind.optional)
        if context.get(key)
    }
    for moment in MOMENTS & kept.keys():
        if datetime.fromisoformat(kept[moment]).tzinfo is None:
            raise ValueError(f"{moment} has no time zone")
    return kept
