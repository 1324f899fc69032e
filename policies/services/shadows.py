"""Shadows: a draft that is tried for a day beside the policies in force."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.configuration_cache import lock_if_free, locked_version, raise_version
from accounts.domain.events import SYSTEM, Actor
from accounts.domain.violations import ValidationFailed, Violation
from accounts.events.log import Entry, acting, record
from accounts.models import User
from accounts.prepared import insert
from policies.domain.rules import Kind
from policies.domain.shadow import MAX_ATTEMPTS, RETENTION, SHADOW_LIFETIME, ShadowEnd
from policies.models import Policy, PolicyShadow, ShadowAttempt
from policies.selectors import SHADOWS
from policies.selectors.shadows import running_row

COUNTED_EVERY: Final = 100
"""Attempts are counted with every so manieth row, by its number: a counter would be a row to queue for."""


def start_shadow(policy: Policy, user: User | None, now: datetime) -> PolicyShadow:
    """Try the draft of a policy from now on. An earlier shadow of it goes, with what it has found.

    Raises ValidationFailed without a draft, and while the draft of another policy is tried.
    """
    with transaction.atomic():
        locked_version()
        draft = Policy.with_drafts.filter(draft_of=policy).first()
        if draft is None:
            raise ValidationFailed([Violation("", "ssr.policy.no_draft")])
        running = running_row(now)
        if running is not None and running.draft_id == draft.pk:
            return running
        if running is not None:
            other = running.draft.draft_of or running.draft
            raise ValidationFailed([Violation("", "ssr.policy.shadow_running", (other.name,))])
        PolicyShadow.objects.filter(draft=draft).delete()
        shadow = PolicyShadow.objects.create(draft=draft, started_at=now, ends_at=now + SHADOW_LIFETIME)
        raise_version(SHADOWS)
        record(
            [Entry("policy.shadow.start", actor=acting(user), targets=(policy.event_target,))],
            now=now,
        )
    return shadow


def stop_shadow(policy: Policy, user: User | None, now: datetime) -> None:
    """End the shadow of a policy's draft. Nothing happens where none is running."""
    with transaction.atomic():
        locked_version()
        rows = PolicyShadow.objects.filter(draft__draft_of=policy, end="", ends_at__gt=now)
        for shadow in rows.select_related("draft__draft_of"):
            _end(shadow, ShadowEnd.STOPPED, acting(user), now)


def end_shadow_of(row: Policy, user: User | None, now: datetime) -> None:
    """End the shadow of a draft that is written now, or whose policy is: its numbers would mix.

    Results of an earlier shadow are marked too. The caller holds the atomic block and the configuration.
    """
    if not row.pk:
        return
    rows = PolicyShadow.objects.filter(Q(draft=row) | Q(draft__draft_of=row))
    for shadow in rows.exclude(end=ShadowEnd.CHANGED).select_related("draft__draft_of"):
        _end(shadow, ShadowEnd.CHANGED, acting(user), now)


def end_shadows_of_kind(kind: Kind, user: User | None, now: datetime) -> None:
    """End the shadow of a policy of this kind, which applies to other users after a change of the order."""
    rows = PolicyShadow.objects.filter(draft__kind=kind.value, end="")
    for shadow in rows.select_related("draft__draft_of"):
        _end(shadow, ShadowEnd.CHANGED, acting(user), now)


def _end(shadow: PolicyShadow, end: ShadowEnd, actor: Actor, now: datetime) -> None:
    """End a shadow, with the event where it was still running."""
    was_running = not shadow.end and now < shadow.ends_at
    shadow.end = end.value
    shadow.save(update_fields=["end"])
    policy = shadow.draft.draft_of
    if was_running and policy is not None:
        raise_version(SHADOWS)
        entry = Entry("policy.shadow.stop", actor=actor, reason=end.value, targets=(policy.event_target,))
        record([entry], now=now)


def record_attempt(attempt: ShadowAttempt) -> None:
    """Insert what a shadow saw, by one statement. Every hundredth one looks whether the shadow is full."""
    insert(attempt)
    if attempt.pk % COUNTED_EVERY == 0:
        _end_if_full(attempt)


def _end_if_full(attempt: ShadowAttempt) -> None:
    if ShadowAttempt.objects.filter(shadow_id=attempt.shadow_id).count() < MAX_ATTEMPTS:
        return
    with transaction.atomic():
        # A sign-in does not wait for a change of the configuration. The next hundredth looks again.
        if not lock_if_free():
            return
        for shadow in PolicyShadow.objects.filter(pk=attempt.shadow_id, end="").select_related(
            "draft__draft_of"
        ):
            _end(shadow, ShadowEnd.FULL, SYSTEM, attempt.at)


def purge_shadows(now: datetime) -> None:
    """Delete the results of shadows that began long ago."""
    PolicyShadow.objects.filter(started_at__lt=now - RETENTION).delete()
