"""Every mail the server sends, and what each of them has to be told.

A mail's words are in ``templates/emails/<name>/``. Its row keeps the values named here and nothing else, so a
caller may pass what it has at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from accounts.mail.words import one_line

ASKED: Final = frozenset({"requested_from", "requested_at"})
OPTIONAL: Final = ASKED | {"first_name", "app_label"}
MAX_VALUE: Final = 500


@dataclass(frozen=True, slots=True)
class MailKind:
    """One mail. ``code`` and ``link`` say which of the two its challenge is shown as.

    ``label`` is what the administration calls it. A link is left out of a mail with a code when the caller
    gives no address for it.
    """

    name: str
    label: str
    required: frozenset[str] = frozenset()
    code: bool = False
    link: bool = False

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
    MailKind("password_changed", "Password changed", ASKED | {"recover_url_path"}),
)

CATALOGUE: Final[Mapping[str, MailKind]] = MappingProxyType({kind.name: kind for kind in _KINDS})


def kept_context(kind: MailKind, given: Mapping[str, str]) -> dict[str, str]:
    """The values the mail's row keeps. Raises ValueError when one is missing that the words need.

    ``requested_at`` is ISO 8601 with its zone.
    """
    missing = sorted(key for key in kind.required if not given.get(key))
    if missing:
        raise ValueError(f"the mail {kind.name} needs {', '.join(missing)}")
    kept = {
        key: one_line(given[key], MAX_VALUE) for key in sorted(kind.required | OPTIONAL) if given.get(key)
    }
    if "requested_at" in kept and datetime.fromisoformat(kept["requested_at"]).tzinfo is None:
        raise ValueError("requested_at has no time zone")
    return kept
