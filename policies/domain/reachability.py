"""Policies and rules that never decide, each with the reason and the remedy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.rules import Kind, Policy, Rule
from policies.domain.words import Sentence

CHOSEN_BY_APPS: Final = Kind.AUTHENTICATION
"""An application names its policy of this kind; the groups and the order of the policies do not matter."""


@dataclass(frozen=True, slots=True)
class Ineffective:
    """A policy, or one of its rules, that decides nothing."""

    kind: Kind
    policy: Policy[Any]
    reason: Sentence
    rule: Rule[Any] | None = None


def ineffective_policies(
    policies: Mapping[Kind, Sequence[Policy[Any]]], used_ids: frozenset[int]
) -> tuple[Ineffective, ...]:
    """Return the active policies and rules without effect, in the order of their evaluation.

    ``used_ids``: the authentication policies that applications name. A policy or rule that is off is left
    out, because an administrator has decided so.
    """
    return tuple(found for kind in Kind for found in _of_kind(kind, policies[kind], used_ids))


def _of_kind(kind: Kind, policies: Sequence[Policy[Any]], used_ids: frozenset[int]) -> Iterator[Ineffective]:
    covering: dict[int, str] = {}
    for policy in policies:
        if not policy.active:
            continue
        reason = _policy_reason(kind, policy, used_ids, covering)
        if reason is not None:
            yield Ineffective(kind, policy, reason)
            continue
        for rule, rule_reason in unreachable_rules(policy):
            yield Ineffective(kind, policy, rule_reason, rule)
        if any(rule.active and not rule.conditions for rule in policy.rules):
            covering.update(dict.fromkeys(policy.group_ids - covering.keys(), policy.name))


def _policy_reason(
    kind: Kind, policy: Policy[Any], used_ids: frozenset[int], covering: Mapping[int, str]
) -> Sentence | None:
    if policy.is_default:
        return None
    if not policy.active_rules:
        return Sentence(_("All of its rules are off. Turn one on or add a rule."))
    if kind is CHOSEN_BY_APPS:
        unused = policy.id not in used_ids
        return Sentence(_("No application uses it. Choose it on an application’s page.")) if unused else None
    if not policy.group_ids:
        return Sentence(_("It has no group, so it applies to no one. Add a group."))
    if policy.group_ids <= covering.keys():
        earlier = dict.fromkeys(name for id, name in covering.items() if id in policy.group_ids)
        reason = _("These policies come first and decide for the same groups: {0}. Move this policy up.")
        return Sentence(reason, (", ".join(earlier),))
    return None


def unreachable_rules(policy: Policy[Any]) -> Iterator[tuple[Rule[Any], Sentence]]:
    """Yield the active rules behind one without conditions; the default rule is meant to be last."""
    catch_all: Rule[Any] | None = None
    for rule in policy.rules:
        if not rule.active or rule.is_default:
            continue
        if catch_all is not None:
            reason = _("“{0}” comes first and matches everyone. Move this rule up.")
            yield rule, Sentence(reason, (catch_all.name,))
        elif not rule.conditions:
            catch_all = rule
