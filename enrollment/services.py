"""Writing profile enrollment policies: the whole form in one piece, or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from accounts.configuration_cache import forget, raise_version
from accounts.domain.domain_names import InvalidDomain, ascii_domain
from accounts.domain.events import Target, TargetType
from accounts.domain.group_rules import Fact
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import Group, Membership, MembershipSource, ProfileAttribute, User
from accounts.profile.group_rules import check_unnamed
from accounts.text_columns import clean_text_columns
from accounts.users.groups import still_members
from accounts.users.lookup import public_ids
from accounts.versions import save_version
from enrollment.domain.checks import check_policy, field_path
from enrollment.domain.editions import edition_of, stored_form
from enrollment.domain.effect import QuestionImpact
from enrollment.domain.form import EMAIL_KEY, EnrollmentPolicy, lost_groups
from enrollment.models import EnrollmentFormField, FormEdition, ProfileEnrollmentPolicy
from enrollment.selectors import (
    ENROLLMENT,
    added_questions,
    all_policies,
    domains_of,
    item_of,
    policy_of,
    saved_policy,
    stored_policy,
)
from policies.selectors import protection
from policies.services.change_blocks import note_change, one_change

DOMAIN_LISTS = ("allowed_domains", "denied_domains")
LEFT = "group.user_membership.remove"
OUTDATED: Final = frozenset({"ssr.policy.option.unknown", "ssr.policy.condition.value"})
"""Violations that a stored form gets when its attribute loses an option."""
EDITION_RETENTION: Final = timedelta(days=1)
GAP = 10
"""Between positions, so that an administrator can type a number in between."""


def in_order(fields: Sequence[EnrollmentFormField]) -> list[EnrollmentFormField]:
    """Return the form's fields as users meet them: the email first and always, the others by position."""
    by_position = sorted(fields, key=lambda field: field.position)
    others = [field for field in by_position if field.attribute.key != EMAIL_KEY]
    email = next((field for field in by_position if field.attribute.key == EMAIL_KEY), None) or _email_field()
    email.required = email.at_sign_up = True
    email.new_page = False
    ordered = [email, *others]
    for place, field in enumerate(ordered, start=1):
        field.position = place * GAP
    return ordered


def _email_field() -> EnrollmentFormField:
    return EnrollmentFormField(attribute=ProfileAttribute.objects.get(key=EMAIL_KEY))


def check(row: ProfileEnrollmentPolicy, fields: Sequence[EnrollmentFormField]) -> tuple[Violation, ...]:
    """Return what is wrong with a policy and its form, by the policy's column or the ``field_path``.

    Their texts are cleaned in place.
    """
    texts = clean_text_columns(row, leave=DOMAIN_LISTS)
    if texts:
        return texts
    if ProfileEnrollmentPolicy.objects.filter(name=row.name).exclude(pk=row.draft_of_id or row.pk).exists():
        return (Violation("name", "ssr.policy.name_taken"),)
    wrong_fields = tuple(_unreadable_texts(fields))
    if wrong_fields:
        return wrong_fields
    unreadable = tuple(_unreadable_domains(row))
    policy = described(row, fields)
    if unreadable:
        policy = replace(policy, allowed_domains=frozenset(), denied_domains=frozenset())
    violations = check_policy(policy, enumeration_prevention=protection().hide_at_sign_up)
    if any(violation.code in OUTDATED for violation in violations) and _has_same_form(row, policy):
        violations = tuple(violation for violation in violations if violation.code not in OUTDATED)
    return unreadable + violations


def _unreadable_texts(fields: Iterable[EnrollmentFormField]) -> Iterator[Violation]:
    for field in fields:
        for violation in clean_text_columns(field):
            yield replace(violation, field=field_path(field.attribute.key, violation.field))


def _has_same_form(row: ProfileEnrollmentPolicy, policy: EnrollmentPolicy) -> bool:
    """Return whether the form is as it is stored: sign-up can be closed whatever became of the schema."""
    stored = ProfileEnrollmentPolicy.with_drafts.filter(pk=row.pk).first()
    return stored is not None and stored_policy(stored).edition == edition_of(policy)


def described(row: ProfileEnrollmentPolicy, fields: Sequence[EnrollmentFormField]) -> EnrollmentPolicy:
    """Return the policy that these rows would be, if they were saved as they are."""
    return policy_of(row, tuple(item_of(field) for field in in_order(fields)), ())


def _unreadable_domains(row: ProfileEnrollmentPolicy) -> Iterator[Violation]:
    for name in DOMAIN_LISTS:
        for domain in sorted(domains_of(getattr(row, name))):
            try:
                ascii_domain(domain)
            except InvalidDomain:
                yield Violation(name, "ssr.policy.domain", (domain,))


def save_policy(
    row: ProfileEnrollmentPolicy,
    fields: Sequence[EnrollmentFormField],
    groups: Sequence[Group],
    *,
    actor: User | None,
    now: datetime,
) -> ProfileEnrollmentPolicy:
    """Write the policy with its form and groups. Raises ValidationFailed.

    Domains are kept in their ASCII form. Ticking ``dashboard`` takes it away from the policy that had it.
    """
    with one_change(), transaction.atomic():
        raise_version(ENROLLMENT)
        raise_if(check(row, fields))
        note_change(row, actor, now)
        is_new = row.pk is None
        if not is_new and row.draft_of_id is None:
            _keep_edition(row.pk, described(row, fields), now)
        for name in DOMAIN_LISTS:
            setattr(row, name, "\n".join(sorted(map(ascii_domain, domains_of(getattr(row, name))))))
        if row.dashboard and not row.draft_of_id:
            others = ProfileEnrollmentPolicy.objects.filter(dashboard=True).exclude(pk=row.pk)
            for other in others:
                note_change(other, actor, now)
            others.update(dashboard=False, version=F("version") + 1)
        save_version(row)
        row.groups.set(groups)
        _write_fields(row, fields)
        record([_saved(row, actor, is_new=is_new)], now=now)
    return row


