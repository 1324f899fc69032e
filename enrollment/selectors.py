"""Profile enrollment policies, read into one immutable snapshot."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from accounts.configuration_cache import GROUPS, PROFILE_SCHEMA, Snapshot
from accounts.domain.attributes import Option
from accounts.domain.columns import read_fields
from accounts.domain.field_conditions import Comparison, FieldCondition
from accounts.domain.lifecycle import CAN_SIGN_IN
from accounts.domain.text import trim
from accounts.models import Postponement, User
from accounts.profile.profiles import COLUMNS
from accounts.profile.schema import attribute_of, profile_schema
from enrollment.domain.editions import edition_of, is_edition, stored_form, with_form
from enrollment.domain.effect import QuestionImpact
from enrollment.domain.form import EMAIL_KEY, EnrollmentPolicy, FormItem, PasswordPage
from enrollment.domain.progressive import NOT_YET, can_ask, postponement_key, questions
from enrollment.models import EnrollmentFormField, FormEdition, ProfileEnrollmentPolicy

NOBODY: Final = Q(pk__in=())


def item_of(row: EnrollmentFormField) -> FormItem:
    """Return the form item a row describes."""
    return read_fields(
        FormItem,
        row,
        attribute=attribute_of(row.attribute),
        options=tuple(Option(**option) for option in row.options),
        shown_if=condition_of(row),
    )


def condition_of(row: EnrollmentFormField) -> FieldCondition | None:
    """Return the condition under which a field is shown."""
    if not row.shown_if:
        return None
    return FieldCondition(row.shown_if, Comparison(row.shown_if_comparison), tuple(row.shown_if_values))


def domains_of(text: str) -> frozenset[str]:
    """Return the domains an administrator wrote, one a line."""
    return frozenset(line.lower().lstrip("@") for line in map(trim, text.splitlines()) if line)


def _email_first(item: FormItem) -> bool:
    """Sort the address before everything else, wherever a row was put; the rest keeps its order."""
    return item.key != EMAIL_KEY


def policy_of(
    row: ProfileEnrollmentPolicy, items: tuple[FormItem, ...], group_ids: tuple[int, ...]
) -> EnrollmentPolicy:
    """Return the policy a row describes, with the given form and groups."""
    return read_fields(
        EnrollmentPolicy,
        row,
        id=row.draft_of_id or row.pk or 0,
        verification_required=row.email_verification,
        password_page=PasswordPage(row.password_page),
        items=tuple(sorted(items, key=_email_first)),
        group_ids=group_ids,
        title=row.form_title,
        allowed_domains=domains_of(row.allowed_domains),
        denied_domains=domains_of(row.denied_domains),
        cool_down=timedelta(days=row.skip_cool_down_days),
        edition="",
    )


def stored_policy(row: ProfileEnrollmentPolicy) -> EnrollmentPolicy:
    """Return the policy of a row with its stored form and groups."""
    items = tuple(item_of(field) for field in row.form_fields.all())
    policy = policy_of(row, items, tuple(group.pk for group in row.groups.all()))
    return replace(policy, edition=edition_of(policy))


def _load() -> tuple[EnrollmentPolicy, ...]:
    rows = ProfileEnrollmentPolicy.objects.prefetch_related("form_fields__attribute", "groups")
    return tuple(map(stored_policy, rows))


ENROLLMENT: Final = "enrollment"
_policies = Snapshot(_load, frozenset({ENROLLMENT, PROFILE_SCHEMA, GROUPS}))


def enrollment_policy() -> EnrollmentPolicy:
    """Return the policy for users who come from no app: the dashboard's own, else the default one."""
    policies = _policies.get()
    chosen = next((policy for policy in policies if policy.dashboard), None)
    return chosen or next(policy for policy in policies if policy.is_default)


def policy_for(policy_id: int | None) -> EnrollmentPolicy:
    """Return the policy that an app has chosen, else the default one."""
    policies = _policies.get()
    chosen = next((policy for policy in policies if policy.id == policy_id), None)
    return chosen or next(policy for policy in policies if policy.is_default)


def all_policies() -> tuple[EnrollmentPolicy, ...]:
    """Return every profile enrollment policy."""
    return _policies.get()


def with_kept_form(policy: EnrollmentPolicy, edition: str) -> EnrollmentPolicy:
    """Return the policy with the form that a sign-up began with; with today's where it is unknown.

    The present form of any policy costs no statement.
    """
    if edition in ("", policy.edition):
        return policy
    present = next((other for other in _policies.get() if other.edition == edition), None)
    if present is not None:
        return with_form(policy, stored_form(present), edition, profile_schema())
    row = FormEdition.objects.filter(edition=edition).first()
    return policy if row is None else with_form(policy, row.form, edition, profile_schema())


def recent_edition(policy: EnrollmentPolicy, edition: str, since: datetime) -> str:
    """Return an edition that a page names, if the policy had that form after a time, or else nothing."""
    if edition == policy.edition or not is_edition(edition):
        return ""
    rows = FormEdition.objects.filter(
        edition=edition, policy_public_id=policy.public_id, superseded_at__gte=since
    )
    return edition if rows.exists() else ""


def has_later_questions() -> bool:
    """Return whether any policy asks for missing values at sign-in: only then are profiles read there."""
    return any(policy.progressive for policy in _policies.get())


def saved_policy(policy_id: int) -> EnrollmentPolicy | None:
    """Return one policy as it is in force, if it is there."""
    return next((policy for policy in _policies.get() if policy.id == policy_id), None)


