"""``manage.py policies show authentication Administration``: show, enable and disable policies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar

from django.db.models import QuerySet

from accounts.management.subcommands import (
    Result,
    Subcommand,
    SubcommandsCommand,
    argument,
    as_text,
    not_found,
)
from accounts.models import Group
from applications.management.lookups import app_named
from applications.selectors import labels_using
from applications.services.apps import author
from applications.services.policies import set_policy_active
from applications.services.recipes import RECIPES, RecipeValues, apply_recipe
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind, Policy, Rule
from policies.domain.words import describe_outcome
from policies.models import NetworkZone
from policies.models import Policy as Row
from policies.selectors.policy_rows import read_policies

RowT = TypeVar("RowT", Row, NetworkZone, ProfileEnrollmentPolicy)
OPTION_OF: Final = {"domains": "--domain", "passkeys": "--no-passkeys"}
_KINDS = [kind.value for kind in Kind]
KIND = argument("kind", choices=_KINDS, metavar="kind", help=", ".join(_KINDS))
POLICY = argument("policy", help="name of the policy")
RECIPE = argument("recipe", choices=[recipe.key for recipe in RECIPES], help="key of the recipe")
CHOICES = (
    argument("--application", help="client id or name of the application"),
    argument("--policy", help="name of the authentication policy"),
    argument("--zone", help="name of the network zone"),
    argument("--form", help="name of the profile enrollment policy"),
    argument("--domain", action="append", default=[], help="email domain; repeat the option for more"),
    argument("--no-passkeys", action="store_true", help="do not accept passkeys in place of the app"),
)


class Command(SubcommandsCommand):
    """List, show, enable and disable policies. simulate_policy shows their decisions for a user."""

    help = "List, show, enable and disable policies. simulate_policy shows their decisions for a user."
    options_of: ClassVar[Mapping[str, str]] = {"allowed_domains": "--domain"}

    def subcommands(self) -> Mapping[str, Subcommand]:
        of_kind = argument("--kind", choices=_KINDS, help="list this kind only")
        return {
            "list": Subcommand("list the policies in order of evaluation", _listed, (of_kind,), writes=False),
            "show": Subcommand("show the rules of a policy", _shown, (KIND, POLICY), writes=False),
            "enable": Subcommand("enable a policy", _enabled, (KIND, POLICY)),
            "disable": Subcommand("disable a policy", _disabled, (KIND, POLICY)),
            "recipes": Subcommand("list the recipes with their options", _recipes, writes=False),
            "recipe": Subcommand("write the policies of a recipe", _recipe, (RECIPE, *CHOICES)),
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
    conditions = " ".join(rule["when"]) or "Always."
    return f"- {name}\n    if: {conditions}\n    then: {' '.join(rule['then'])}"


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


def _recipes(_options: dict[str, Any], _now: datetime) -> Result:
    return [
        {
            "recipe": recipe.key,
            "title": recipe.title,
            "options": " ".join(OPTION_OF.get(field, f"--{field}") for field in recipe.fields),
        }
        for recipe in RECIPES
    ]


def _recipe(options: dict[str, Any], now: datetime) -> Result:
    [recipe] = (recipe for recipe in RECIPES if recipe.key == options["recipe"])
    values = RecipeValues(
        application=app_named(options["application"]) if options["application"] else None,
        policy=_named(Row.objects.filter(kind=Kind.AUTHENTICATION), options["policy"], "ssr.policy.unknown"),
        zone=_named(NetworkZone.objects.all(), options["zone"], "ssr.policy.zone_unknown"),
        form=_named(ProfileEnrollmentPolicy.objects.all(), options["form"], "ssr.policy.unknown"),
        domains="\n".join(options["domain"]),
        passkeys=not options["no_passkeys"],
    )
    row = apply_recipe(recipe, values, author(None, now))
    return {"recipe": recipe.key, "name": row.name}


def _named(rows: QuerySet[RowT], name: str | None, unknown: str) -> RowT | None:
    """Return the row of this name, or nothing without one. Raises CommandError."""
    if not name:
        return None
    row = rows.filter(name=name).first()
    if row is None:
        raise not_found(unknown, name)
    return row
