"""Writing rules: conditions and outcome in one piece, checked by the domain."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from django.db import models

from accounts.configuration_cache import area_of
from accounts.domain.columns import write_value
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry
from accounts.text_columns import clean_text_columns
from accounts.versions import save_version
from policies.domain.checks import check_outcome, warnings
from policies.domain.conditions import COLUMNS, check_conditions, read_conditions
from policies.domain.declaration import Values
from policies.domain.outcomes import NO_SETTINGS, Settings
from policies.domain.rules import Kind
from policies.models import (
    OUTCOMES,
    AuthenticatorSetting,
    EnrollmentOutcome,
    Outcome,
    Policy,
    Rule,
    asked_name,
)
from policies.selectors import POLICIES
from policies.selectors.outcomes import outcome_of, settings_of
from policies.selectors.policy_rows import named, values_of
from policies.services.policy_changes import SET_APART, Author, is_new, perform, perform_save


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as it should be.

    ``row`` and ``outcome`` may be new. ``lists``: by column, the groups, users or zones that it names; a
    column that is missing is empty. ``settings``: those of an enrollment rule.
    """

    row: Rule
    outcome: Outcome
    lists: Mapping[str, Sequence[models.Model]] = field(default_factory=dict)
    settings: Settings = field(default_factory=lambda: NO_SETTINGS)

    @property
    def kind(self) -> Kind:
        return Kind(self.row.policy.kind)

    def values(self) -> Values:
        """Return what the conditions read, as it would be read once it is saved."""
        chosen = {column.name: named(column, self.lists.get(column.name, ())) for column in _LISTS}
        row = copy(self.row)
        for column in _LISTS:
            if column.limits:
                setattr(row, asked_name(column), bool(chosen[column.name]))
        return values_of(row, chosen)


_LISTS = tuple(column for column in COLUMNS if column.kind.is_list)


def draft_of(row: Rule) -> RuleDraft:
    """Return a saved rule as a draft, to be changed and saved."""
    outcome = OUTCOMES[Kind(row.policy.kind)].objects.get(rule=row)
    lists = {column.name: tuple(getattr(row, column.name).all()) for column in _LISTS}
    stored = outcome.settings.all() if isinstance(outcome, EnrollmentOutcome) else ()
    return RuleDraft(row, outcome, lists, settings_of(stored))


def check_rule(draft: RuleDraft) -> tuple[Violation, ...]:
    """Return what is wrong, by column of the rule and of its outcome; an authenticator names its own line."""
    if not isinstance(draft.outcome, OUTCOMES[draft.kind]):
        return (Violation("", "ssr.policy.outcome_of_other_kind"),)
    texts = (*clean_text_columns(draft.row), *clean_text_columns(draft.outcome))
    if texts:
        return texts
    values = draft.values()
    condition_violations = check_conditions(values, draft.kind)
    conditions = () if condition_violations else read_conditions(values)
    answered = check_outcome(outcome_of(draft.outcome, draft.settings), conditions)
    return (*condition_violations, *answered, *_default(draft, asks=bool(conditions)), *_emptied(draft))


def warnings_of(draft: RuleDraft) -> tuple[Violation, ...]:
    """Return what the administrator should know before saving."""
    return warnings(outcome_of(draft.outcome, draft.settings))


def _default(draft: RuleDraft, *, asks: bool) -> Iterator[Violation]:
    """The last rule of a default policy is for everybody, always; no other rule is such a one."""
    stored_is_default = Rule.objects.filter(pk=draft.row.pk).values_list("is_default", flat=True).first()
    if bool(stored_is_default) != draft.row.is_default:
        yield Violation("", "ssr.policy.kind_fixed")
    if stored_is_default and asks:
        yield Violation("", "ssr.policy.default_conditions")
    if stored_is_default and not draft.row.active:
        yield Violation("active", "ssr.policy.default_active")


