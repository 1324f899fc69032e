"""A group rule as a sentence: "If department is Finance or Accounting, add to Finance."."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from accounts.domain.group_rules import Condition, Fact, Operator, clauses
from accounts.domain.messages.entry import format_text
from accounts.domain.messages.entry import gettext_noop as _

Translate = Callable[[str], str]

# Translators: group rule as a sentence; {0} are the conditions, {1} the groups
SENTENCE: Final = _("If {0}, add to {1}.")
# Translators: group rule, two conditions that must both hold
AND: Final = _("{0} and {1}")
# Translators: group rule, two conditions or values of which one is enough
OR: Final = _("{0} or {1}")
COMPARISONS: Final[Mapping[Operator, str]] = {
    # Translators: group rule, condition; {0} is an attribute, {1} a value
    Operator.IS: _("{0|inline} is {1}"),
    # Translators: group rule, condition; {0} is an attribute, {1} a value
    Operator.STARTS_WITH: _("{0|inline} starts with {1}"),
    # Translators: group rule, condition; {0} is an attribute, {1} a value
    Operator.CONTAINS: _("{0|inline} contains {1}"),
    # Translators: group rule, condition; {0} is an attribute
    Operator.HAS_VALUE: _("{0|inline} has a value"),
}
FACTS: Final[Mapping[Fact, str]] = {
    # Translators: group rule, condition; {0} is a domain
    Fact.EMAIL_DOMAIN: _("the verified email domain is {0}"),
    # Translators: group rule, condition; {0} is an app
    Fact.APPLICATION: _("the user signed up for {0}"),
    # Translators: group rule, condition; {0} is a profile enrollment policy
    Fact.POLICY: _("the user signed up by {0}"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What people call the things that conditions name, by key or public id."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    applications: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)

    def label(self, condition: Condition, value: str) -> str:
        """Return a value of a condition as people read it; an unknown name stays as it is."""
        match condition.fact:
            case Fact.APPLICATION:
                return self.applications.get(value, value)
            case Fact.POLICY:
                return self.policies.get(value, value)
            case _:
                return value


def describe_rule(
    conditions: Sequence[Condition], groups: Sequence[str], names: Names, translate: Translate
) -> str:
    """Return the sentence in the language of ``translate``."""
    parts = clauses(conditions)
    texts = []
    for clause in parts:
        text = _joined(OR, [_condition(condition, names, translate) for condition in clause], translate)
        texts.append(f"({text})" if len(clause) > 1 and len(parts) > 1 else text)
    return format_text(translate(SENTENCE), (_joined(AND, texts, translate), ", ".join(groups)))


def _joined(template: str, texts: Sequence[str], translate: Translate) -> str:
    both = translate(template)
    return reduce(lambda first, second: format_text(both, (first, second)), texts) if texts else ""


def _condition(condition: Condition, names: Names, translate: Translate) -> str:
    value = _joined(OR, [names.label(condition, value) for value in condition.values], translate)
    if condition.fact is not Fact.ATTRIBUTE:
        return format_text(translate(FACTS[condition.fact]), (value,))
    title = names.attributes.get(condition.attribute, condition.attribute)
    return format_text(translate(COMPARISONS[condition.operator]), (title, value))
