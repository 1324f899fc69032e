"""Finding the rows of one recipient: each condition is an equality that an index answers."""

from typing import Final

from django.db.models import Q

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.text import trim
from accounts.models import Challenge, User

MAX_FOUND: Final = 100
"""So many of the newest challenges of one recipient; their rows are kept for a day."""


def spellings(typed: str) -> set[str]:
    """Return how rows may have written what was typed: as it is, and for an email address its normal form."""
    text = trim(typed)
    try:
        address = parse_email(text)
    except InvalidEmail:
        return {text}
    return {text, address.display, address.normal}


def holders(typed: str) -> list[int]:
    """Return the ids of the user with this address."""
    return list(User.objects.filter(login__in=spellings(typed)).values_list("pk", flat=True))


def written(typed: str) -> set[str]:
    """Return the addresses of messages for what was typed: also as its user once wrote it."""
    users = User.objects.filter(login__in=spellings(typed))
    return spellings(typed).union(users.values_list("email", flat=True))


def challenges_of(typed: str) -> list[int]:
    """Return the ids of the challenges for an address, and of those of its user."""
    found = Challenge.objects.filter(Q(address__in=spellings(typed)) | Q(user__in=holders(typed)))
    return list(found.order_by("-pk").values_list("pk", flat=True)[:MAX_FOUND])
