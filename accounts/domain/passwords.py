"""Which passwords are refused, and why: NIST SP 800-63B-4 §3.1.1.2.

Any Unicode is welcome, nothing must be mixed in, nothing is cut off. What is refused is what attackers try
first: short ones, well-known ones and the user's own names.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from accounts.domain.columns import column
from accounts.domain.guessable import is_common
from accounts.domain.messages import Message
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.violations import Violation

FIELD: Final = "credentials.passcode"
# Shorter names occur inside ordinary words by chance: "Al" must not forbid "also".
MIN_PERSONAL_LENGTH: Final = 4

MIN_MINIMUM_LENGTH: Final = 8
"""NIST SP 800-63B-4 §3.1.1.2: never below eight characters, whatever an administrator chooses."""

MAX_MINIMUM_LENGTH: Final = 64
"""§3.1.1.2: a password of 64 characters must be possible, so none may have to be longer."""

_OF_A_CLASS: Final = (0, 8)


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """The requirements of a password policy; lengths count code points after NFC.

    ``min_lower`` and the three after it are minimum counts of a character class, for administrators bound
    to older rules. ``refuse_breached``: the caller also asks a service whether the password has leaked.
    """

    min_length: int = column(
        15,
        _("minimum length (characters)"),
        _("NIST requires 15 for a password used alone. The lowest possible value is 8."),
        range=(MIN_MINIMUM_LENGTH, MAX_MINIMUM_LENGTH),
    )
    max_length: int = 256
    min_lower: int = column(
        0, _("minimum lowercase letters"), _("0 means none are required."), range=_OF_A_CLASS
    )
    min_upper: int = column(
        0, _("minimum uppercase letters"), _("0 means none are required."), range=_OF_A_CLASS
    )
    min_number: int = column(0, _("minimum digits"), _("0 means none are required."), range=_OF_A_CLASS)
    min_symbol: int = column(0, _("minimum symbols"), _("0 means none are required."), range=_OF_A_CLASS)
    refuse_common: bool = column(
        True, _("reject common passwords"), _("Compares new passwords with a list of well-known ones.")
    )
    refuse_personal: bool = column(
        True,
        _("reject parts of the name and email address"),
        _("New passwords can’t contain the user’s own details."),
    )
    refuse_breached: bool = column(
        False,
        _("check for breached passwords"),
        _("Sends five characters of a hash to the service, never the password."),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the checklist: its words, and what a script may check while the user types."""

    message: Message
    data_rule: str = ""

    @property
    def text(self) -> str:
        return self.message.english


def normalise_password(password: str) -> str:
    """The form that is hashed (NFC): the same keys on another system give the same password."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, rules: PasswordRules, personal: Iterable[str]) -> tuple[Violation, ...]:
    """Why the password is refused; empty when it is good. `personal`: the user's names and addresses."""
    # Length comes first and alone: normalising or searching megabytes would be the attack.
    if len(password) > 4 * rules.max_length:
        return (_no("ssr.password.too_long", str(rules.max_length)),)
    if not password:
        return (_no("ssr.password.blank"),)
    if not _is_storable(password):
        return (_no("ssr.password.characters"),)
    return tuple(_violations(normalise_password(password), rules, personal))


def personal_words(personal: Iterable[str]) -> tuple[str, ...]:
    """The words of names and addresses that a password must not hold, case-folded, longest first."""
    words = {word for text in personal for word in _words(text) if len(word) >= MIN_PERSONAL_LENGTH}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def describe(rules: PasswordRules, personal: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules as the page lists them. `data_rule` is ``min:15``, ``max:256`` or ``not:ada,okafor``."""
    lines = [
        Rule(Message("ssr.password.rule.min", (str(rules.min_length),)), f"min:{rules.min_length}"),
        Rule(Message("ssr.password.rule.max", (str(rules.max_length),)), f"max:{rules.max_length}"),
    ]
    lines += [Rule(Message(f"ssr.password.rule.{key}", (str(least),))) for key, least in _classes(rules)]
    if rules.refuse_personal:
        words = ",".join(personal_words(personal))
        lines.append(Rule(Message("ssr.password.rule.personal"), f"not:{words}" if words else ""))
    if rules.refuse_common:
        lines.append(Rule(Message("ssr.password.rule.common")))
    if rules.refuse_breached:
        lines.append(Rule(Message("ssr.password.rule.breached")))
    return tuple(lines)


def _classes(rules: PasswordRules) -> list[tuple[str, int]]:
    """Return the required character classes by the last word of their message keys."""
    minimums = {
        "lower": rules.min_lower,
        "upper": rules.min_upper,
        "number": rules.min_number,
        "symbol": rules.min_symbol,
    }
    return [(key, least) for key, least in minimums.items() if least]


def _class_of(char: str) -> str:
    """The class of one character. Scripts without small and capital letters have letters only."""
    if char.islower():
        return "lower"
    if char.isupper():
        return "upper"
    if char.isdecimal():
        return "number"
    return "" if char.isalnum() else "symbol"


def _violations(password: str, rules: PasswordRules, personal: Iterable[str]) -> Iterable[Violation]:
    if len(password) < rules.min_length:
        yield _no("ssr.password.too_short", str(rules.min_length))
    if len(password) > rules.max_length:
        yield _no("ssr.password.too_long", str(rules.max_length))
        return
    counts = Counter(map(_class_of, password))
    for key, least in _classes(rules):
        if counts[key] < least:
            yield _no(f"ssr.password.few_{key}", str(least))
    if rules.refuse_personal and _holds_any(password, personal_words(personal)):
        yield _no("ssr.password.personal")
    if rules.refuse_common and is_common(password):
        yield _no("password.common")


def _holds_any(password: str, words: Iterable[str]) -> bool:
    folded = password.casefold()
    return any(word in folded for word in words)


def _words(text: str) -> Iterable[str]:
    """Return the parts of a name or an address without the top-level domain."""
    local, at, domain = unicodedata.normalize("NFC", text).casefold().partition("@")
    yield from _split(local)
    if at:
        yield from _split(domain.rpartition(".")[0])


def _split(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text).split()


def _is_storable(password: str) -> bool:
    return not any(unicodedata.category(char) in {"Cc", "Cs"} for char in password)


def _no(code: str, *params: str) -> Violation:
    return Violation(FIELD, code, params)
