"""Who rules here: owners (every right) who can sign in."""

from accounts.domain.administration import CONSOLE, Rank
from accounts.domain.lifecycle import CAN_SIGN_IN
from accounts.models import User


def rank_of(user: User) -> Rank:
    """Return the facts that the rules about administrators look at."""
    return Rank(user.pk, user.is_staff, user.is_superuser)


def rank_of_actor(actor: User | None) -> Rank:
    """Return the rank of the actor; a command on the server itself ranks as an owner."""
    return rank_of(actor) if actor is not None else CONSOLE


def owners_beside(user: User) -> int:
    """Return how many other owners could sign in today."""
    owners = User.objects.filter(is_superuser=True, is_staff=True, status__in=[*CAN_SIGN_IN])
    return owners.exclude(pk=user.pk).count()
