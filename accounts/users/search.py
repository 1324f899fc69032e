"""Finding users by what an administrator types: an address, an id, names or a part of them.

An exact address or id is looked up first. Everything else is found by its trigrams: ``ada`` has one,
``lovelace`` six. PostgreSQL keeps those of every user in an inverted index, which needs no extension: the
function ``accounts_trigrams`` is made by a migration. SQLite, which has few users, compares them all.
"""

from typing import Final, cast

from django.db import connections
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from accounts.domain.text import search_form, trim
from accounts.models import User
from accounts.models.users import SearchFormQuerySet

MAX_TYPED: Final = 300
MAX_WORDS: Final = 5
GRAM: Final = 3
NEWEST: Final = 5000
SOME: Final = 50
FREQUENT: Final = 2000
"""More users than this are met sooner by walking along the list's own order than by sorting them."""
VERY_FREQUENT: Final = NEWEST // 10
"""So many of the newest: collecting all of them costs more than any walk, also where the list is narrowed."""


class SearchText(Func):
    """Everything of a user that is searched, each word after a space."""

    template = "(' ' || %(expressions)s)"
    arg_joiner = " || ' ' || "

    def __init__(self) -> None:
        columns = ("first_name_folded", "last_name_folded", "email_folded")
        super().__init__(*map(F, columns), output_field=TextField())


class _HasTrigrams(Func):
    """Whether a text has all of these trigrams; the index ``user_by_trigrams`` answers it."""

    template = "(%(expressions)s)"
    arg_joiner = " @> "

    def __init__(self, text: SearchText, grams: list[str]) -> None:
        array = Func(*map(Value, grams), template="ARRAY[%(expressions)s]::text[]")
        super().__init__(Func(text, function="accounts_trigrams"), array, output_field=BooleanField())


def search_users(users: QuerySet[User], typed: str) -> QuerySet[User]:
    """Return the users that match the text; all of them for an empty text."""
    text = trim(typed[:MAX_TYPED])
    words = search_form(text).split()[:MAX_WORDS]
    if not words:
        return users
    exact = Q(email_folded=words[0]) if len(words) == 1 else Q()
    ids = list(User.objects.filter(exact | Q(public_id=text)).order_by().values_list("pk", flat=True)[:100])
    return users.filter(pk__in=ids) if ids else _containing(users, words)


def _containing(users: QuerySet[User], words: list[str]) -> QuerySet[User]:
    # One or two letters are the beginning of a word.
    parts = [word if len(word) >= GRAM else f" {word}" for word in words]
    contained = [GreaterThan(StrIndex(SearchText(), Value(part)), 0) for part in parts]
    if connections[users.db].vendor != "postgresql":
        return users.filter(*contained)
    indexed = _HasTrigrams(SearchText(), sorted(set[str]().union(*map(trigrams, parts))))
    met = _met_among_newest(contained)
    if met < SOME:
        found = User.objects.filter(indexed, *contained).order_by()
        ids = list(found.values_list("pk", flat=True)[: FREQUENT + 1])
        if len(ids) <= FREQUENT:
            return users.filter(pk__in=ids)
    if users.query.where and met < VERY_FREQUENT:
        # The filters may leave none of them, and walking along the order would read the whole list.
        return users.filter(indexed, *contained)
    # Of this comparison PostgreSQL expects much, and so it does not sort all that are found.
    frequent = cast(SearchFormQuerySet, users.filter(*contained))
    frequent.at_least = 0 if users.query.where else met if met >= SOME else FREQUENT
    return frequent


def _met_among_newest(contained: list[GreaterThan]) -> int:
    """Return how many of the newest users are found: the index would first collect all of a frequent part."""
    newest = User.objects.annotate(found=ExpressionWrapper(Q(*contained), BooleanField())).order_by("-pk")[
        :NEWEST
    ]
    count: int = newest.aggregate(met=Count("pk", filter=Q(found=True)))["met"]
    return count


def trigrams(part: str) -> set[str]:
    """Return trigrams that together cover the part; the first letter of a word is one behind its space."""
    last = max(0, len(part) - GRAM)
    return {part[at : at + GRAM] for at in (*range(0, last, GRAM), last)}
