"""Group rules: conditions (``when``) and the groups of users who match."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from django.db.models import QuerySet
from pydantic import Field

from accounts.domain.domain_names import ascii_domain
from accounts.domain.group_rules import Condition, Fact, Operator, read_conditions
from accounts.domain.text import trim
from accounts.domain.violations import Violation, raise_if
from accounts.models import GroupRule
from accounts.profile.rule_changes import RuleDraft, delete_rule, save_rule
from configuration.column_types import columns, fields_of
from configuration.schema import ListRules, Written, entry, list_of
from configuration.section import EntryChange, Section, group_names, groups_by_name
from configuration.sections.accounts import ATTRIBUTES, GROUPS
from configuration.sections.applications import ApplicationsSection
from configuration.sections.enrollment import ENROLLMENT_POLICIES
from configuration.value_types import TEXTS, choice, lines, names, reference
from enrollment.models import ProfileEnrollmentPolicy

OR: Final = "or"
SUBJECTS: Final = {
    Fact.ATTRIBUTE: "attribute",
    Fact.EMAIL_DOMAIN: "email_domains",
    Fact.APPLICATION: "applications",
    Fact.POLICY: "policies",
}
"""What a condition is about: the fact, and the field that says so."""

_DOMAINS: Final = lines(
    "ssr.group_rule.domain", lambda line: ascii_domain(trim(line).lower().lstrip("@")), in_order=False
)
_FIELDS: Final[Any] = entry(
    "GroupRuleCondition",
    {
        OR: (bool, Field(default=False, description="An alternative to the condition before it.")),
        "attribute": (reference(ATTRIBUTES), None),
        "operator": (choice([operator.value for operator in Operator]), Operator.IS.value),
        "values": (TEXTS, []),
        "email_domains": (_DOMAINS, []),
        "applications": (names(ApplicationsSection.name), []),
        "policies": (names(ENROLLMENT_POLICIES), []),
    },
    ListRules(identified_by="subject", ordered=True, repeatable=True),
)


class ConditionEntry(_FIELDS):  # type: ignore[misc] # the base class is made of types
    """One condition. A verified address has a domain, a sign-up an app and a policy."""

    @property
    def subjects(self) -> list[Fact]:
        """Return the facts that it reads: there has to be one."""
        return [fact for fact, name in SUBJECTS.items() if getattr(self, name)]

    @property
    def subject(self) -> str:
        """Return what differences call it."""
        return str(self.attribute or next((SUBJECTS[fact] for fact in self.subjects), "nothing"))


class GroupRulesSection(Section):
    """Group rules. Who is in a group because of one is no configuration."""

    name = "group_rules"
    comment = (
        "Rules that add users to groups. All conditions in `when` must hold; one with `or: true` is an\n"
        "alternative to the one before it."
    )
    model = GroupRule
    columns = columns(GroupRule, leave=("conditions",))
    entry = entry(
        "GroupRule",
        {
            **fields_of(columns),
            "groups": (names(GROUPS), []),
            "when": (Annotated[list_of(ConditionEntry), Written()], []),
        },
    )

    def rows(self) -> QuerySet[GroupRule]:
        return GroupRule.objects.prefetch_related("groups").order_by("name")

    def more_values(self, row: GroupRule) -> dict[str, Any]:
        policies = dict(ProfileEnrollmentPolicy.objects.values_list("public_id", "name"))
        when = [_entry(condition, policies) for condition in read_conditions(row.conditions)]
        return {"groups": group_names(row), "when": when}

    def write(self, row: GroupRule, change: EntryChange) -> None:
        after = change.after
        raise_if(tuple(_unclear(after.when)))
        conditions = tuple(_condition(item) for item in after.when)
        draft = RuleDraft(row, conditions, tuple(groups_by_name(after.groups)))
        save_rule(draft, actor=None, now=change.now)

    def remove(self, key: str, now: datetime) -> None:
        delete_rule(self.row(key), actor=None, now=now)


def _unclear(when: Sequence[ConditionEntry]) -> Iterator[Violation]:
    for place, item in enumerate(when):
        extra = item.values and item.subjects != [Fact.ATTRIBUTE]
        if len(item.subjects) != 1 or extra:
            yield Violation(f"when[{place}]", "ssr.group_rule.subject")


def _condition(item: ConditionEntry) -> Condition:
    [fact] = item.subjects
    return Condition(
        fact=fact,
        operator=Operator(item.operator),
        attribute=item.attribute or "",
        values=tuple(_values(item, fact)),
        alternative=getattr(item, OR),
    )


def _values(item: ConditionEntry, fact: Fact) -> list[str]:
    if fact is Fact.POLICY:
        return [ProfileEnrollmentPolicy.objects.get(name=name).public_id for name in item.policies]
    return list(item.values if fact is Fact.ATTRIBUTE else getattr(item, SUBJECTS[fact]))


def _entry(condition: Condition, policies: dict[str, str]) -> ConditionEntry:
    values = list(condition.values)
    match condition.fact:
        case Fact.ATTRIBUTE:
            subject: dict[str, Any] = {"attribute": condition.attribute, "values": values}
        case Fact.POLICY:
            subject = {"policies": sorted(policies.get(value, value) for value in values)}
        case fact:
            subject = {SUBJECTS[fact]: sorted(values)}
    shown: ConditionEntry = ConditionEntry.model_construct(
        operator=condition.operator.value, **{OR: condition.alternative}, **subject
    )
    return shown
