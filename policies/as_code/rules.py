"""The rules of one policy: all of them, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accounts.as_code.columns import at_path, columns, fields_of, put, values_of
from accounts.domain.documents.records import DEFAULT_KEY, Field, Items, Record
from accounts.domain.documents.scalars import Flag
from accounts.domain.violations import WHOLE_FORM, ValidationFailed
from policies.as_code import conditions, outcomes
from policies.domain.conditions import COLUMNS
from policies.domain.rules import Kind
from policies.models import OUTCOMES, EnrollmentWish, Outcome, Policy, Rule, asked_name
from policies.services.policy_changes import Author
from policies.services.rules import RuleDraft, delete_rule, reorder_rules, save_rule

IS_DEFAULT: Final = "default"
"""Says of a policy or rule that it is the one for everybody else, which is always there."""

_DECLARED: Final = (*(column.name for column in COLUMNS), *(asked_name(column) for column in COLUMNS))
_COLUMNS: Final = columns(Rule, leave=("position", "is_default", *_DECLARED))


def key_of(item: Mapping[str, Any]) -> str:
    """Return what tells a policy or a rule from the others: its name, or that it is the default one."""
    return DEFAULT_KEY if item[IS_DEFAULT] else str(item["name"])


def items_of(kind: Kind) -> Items:
    """Return the shape of a policy's rules."""
    fields = (
        *fields_of(_COLUMNS),
        Field(IS_DEFAULT, Flag(), default=False),
        Field("when", conditions.record_of(kind), _has_no_conditions(kind)),
        Field("then", outcomes.record_of(kind), always_written=True),
    )
    return Items(Record(fields), key_of, ordered=True, repeats=True)


def _has_no_conditions(kind: Kind) -> dict[str, Any]:
    return {field.name: field.default for field in conditions.record_of(kind).fields}


def read_rules(kind: Kind) -> Mapping[int, list[tuple[Rule, dict[str, Any]]]]:
    """Return the rules of every policy of a kind, by the policy's id: a fixed number of statements."""
    names = [column.name for column in conditions.list_columns(kind)]
    answers = {row.pk: row for row in OUTCOMES[kind].objects.all()}
    settings = _settings_by_outcome(answers.values()) if kind is Kind.ENROLLMENT else {}
    found: dict[int, list[tuple[Rule, dict[str, Any]]]] = {}
    for row in Rule.objects.filter(policy__kind=kind).prefetch_related(*names):
        result = outcomes.outcome_values(answers[row.pk], settings.get(row.pk, []), kind)
        asked = conditions.condition_values(row, kind)
        plain = values_of(row, _COLUMNS)
        value = {**plain, IS_DEFAULT: row.is_default, "when": asked, "then": result}
        found.setdefault(row.policy_id, []).append((row, value))
    return found


def _settings_by_outcome(answers: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for setting in EnrollmentWish.objects.filter(outcome__in=answers):
        found.setdefault(setting.outcome_id, []).append(setting)
    return found


@dataclass(frozen=True, slots=True)
class RulesWriting:
    """The rules of one policy being written."""

    policy: Policy
    author: Author
    before: Sequence[Mapping[str, Any]]
    after: Sequence[Mapping[str, Any]]

    @property
    def kind(self) -> Kind:
        return Kind(self.policy.kind)

    def write(self) -> None:
        """Make the rules those of the document. Raises ValidationFailed with paths inside the policy."""
        shape = items_of(self.kind)
        rows = list(self.policy.rules.all())
        rows_by_key = dict(zip(shape.keyed(self.before), _as_keyed(rows), strict=True))
        earlier, wanted = shape.keyed(self.before), shape.keyed(self.after)
        for key, value in wanted.items():
            if key not in rows_by_key or earlier[key] != value:
                place = next(place for place, one in enumerate(self.after) if one is value)
                rows_by_key[key] = self._save(rows_by_key.get(key), value, f"rules[{place}]")
        for key, row in rows_by_key.items():
            if key not in wanted and key != DEFAULT_KEY:
                delete_rule(row, self.author)
        self._order([rows_by_key[key].pk for key in wanted if key != DEFAULT_KEY])

    def _save(self, row: Rule | None, value: Mapping[str, Any], path: str) -> Rule:
        kind, rule = self.kind, row or Rule(policy=self.policy)
        outcome: Outcome = OUTCOMES[kind].objects.get(rule=row) if row else OUTCOMES[kind]()
        put(rule, _COLUMNS, value)
        try:
            lists = conditions.write_conditions(rule, kind, value["when"])
            settings = outcomes.write_outcome(outcome, kind, value["then"])
            return save_rule(RuleDraft(rule, outcome, lists, settings), self.author)
        except ValidationFailed as failure:
            raise at_path(failure, lambda field: f"{path}{_within(field, kind)}") from failure

    def _order(self, ids: list[int]) -> None:
        now = list(self.policy.rules.filter(is_default=False).values_list("pk", flat=True))
        if now != ids:
            reorder_rules(self.policy, ids, self.author)


def _as_keyed(rows: list[Rule]) -> list[Rule]:
    """The default one last, as ``keyed`` has it."""
    return sorted(rows, key=lambda row: row.is_default)


def _within(field: str, kind: Kind) -> str:
    if field == WHOLE_FORM:
        return ""
    if outcomes.is_outcome_field(field, kind):
        return f".{outcomes.path_of(field, kind)}"
    is_asked = field in {column.name for column in conditions.condition_columns(kind)}
    return f".when.{field}" if is_asked else f".{field}"
