"""Finding a challenge by what a mail link carries."""

from accounts.models import Challenge


def challenge_by_id(public_id: str) -> Challenge | None:
    """Return the challenge with its person, or nothing when it was purged or never existed."""
    return Challenge.objects.select_related("person").filter(public_id=public_id).first()
