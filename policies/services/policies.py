"""Writing policies: who they are for, whether they count, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.configuration_cache import area_of
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry
from accounts.models import Group
from accounts.text_columns import clean_text_columns
from accounts.versions import save_version
from policies.domain.rules import Kind
from policies.models import Policy
from policies.selectors import POLICIES
from policies.services.policy_changes import SET_APART, Author, is_new, perform, perform_save
from policies.services.shadows import end_shadows_of_kind


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy as it should be: the row, perhaps new, and its groups."""

    row: Policy
    groups: Sequence[Group] = ()


def check_policy(draft: PolicyDraft) -> tuple[Violation, ...]:
    """Return what is wrong, by field."""
    row, stored = draft.row, Policy.with_drafts.filter(pk=draft.row.pk).first()
    is_default = stored is not None and stored.is_default
    violations = list(clean_text_columns(row))
    if is_default != row.is_default or (stored is not None and stored.kind != row.kind):
        violations.append(Violation("kind", "ssr.policy.kind_fixed"))
    if is_default and not row.active:
        violations.append(Violation("active", "ssr.policy.default_active"))
    if is_default and draft.groups:
        violations.append(Violation("groups", "ssr.policy.default_groups"))
    elif row.kind == Kind.AUTHENTICATION and draft.groups:
        violations.append(Violation("groups", "ssr.policy.chosen_by_apps"))
    if Policy.objects.filter(kind=row.kind, name=row.name).exclude(pk=row.draft_of_id or row.pk).exists():
        violations.append(Violation("name", "ssr.policy.name_taken"))
    return tuple(violations)


def warnings_of(draft: PolicyDraft) -> tuple[Violation, ...]:
    """Return warnings for the administrator: a policy without groups applies to no one, even to deny."""
    if draft.groups or draft.row.is_default or draft.row.kind == Kind.AUTHENTICATION:
        return ()
    return (Violation("groups", "ssr.policy.for_nobody"),)


def save_policy(draft: PolicyDraft, author: Author) -> Policy:
    """Insert or update a policy; a new one comes last before the default one. Raises ValidationFailed."""
    raise_if(check_policy(draft))
    row = draft.row
    return perform_save(
        row, lambda: write_policy(draft), "policy.lifecycle", author, areas=_areas(row), policy=row
    )


def write_policy(draft: PolicyDraft) -> Policy:
    """Write the rows and nothing else: for a save, and for looking at what a save would do."""
    if is_new(draft.row):
        draft.row.position = Policy.objects.filter(kind=draft.row.kind).count()
    save_version(draft.row, without=SET_APART)
    draft.row.groups.set(draft.groups)
    return draft.row


def delete_policy(row: Policy, author: Author) -> None:
    """Delete a policy with its rules. Raises ValidationFailed for a default one; apps are checked above."""
    if row.is_default:
        raise ValidationFailed([Violation("", "ssr.policy.default")])
    entry = author.entry("policy.lifecycle.delete", row.event_target)
    perform(row.delete, lambda _deleted: entry, author, areas=_areas(row), policy=row)


def set_policy_active(row: Policy, author: Author, *, active: bool) -> None:
    """Switch a policy on or off. Raises ValidationFailed for the default one."""
    if row.is_default:
        raise ValidationFailed([Violation("", "ssr.policy.default_active")])
    row.active = active
    entry = author.entry(f"policy.lifecycle.{'activate' if active else 'deactivate'}", row.event_target)
    perform(
        lambda: save_version(row, only=["active"]),
        lambda _none: entry,
        author,
        areas=_areas(row),
        policy=row,
    )


def reorder_policies(kind: Kind, ids: Sequence[int], author: Author) -> None:
    """Put the policies of a kind in this order, the default one left out. Raises ValidationFailed."""

    def write() -> list[str]:
        rows = {row.pk: row for row in Policy.objects.filter(kind=kind, is_default=False)}
        if sorted(rows) != sorted(ids):
            raise ValidationFailed([Violation("", "ssr.policy.order")])
        for position, id in enumerate(ids):
            rows[id].position = position
        Policy.objects.bulk_update(rows.values(), ["position"])
        end_shadows_of_kind(kind, author.user, author.now)
        return [rows[id].public_id for id in ids]

    def entry(order: list[str]) -> Entry:
        return author.entry("policy.lifecycle.update", kind=kind.value, order=order)

    perform(write, entry, author, areas=[POLICIES])


def _areas(row: Policy) -> list[str]:
    """Return what a write of a policy changes; one that is new has no id to name."""
    return [POLICIES] if is_new(row) else [area_of(POLICIES, row.pk)]
