"""The shadow that is running, and what shadows have found."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Count
from django.utils import timezone

from policies.domain.rules import Kind
from policies.domain.shadow import Difference, Shadow, from_stored
from policies.models import Policy, PolicyShadow, ShadowAttempt
from policies.selectors.policy_rows import read_draft

MAX_NEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class DifferenceCount:
    """How many attempts had the same difference by the same rule."""

    difference: Difference
    rule: str
    count: int


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """What a shadow has found: numbers, differences by frequency, and the newest attempts that differ."""

    shadow: PolicyShadow
    is_running: bool
    attempts: int
    differing: int
    counts: tuple[DifferenceCount, ...]
    newest: tuple[ShadowAttempt, ...]


def running_row(now: datetime) -> PolicyShadow | None:
    """Return the shadow that is running; there is one at a time."""
    rows = PolicyShadow.objects.filter(end="", ends_at__gt=now)
    return rows.select_related("draft", "draft__draft_of").first()


def running_shadow() -> Shadow | None:
    """Return the shadow that is running, with its draft in the place of the policy."""
    row = running_row(timezone.now())
    if row is None or row.draft.draft_of_id is None:
        return None
    policy = replace(read_draft(row.draft), id=row.draft.draft_of_id)
    return Shadow(row.pk, Kind(row.draft.kind), policy, row.ends_at)


def shadow_report(draft: Policy, now: datetime) -> ShadowReport | None:
    """Return what the newest shadow of a draft has found, if it has had one."""
    shadow = PolicyShadow.objects.filter(draft=draft).first()
    if shadow is None:
        return None
    numbers = shadow.attempts.order_by().values_list("rule", "differences").annotate(Count("id"))
    groups = [(rule, from_stored(stored), count) for rule, stored, count in numbers]
    counts: Counter[tuple[Difference, str]] = Counter()
    for rule, differences, count in groups:
        for difference in differences:
            counts[difference, rule] += count
    return ShadowReport(
        shadow=shadow,
        is_running=not shadow.end and now < shadow.ends_at,
        attempts=sum(count for _rule, _differences, count in groups),
        differing=sum(count for _rule, differences, count in groups if differences),
        counts=tuple(DifferenceCount(*key, count) for key, count in counts.most_common()),
        newest=tuple(shadow.attempts.exclude(differences=[])[:MAX_NEWEST]),
    )
