"""Finding challenges: by what a mail link carries, or by whom they invite."""

from accounts.domain.challenges import ChallengePurpose
from accounts.models import Challenge, User


def challenge_by_id(public_id: str) -> Challenge | None:
    """Return the challenge with its person, or nothing when it was purged or never existed."""
    return Challenge.objects.select_related("person").filter(public_id=public_id).first()


def newest_invitation(person: User) -> Challenge | None:
    """Return the activation that was mailed last, alive or not."""
    invitations = Challenge.objects.filter(person=person, purpose=ChallengePurpose.ACTIVATION)
    return invitations.order_by("-pk").first()
