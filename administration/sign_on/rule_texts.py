"""Policies and rules in the words of the request's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from accounts.domain.messages import format_text
from policies.domain.rules import Policy, Rule
from policies.domain.words import Sentence, describe_outcome

MAX_RULES = 3
"""The number of rules in a list; the policy's page has all of them."""


def sentence_text(sentence: Sentence) -> str:
    """Return one sentence."""
    return format_text(gettext(sentence.text), sentence.params)


def sentences_text(sentences: Iterable[Sentence]) -> str:
    """Return several sentences."""
    return " ".join(map(sentence_text, sentences))


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as a page shows it."""

    id: int
    name: str
    active: bool
    is_default: bool
    conditions: tuple[str, ...]
    outcome: tuple[str, ...]
    is_first: bool = False
    is_last: bool = False


def rule_texts(policy: Policy[Any]) -> list[RuleText]:
    """Return a policy's rules in their order; those that cannot move further say so."""
    moving = [rule.id for rule in policy.rules if not rule.is_default]
    return [_rule_text(rule, moving) for rule in policy.rules]


def _rule_text(rule: Rule[Any], moving: list[int]) -> RuleText:
    return RuleText(
        id=rule.id,
        name=rule.name,
        active=rule.active,
        is_default=rule.is_default,
        conditions=tuple(sentence_text(condition.describe()) for condition in rule.conditions),
        outcome=tuple(map(sentence_text, describe_outcome(rule.outcome))),
        is_first=moving[:1] == [rule.id],
        is_last=moving[-1:] == [rule.id],
    )


def policy_summary(policy: Policy[Any]) -> str:
    """Return what a policy does in one sentence: the first sentence of each active rule's outcome."""
    rules = [rule for rule in policy.rules if rule.active]
    if not rules:
        return gettext("No active rules: this policy has no effect.")
    summaries = [
        f"{rule.name}: {sentence_text(describe_outcome(rule.outcome)[0])}" for rule in rules[:MAX_RULES]
    ]
    left = len(rules) - MAX_RULES
    if left > 0:
        summaries.append(ngettext("%(count)d more rule", "%(count)d more rules", left) % {"count": left})
    return " · ".join(summaries)


def users_text(count: int) -> str:
    """Describe the users of a policy by their number."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}
