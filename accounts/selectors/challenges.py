"""Finding challenges: by what a mail link carries, or by whom they invite."""

from accounts.domain.challenges import ChallengePurpose
from accounts.models import Challenge, User


def challenge_by_id(public_id: str) -> Challenge | None:
    """Return the challenge with its person, or nothing when it was purged or never existed."""
    return Challenge.objects.select_related("person").filter(public_id=public_id).first()


def newest_invitation(person: User) -> Challenge | None:
    """Return the activation that was mailed last, alive or not."""
    return _newest(person, ChallengePurpose.ACTIVATION)


def newest_welcome(person: User) -> Challenge | None:
    """Return the challenge that was last to ask a signed-in person to confirm their address, alive or not."""
    return _newest(person, ChallengePurpose.WELCOME)


def newest_way_to_stay(person: User) -> Challenge | None:
    """Return the challenge that was last to let somebody who is leaving change their mind, alive or not."""
    return _newest(person, ChallengePurpose.LEAVE_UNDO)


def _newest(person: User, purpose: ChallengePurpose) -> Challenge | None:
    return Challenge.objects.filter(person=person, purpose=purpose).order_by("-pk").first()