def later_impact(policy: EnrollmentPolicy, now: datetime) -> QuestionImpact:
    """Count who would be asked at their next sign-in under a policy, saved or not, in one statement.

    Everybody who can sign in counts: which apps they use is not known here.
    """
    items = questions(policy) if policy.progressive else ()
    people = User.objects.alias(**_answers_to(policy.items)).filter(
        status__in=[status.value for status in CAN_SIGN_IN]
    )
    restful = _is_askable(policy, now)
    shown = _shown(policy.items)
    lacks = [_lacks(item) & shown[item.key] & (Q() if item.required else restful) for item in items]
    anything = reduce(or_, lacks, NOBODY)
    counts = people.aggregate(
        everybody=Count("pk"),
        anything=Count("pk", filter=anything),
        **{f"lacks_{place}": Count("pk", filter=condition) for place, condition in enumerate(lacks)},
    )
    titles = (item.label or item.attribute.title for item in items)
    lacking = tuple((title, counts[f"lacks_{place}"]) for place, title in enumerate(titles))
    return QuestionImpact(counts["anything"], counts["everybody"], lacking)


def added_questions(
    policy: EnrollmentPolicy, stored: EnrollmentPolicy | None, now: datetime
) -> QuestionImpact | None:
    """Return the impact of a policy that asks more users than the stored one; None where it does not."""
    after = later_impact(policy, now)
    before = later_impact(stored, now) if stored is not None else QuestionImpact(0, 0)
    return after if after.goes_beyond(before) else None


def _lacks(item: FormItem) -> Q:
    """Whether a user's row has no answer, as ``is_missing`` says it of a value."""
    lacks = ~_has(item.key)
    if item.required and item.key not in COLUMNS:
        lacks |= Q((_alias(item.key), False))
    return lacks


def _shown(items: Iterable[FormItem]) -> dict[str, Q]:
    """Return whether a user's row shows each field, as ``effective_answers`` says it of a profile."""
    shown: dict[str, Q] = {}
    for item in items:
        condition = item.shown_if
        if condition is None:
            shown[item.key] = Q()
        else:
            shown[item.key] = _holds(condition) & shown.get(condition.field, NOBODY)
    return shown


def _holds(condition: FieldCondition) -> Q:
    """Whether a user's row fulfills a condition, as ``holds`` says it of an answer."""
    match condition.comparison:
        case Comparison.FILLED if condition.field in COLUMNS:
            return _has(condition.field)
        case Comparison.FILLED:
            return _has(condition.field) & ~Q((_alias(condition.field), False))
        case Comparison.CHECKED:
            return Q((_alias(condition.field), True))
        case Comparison.ONE_OF:
            return reduce(or_, (_is_answered(condition.field, value) for value in condition.values), NOBODY)


def _is_answered(key: str, value: str) -> Q:
    """Whether the answer is this one, or one of several."""
    if key in COLUMNS:
        return Q((COLUMNS[key], value))
    text = f"{_alias(key)}_text"
    among = {json.dumps(value), json.dumps(value, ensure_ascii=False)}
    return reduce(or_, (Q((f"{text}__contains", word)) for word in among), Q((text, value)))


def _has(key: str) -> Q:
    return ~Q((COLUMNS[key], "")) if key in COLUMNS else Q(profile__has_key=key)


def _answers_to(items: Iterable[FormItem]) -> dict[str, KeyTransform]:
    """Return what the conditions of a statement call the answers in a profile."""
    keys = {item.key for item in items}
    named = {item.shown_if.field for item in items if item.shown_if is not None}
    return {_alias(key): KeyTransform(key, "profile") for key in keys | named} | {
        f"{_alias(key)}_text": KeyTextTransform(key, "profile") for key in named
    }


def _alias(key: str) -> str:
    """Return a name that no lookup has: an attribute may be called like one."""
    return f"answer_{key}"


def _is_askable(policy: EnrollmentPolicy, now: datetime) -> Q:
    """Whether optional questions may be asked of a user, as ``can_ask`` says it."""
    if not can_ask(policy, NOT_YET, now):
        return NOBODY
    rate_limited = Q(times__gte=policy.skip_limit) if policy.skip_limit else NOBODY
    too_soon = Q(last_at__gt=now - policy.cool_down)
    rows = Postponement.objects.filter(user=OuterRef("pk"), what=postponement_key(policy))
    return ~Q(Exists(rows.filter(rate_limited | too_soon)))


def serves_sign_up(policy: EnrollmentPolicy) -> bool:
    """Whether the sign-up page would use this policy, if it were saved as it is."""
    if policy.dashboard:
        return True
    others = ProfileEnrollmentPolicy.objects.filter(dashboard=True).exclude(pk=policy.id)
    return policy.is_default and not others.exists()


def policies_asking(attribute_id: int) -> tuple[str, ...]:
    """Return the names of the policies whose form, or its draft, asks for an attribute."""
    rows = ProfileEnrollmentPolicy.with_drafts.filter(form_fields__attribute_id=attribute_id)
    return tuple(dict.fromkeys(rows.values_list("name", flat=True)))


def unverified_policies() -> tuple[str, ...]:
    """Return the names of the policies that let users in before they have confirmed their address."""
    rows = ProfileEnrollmentPolicy.objects.filter(sign_up_allowed=True, email_verification=False)
    return tuple(rows.values_list("name", flat=True))
