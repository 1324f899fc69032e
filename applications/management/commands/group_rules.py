"""``manage.py group_rules test "Finance people"``: group rules on the command line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.domain.group_rule_sentences import describe_rule
from accounts.domain.group_rules import read_conditions
from accounts.domain.text import tidy
from accounts.management.subcommands import Result, Subcommand, SubcommandsCommand, argument, not_found
from accounts.models import GroupRule, RuleRecomputation
from accounts.profile.rule_changes import RuleDraft, delete_rule, save_rule
from accounts.profile.rule_preview import preview_rule
from accounts.profile.rule_recomputation import request_recomputation
from applications.selectors import group_rule_names

RULE = argument("rule", help="name of the rule")


class Command(SubcommandsCommand):
    """List, test, activate, deactivate, recompute and delete group rules."""

    help = "List, test, activate, deactivate, recompute and delete group rules."

    def subcommands(self) -> Mapping[str, Subcommand]:
        rule = (RULE,)
        return {
            "list": Subcommand("list the rules as sentences", _listed, writes=False),
            "show": Subcommand("show a rule", _shown, rule, writes=False),
            "test": Subcommand("show who matches, and who would join and leave", _tested, rule, writes=False),
            "activate": Subcommand("activate a rule", _activated, rule),
            "deactivate": Subcommand("deactivate a rule; its memberships are removed", _deactivated, rule),
            "recompute": Subcommand("have the memberships of a rule computed again", _recomputed, rule),
            "delete": Subcommand("delete a rule; its memberships are removed", _deleted, rule),
        }


def _found(options: Mapping[str, Any]) -> GroupRule:
    """Return the rule of this name. Raises CommandError."""
    rule = GroupRule.objects.filter(name=tidy(options["rule"])).first()
    if rule is None:
        raise not_found("ssr.group_rule.unknown", options["rule"])
    return rule


def _listed(_options: dict[str, Any], _now: datetime) -> Result:
    return [_facts(rule) for rule in GroupRule.objects.prefetch_related("groups")]


def _shown(options: dict[str, Any], _now: datetime) -> Result:
    return _facts(_found(options))


def _facts(rule: GroupRule) -> dict[str, Any]:
    groups = sorted(group.name for group in rule.groups.all())
    conditions = read_conditions(rule.conditions)
    is_running = RuleRecomputation.objects.filter(rule_id=rule.public_id).exists()
    return {
        "name": rule.name,
        "active": rule.active,
        "effect": describe_rule(conditions, groups, group_rule_names(), str),
        "memberships": "being updated" if is_running else "up to date",
    }


def _tested(options: dict[str, Any], _now: datetime) -> Result:
    rule = _found(options)
    groups = frozenset(rule.groups.values_list("pk", flat=True))
    found = preview_rule(read_conditions(rule.conditions), groups, rule_id=rule.public_id, active=rule.active)
    return {
        "name": rule.name,
        "people": found.people,
        "first": [user.email for user in found.matching],
        "joining": found.joining,
        "leaving": found.leaving,
        "examined": found.examined,
        "complete": found.is_complete,
    }


def _activated(options: dict[str, Any], now: datetime) -> Result:
    return _switched(options, now, active=True)


def _deactivated(options: dict[str, Any], now: datetime) -> Result:
    return _switched(options, now, active=False)


def _switched(options: dict[str, Any], now: datetime, *, active: bool) -> Result:
    rule = _found(options)
    if rule.active != active:
        rule.active = active
        draft = RuleDraft(rule, read_conditions(rule.conditions), tuple(rule.groups.all()))
        save_rule(draft, actor=None, now=now)
    return _facts(rule)


def _recomputed(options: dict[str, Any], now: datetime) -> Result:
    rule = _found(options)
    request_recomputation(rule.public_id, now)
    return _facts(rule)


def _deleted(options: dict[str, Any], now: datetime) -> Result:
    rule = _found(options)
    delete_rule(rule, actor=None, now=now)
    return {"deleted": options["rule"]}
