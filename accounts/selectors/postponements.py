"""Reading what a person has put off."""

from collections.abc import Mapping

from accounts.models import Postponement


def postponed(person_id: int) -> Mapping[str, int]:
    """Return how often each thing was put off."""
    return dict(Postponement.objects.filter(person_id=person_id).values_list("what", "times"))


def last_postponed(person_id: int, what: str) -> Postponement | None:
    """Return how often and when last one thing was put off."""
    return Postponement.objects.filter(person_id=person_id, what=what).first()