def _saved(row: ProfileEnrollmentPolicy, actor: User | None, *, is_new: bool) -> Entry:
    """Return the event of a save. That of a draft names its policy, which is still as it was."""
    part = "lifecycle" if row.draft_of is None else "draft"
    target = (row.draft_of or row).event_target
    return Entry(f"policy.{part}.{'create' if is_new else 'update'}", actor=acting(actor), targets=(target,))


def _keep_edition(policy_id: int, after: EnrollmentPolicy | None, now: datetime) -> None:
    """Keep the form that a change replaces, for the sign-ups that began with it."""
    row = ProfileEnrollmentPolicy.objects.prefetch_related("form_fields__attribute").get(pk=policy_id)
    before = stored_policy(row)
    if after is None or before.edition != edition_of(after):
        FormEdition.objects.update_or_create(
            edition=before.edition,
            policy_public_id=before.public_id,
            defaults={"form": stored_form(before), "superseded_at": now},
        )


def purge_editions(now: datetime) -> int:
    """Delete the forms that no sign-up in progress can have begun with."""
    deleted, _rows = FormEdition.objects.filter(superseded_at__lt=now - EDITION_RETENTION).delete()
    return deleted


_FIELD_COLUMNS: Final = tuple(
    column.name
    for column in EnrollmentFormField._meta.concrete_fields  # noqa: SLF001 - Django's way to ask a model for its columns
    if not column.primary_key and not column.is_relation
)


def _write_fields(row: ProfileEnrollmentPolicy, fields: Sequence[EnrollmentFormField]) -> None:
    """Write the form. Fields that stay keep their ids, by which open pages name them."""
    rows = [
        EnrollmentFormField(
            policy=row,
            attribute=field.attribute,
            **{column: getattr(field, column) for column in _FIELD_COLUMNS},
        )
        for field in in_order(fields)
    ]
    others = EnrollmentFormField.objects.filter(policy=row)
    others.exclude(attribute__in=[field.attribute_id for field in rows]).delete()
    EnrollmentFormField.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("policy", "attribute"), update_fields=_FIELD_COLUMNS
    )


def delete_policy(row: ProfileEnrollmentPolicy, *, actor: User | None, now: datetime) -> None:
    """Delete a policy; the default one serves instead.

    Raises ValidationFailed for the default one, and while a group rule names the policy.
    """
    if row.is_default:
        raise ValidationFailed([Violation("", "ssr.policy.default")])
    with one_change(), transaction.atomic():
        raise_version(ENROLLMENT)
        raise_if(check_unnamed(Fact.POLICY, row.public_id))
        note_change(row, actor, now)
        deleted = Entry("policy.lifecycle.delete", actor=acting(actor), targets=(row.event_target,))
        record([deleted], now=now)
        if row.draft_of_id is None:
            _keep_edition(row.pk, None, now)
        row.delete()


@dataclass(frozen=True, slots=True)
class LeftGroups:
    """Memberships that an address at another domain did not keep, and the events of groups left for good.

    ``memberships`` are pairs of a group's id and the public id of the policy that gave it.
    """

    memberships: tuple[tuple[int, str], ...] = ()
    events: tuple[Entry, ...] = ()


def leave_groups_of_domain(user: User, domain: str, now: datetime) -> LeftGroups:
    """Remove memberships by policy that no policy would give to an address at ``domain``.

    Memberships that an administrator gave stay. The caller holds the atomic block.
    """
    rows = Membership.objects.filter(user=user, source=MembershipSource.POLICY)
    lost = lost_groups(all_policies(), rows.values_list("group_id", flat=True), domain)
    if not lost:
        return LeftGroups()
    rows = rows.filter(group_id__in=lost)
    memberships = tuple(rows.order_by("id").values_list("group_id", "source_id"))
    rows.delete()
    left = lost - {group for _, group in still_members([(user.pk, group) for group in lost])}
    events = (
        Entry(LEFT, user_id=user.public_id, targets=(Target(TargetType.GROUP, public_id),))
        for _, public_id in sorted(public_ids(Group, left).items())
    )
    return LeftGroups(memberships, tuple(events))


def questions_of_write(
    write: Callable[[], object], row: ProfileEnrollmentPolicy, now: datetime
) -> QuestionImpact | None:
    """Return the impact of a write, which is tried and taken back, where it asks more users than today.

    Raises ValidationFailed as the write does.
    """
    stored = saved_policy(row.pk)
    try:
        with transaction.atomic():
            write()
            changed = ProfileEnrollmentPolicy.objects.get(pk=row.pk)
            policy = described(changed, list(changed.form_fields.select_related("attribute")))
            transaction.set_rollback(True)
    finally:
        # What was taken back must not be remembered as what is there.
        forget()
    return added_questions(policy, stored, now)
