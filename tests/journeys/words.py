"""From the words on a page back to the key of the message: a page shows sentences, a test names keys."""

import re
from functools import cache

from accounts.domain.messages import CATALOGUE
from flows.hosted.end_words import END_WORDS

_PLACE = re.compile(r"\{\d(?:\|inline)?\}")


def _pattern(template: str) -> re.Pattern[str]:
    literals = (re.escape(" ".join(part.split(" "))) for part in _PLACE.split(template))
    return re.compile("(.*)".join(literals), re.DOTALL)


def _literal(template: str) -> int:
    return len(_PLACE.sub("", template))


@cache
def _templates() -> list[tuple[str, re.Pattern[str]]]:
    """Every sentence of the catalogue, the most literal first; of twins the one the catalogue has first."""
    entries = sorted(CATALOGUE.items(), key=lambda item: -_literal(item[1].text))
    return [(key, _pattern(entry.text)) for key, entry in entries if _literal(entry.text)]


def key_of(text: str) -> str:
    """Return the key of a sentence; what no sentence fits is an administrator's own (a pattern's message)."""
    return next((key for key, pattern in _templates() if pattern.fullmatch(text)), "ssr.text.pattern")


def end_of(title: str, text: str) -> str:
    """Return the key of an end page by its heading and its sentence."""
    for key, words in END_WORDS.items():
        said = str(words.text) or CATALOGUE[key].text
        if _pattern(str(words.title)).fullmatch(title) and _pattern(said).fullmatch(text):
            return key
    return key_of(text)
