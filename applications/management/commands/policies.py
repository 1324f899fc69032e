"""``manage.py policies show authentication Administration``: show, enable and disable policies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.management.subcommands import (
    Result,
    Subcommand,
    SubcommandsCommand,
    argument,
    as_text,
    not_found,
)
from accounts.models import Group
from applications.selectors import labels_using
from applications.services.apps import author
from applications.services.policies import set_policy_active
from policies.domain.rules import Kind, Policy, Rule
from policies.domain.words import describe_outcome
from policies.models import Policy as Row
from policies.selectors.policy_rows import read_policies

_KINDS = [kind.value for kind in Kind]
KIND = argument("kind", choices=_KINDS, metavar="kind", help=", ".join(_KINDS))
POLICY = argument("policy", help="name of the policy")


class Command(SubcommandsCommand):
    """List, show, enable and disable policies. simulate_policy shows their decisions for a user."""

    help = "List, show, enable and disable policies. simulate_policy shows their decisions for a user."

    def subcommands(self) -> Mapping[str, Subcommand]:
        of_kind = argument("--kind", choices=_KINDS, help="list this kind only")
        return {
            "list": Subcommand("list the policies in order of evaluation", _listed, (of_kind,), writes=False),
            "show": Subcommand("show the rules of a policy", _shown, (KIND, POLICY), writes=False),
            "enable": Subcommand("enable a policy", _enabled, (KIND, POLICY)),
            "disable": Subcommand("disable a policy", _disabled, (KIND, POLICY)),
        }

    def result_text(self, result: Result) -> str:
        """Return a policy with its rules below it, each with its conditions and outcome."""
        if not isinstance(result, Mapping) or "rules" not in result:
            return super().result_text(result)
        facts = {name: value for name, value in result.items() if name != "rules"}
        return "\n".join([as_text(facts), *(_rule_words(rule) for rule in result["rules"])])


def _listed(options: dict[str, Any], _now: datetime) -> Result:
    return [
        {
            "kind": kind.value,
            "name": policy.name,
            "state": "active" if policy.active else "inactive",
            "for": _whom(kind, policy),
            "rules": len(policy.rules),
        }
        for kind, policies in read_policies().items()
        if options["kind"] in (None, kind.value)
        for policy in policies
    ]


def _whom(kind: Kind, policy: Policy[Any]) -> str:
    if policy.is_default:
        return "all other users"
    return ", ".join(_apps(kind, policy) or _groups(policy)) or "no users"


def _apps(kind: Kind, policy: Policy[Any]) -> list[str]:
    return list(labels_using(policy.id)) if kind is Kind.AUTHENTICATION else []


def _groups(policy: Policy[Any]) -> list[str]:
    return list(Group.objects.filter(pk__in=policy.group_ids).order_by("name").values_list("name", flat=True))


def _shown(options: dict[str, Any], _now: datetime) -> Result:
    kind = Kind(options["kind"])
    policy = next(
        (candidate for candidate in read_policies()[kind] if candidate.name == options["policy"]), None
    )
    if policy is None:
        raise not_found("ssr.policy.unknown", options["policy"])
    return {
        "kind": kind.value,
        "name": policy.name,
        "description": policy.description,
        "active": policy.active,
        "default": policy.is_default,
        "groups": _groups(policy),
        "apps": _apps(kind, policy),
        "rules": [_rule_data(rule) for rule in policy.rules],
    }


def _rule_data(rule: Rule[Any]) -> dict[str, Any]:
    return {
        "name": rule.name,
        "active": rule.active,
        "when": [condition.describe().english for condition in rule.conditions],
        "then": [sentence.english for sentence in describe_outcome(rule.outcome)],
    }


def _rule_words(rule: Mapping[str, Any]) -> str:
    name = rule["name"] if rule["active"] else f"{rule['name']} (inactive)"
    asked = " ".join(rule["when"]) or "Always."
    return f"- {name}\n    when: {asked}\n    then: {' '.join(rule['then'])}"


def _enabled(options: dict[str, Any], now: datetime) -> Result:
    return _switched(options, now, active=True)


def _disabled(options: dict[str, Any], now: datetime) -> Result:
    return _switched(options, now, active=False)


def _switched(options: dict[str, Any], now: datetime, *, active: bool) -> Result:
    row = Row.objects.filter(kind=options["kind"], name=options["policy"]).first()
    if row is None:
        raise not_found("ssr.policy.unknown", options["policy"])
    if row.active != active:
        set_policy_active(row, author(None, now), active=active)
    return {"kind": row.kind, "name": row.name, "active": active}
