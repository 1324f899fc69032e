"""Every mail the server sends, and what each of them has to be told.

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
REVIEWED: Final = ASKED | {"review_url_path", "recover_url_path"}
MOMENTS: Final = frozenset({"requested_at", "locked_until", "ends_at"})
MAX_VALUE: Final = 500


@dataclass(frozen=True, slots=True)
class MailKind:
    """One mail. ``code`` and ``link`` say which of the two its challenge is shown as.

    ``undo``: a copy may have a challenge, whose link undoes the change that the mail is about.
    ``reported``: the mail is a test. It is tried once, its result is an event, and its row keeps the answer.
    ``label`` is what the administration calls it. A link is left out of a mail with a code when the caller
    gives no address for it.
    """

    name: str
    label: str
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = OPTIONAL
    code: bool = False
    link: bool = False
    undo: bool = False
    reported: bool = False

    @property
    def challenged(self) -> bool:
        """Whether the mail asks for a proof and is worth nothing once that proof is no longer wanted."""
        return self.code or self.link


_KINDS: Final = (
    MailKind("sign_up_code", "Confirm a sign-up", ASKED, code=True, link=True),
    MailKind("sign_in_code", "Sign in", ASKED, code=True, link=True),
    MailKind("recovery_code", "Recover an account", ASKED, code=True, link=True),
    MailKind("welcome", "Welcome", link=True),
    MailKind("activation", "Activate an account", link=True),
    MailKind("account_exists", "Account exists already", ASKED | {"sign_in_url_path", "recover_url_path"}),
    MailKind("password_changed", "Password changed", ASKED | {"recover_url_path"}, undo=True),
    MailKind("password_reset_by_admin", "Password reset by an administrator", link=True),
    MailKind("forgot_password_denied", "Password reset not allowed", ASKED),
    MailKind("unlock_code", "Unlock an account", ASKED, code=True, link=True),
    MailKind("unlocked_already", "Account is not locked", ASKED | {"sign_in_url_path"}),
    MailKind(
        "locked_out",
        "Locked out",
        ASKED | {"recover_url_path"},
        optional=OPTIONAL | {"locked_until", "own_browsers"},
    ),
    MailKind("new_sign_in", "New sign-in", REVIEWED),
    MailKind("authenticator_added", "Way to sign in added", REVIEWED | {"authenticator"}, undo=True),
    MailKind("authenticator_removed", "Way to sign in removed", REVIEWED | {"authenticator"}, undo=True),
    MailKind(
        "access_code_issued",
        "Temporary access code issued",
        frozenset({"ends_at", "recover_url_path"}),
        optional=frozenset({"first_name"}),
    ),
    MailKind("email_change_code", "Confirm a new address", ASKED, code=True, link=True),
    MailKind("email_changed_old", "Address changed", ASKED | {"address"}, undo=True),
    MailKind("account_leaving", "Account about to be deleted", ASKED, link=True),
    MailKind("test", "Test email", ASKED, optional=frozenset({"first_name"}), reported=True),
)

CATALOGUE: Final[Mapping[str, MailKind]] = MappingProxyType({kind.name: kind for kind in _KINDS})


def kept_context(kind: MailKind, given: Mapping[str, str]) -> dict[str, str]:
    """The values the mail's row keeps. Raises ValueError when one is missing that the words need.

    ``requested_at``, ``locked_until`` and ``ends_at`` are ISO 8601 with their zone.
    """
    missing = sorted(key for key in kind.required if not given.get(key))
    if missing:
        raise ValueError(f"the mail {kind.name} needs {', '.join(missing)}")
    kept = {
        key: one_line(given[key], MAX_VALUE)
        for key in sorted(kind.required | kind.optional)
        if given.get(key)
    }
    for moment in MOMENTS & kept.keys():
        if datetime.fromisoformat(kept[moment]).tzinfo is None:
            raise ValueError(f"{moment} has no time zone")
    return kept