def _emptied(draft: RuleDraft) -> Iterator[Violation]:
    """Refuse to turn a rule for no one into a rule for everyone by emptying its list."""
    if is_new(draft.row):
        return
    for column in _LISTS:
        if column.limits and not draft.lists.get(column.name):
            stored = Rule.objects.filter(pk=draft.row.pk, **{asked_name(column): True})
            if stored.filter(**{f"{column.name}__isnull": True}).exists():
                yield Violation(column.name, "ssr.policy.list_emptied")


def save_rule(draft: RuleDraft, author: Author) -> Rule:
    """Insert or update a rule; a new one comes last in its policy. Raises ValidationFailed."""
    raise_if(check_rule(draft))
    policy = draft.row.policy
    return perform_save(
        draft.row, lambda: write_rule(draft), "policy.rule", author, areas=_areas(policy), policy=policy
    )


def write_rule(draft: RuleDraft) -> Rule:
    """Write the rows and nothing else: for a save, and for looking at what a save would do."""
    row, outcome = draft.row, draft.outcome
    if is_new(row):
        row.position = row.policy.rules.count()
    for column in _LISTS:
        if column.limits:
            setattr(row, asked_name(column), bool(draft.lists.get(column.name)))
    save_version(row, without=SET_APART)
    for column in _LISTS:
        getattr(row, column.name).set(draft.lists.get(column.name, ()))
    outcome.rule = row
    outcome.save()
    if isinstance(outcome, EnrollmentOutcome):
        _write_settings(outcome, draft.settings)
    return row


def _write_settings(outcome: EnrollmentOutcome, settings: Settings) -> None:
    outcome.settings.all().delete()
    rows = []
    for authenticator, setting in settings.items():
        row = AuthenticatorSetting(outcome=outcome, authenticator=authenticator.value)
        write_value(setting, row)
        rows.append(row)
    AuthenticatorSetting.objects.bulk_create(rows)


def delete_rule(row: Rule, author: Author) -> None:
    """Delete a rule. Raises ValidationFailed for the last one of a default policy."""
    if row.is_default:
        raise ValidationFailed([Violation("", "ssr.policy.default_rule")])
    entry = author.entry("policy.rule.delete", row.event_target)
    perform(row.delete, lambda _deleted: entry, author, areas=_areas(row.policy), policy=row.policy)


def set_rule_active(row: Rule, author: Author, *, active: bool) -> None:
    """Switch a rule on or off. Raises ValidationFailed for the last one of a default policy."""
    if row.is_default:
        raise ValidationFailed([Violation("", "ssr.policy.default_active")])
    row.active = active
    entry = author.entry(f"policy.rule.{'activate' if active else 'deactivate'}", row.event_target)
    perform(
        lambda: save_version(row, only=["active"]),
        lambda _none: entry,
        author,
        areas=_areas(row.policy),
        policy=row.policy,
    )


def rename_rule(row: Rule, name: str, author: Author) -> None:
    """Give a rule another name, which the caller has checked."""
    row.name = name
    entry = author.entry("policy.rule.update", row.event_target)
    perform(
        lambda: save_version(row, only=["name"]),
        lambda _none: entry,
        author,
        areas=_areas(row.policy),
        policy=row.policy,
    )


def reorder_rules(policy: Policy, ids: Sequence[int], author: Author) -> None:
    """Put the rules of a policy in this order, the catch-all rule left out. Raises ValidationFailed."""

    def write() -> list[str]:
        rows = {row.pk: row for row in policy.rules.filter(is_default=False)}
        if sorted(rows) != sorted(ids):
            raise ValidationFailed([Violation("", "ssr.policy.order")])
        for position, id in enumerate(ids):
            rows[id].position = position
        Rule.objects.bulk_update(rows.values(), ["position"])
        return [rows[id].public_id for id in ids]

    def entry(order: list[str]) -> Entry:
        return author.entry("policy.rule.update", policy.event_target, order=order)

    perform(write, entry, author, areas=_areas(policy), policy=policy)


def _areas(policy: Policy) -> list[str]:
    return [area_of(POLICIES, policy.pk)]
