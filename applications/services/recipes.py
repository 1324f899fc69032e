"""Recipes: common requirements as the policies and rules that meet them, written in one atomic block.

Each writes by the ordinary services, so that checks, events and the lock-out check are those of a form. A
recipe adds and changes rules; it never removes one. What requires more keeps what was required before. It may
run twice: to look at its effect, and to write.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Model

from accounts.configuration_cache import locked_version
from accounts.domain.authenticators import Authenticator
from accounts.domain.columns import write_value
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.violations import ValidationFailed, Violation
from applications.domain import ADMINISTRATION
from applications.models import Application
from applications.services.apps import save_application
from applications.services.sign_up import close_sign_up, save_form, unused_name
from enrollment.domain.form import PasswordPage
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import domains_of
from policies.domain.assurance import Requirement
from policies.domain.conditions import read_conditions
from policies.domain.outcomes import AuthenticationOutcome, AuthenticatorSetting, FirstFactor, Need
from policies.domain.rules import Kind
from policies.domain.rules import Policy as ReadPolicy
from policies.domain.rules import Rule as ReadRule
from policies.models import OUTCOMES, NetworkZone, Policy, Rule
from policies.selectors.outcomes import outcome_of
from policies.selectors.policy_rows import read_policies
from policies.services.change_blocks import one_change
from policies.services.policies import PolicyDraft, save_policy
from policies.services.policy_changes import Author
from policies.services.rules import RuleDraft, draft_of, save_rule

NOT_AN_APP: Final = frozenset(
    {
        Authenticator.EMAIL,
        Authenticator.PHONE,
        Authenticator.SECURITY_QUESTION,
        Authenticator.RECOVERY_CODE,
    }
)
"""Never accepted in place of an authenticator app. A recovery code still opens the account's own pages."""


@dataclass(frozen=True, slots=True)
class RecipeValues:
    """What an administrator chooses for a recipe; each recipe names the fields that it needs."""

    application: Application | None = None
    policy: Policy | None = None
    zone: NetworkZone | None = None
    form: ProfileEnrollmentPolicy | None = None
    domains: str = ""
    passkeys: bool = True


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe. ``fields`` are the fields of ``RecipeValues`` that it needs.

    ``permissions`` are all required. ``write`` returns the row that was changed or created. ``owners_only``:
    it decides who opens the administration.
    """

    key: str
    title: str
    help: str
    fields: tuple[str, ...]
    permissions: tuple[str, ...]
    write: Callable[[RecipeValues, Author], Policy | ProfileEnrollmentPolicy]
    owners_only: bool = False


def apply_recipe(recipe: Recipe, values: RecipeValues, author: Author) -> Policy | ProfileEnrollmentPolicy:
    """Write what a recipe needs and return the row that it changed. Raises ValidationFailed."""
    with one_change():
        # What a recipe decides by must not change before it writes.
        locked_version()
        return recipe.write(_reread(values), author)


def _reread(values: RecipeValues) -> RecipeValues:
    """Return the values with rows of their own: a write that is rolled back leaves its changes in a row."""
    rows = {name: getattr(values, name) for name in ("application", "policy", "zone", "form")}
    return replace(
        values, **{name: type(row).objects.get(pk=row.pk) for name, row in rows.items() if row is not None}
    )


def _require_authenticator_app(values: RecipeValues, author: Author) -> Policy:
    application = _chosen(values.application, "application")
    excluded = NOT_AN_APP if values.passkeys else NOT_AN_APP | {Authenticator.PASSKEY}
    requirement = Requirement(factors=2, possession=True, excluded=excluded)
    return _own_policy(application, _("Authenticator app"), requirement, author)


def _require_passkeys(_values: RecipeValues, author: Author) -> Policy:
    application = Application.objects.get(key=ADMINISTRATION)
    requirement = Requirement(factors=2, possession=True, phishing_resistant=True, user_verifying=True)
    return _own_policy(application, _("Passkeys"), requirement, author)


def _own_policy(application: Application, name: str, requirement: Requirement, author: Author) -> Policy:
    """Give an application an authentication policy of one rule for everyone, at least as strict as before."""
    former, default = _policy_and_default(application.authentication_policy)
    own = () if former.is_default else former.active_rules
    if any(rule.conditions or not rule.outcome.allowed for rule in own):
        raise ValidationFailed([Violation("application", "ssr.recipe.other_rules", (former.name,))])
    replaced = own[:1] or _until_everyone(default.active_rules)
    outcome = _tightened(replaced, requirement, "application", default)
    if application.authentication_policy is not None and [rule.outcome for rule in own] == [outcome]:
        return application.authentication_policy
    of_kind = Policy.objects.filter(kind=Kind.AUTHENTICATION)
    free_name = unused_name(of_kind, f"{application.label}: {name}")
    policy = save_policy(PolicyDraft(Policy(kind=Kind.AUTHENTICATION.value, name=free_name)), author)
    save_rule(_new_rule(policy, name, outcome), author)
    application.authentication_policy = policy
    save_application(application, author)
    return policy


def _require_two_factors_outside(values: RecipeValues, author: Author) -> Policy:
    policy: Policy = _chosen(values.policy, "policy")
    zone: NetworkZone = _chosen(values.zone, "zone")
    read, default = _policy_and_default(policy)
    # Earlier rules keep deciding: the new one comes behind them, and before what decides without them.
    explicit = [rule for rule in read.rules if rule.active and not rule.is_default]
    _raise_if_behind([rule for rule in explicit if not rule.conditions])
    behind = default.active_rules[-1:] if read.is_default else _until_everyone(default.active_rules)
    outcome = _tightened(behind, Requirement(factors=2), "policy", default)
    draft = _new_rule(policy, f"Outside {zone.name}", outcome, zones_excluded=[zone])
    conditions = read_conditions(draft.values())
    alike = [rule for rule in explicit if rule.conditions == conditions]
    if alike and alike[0].outcome == outcome:
        return policy
    _raise_if_behind(alike)
    save_rule(draft, author)
    return policy


def _raise_if_behind(deciding: Sequence[ReadRule[Any]]) -> None:
    """Raise ValidationFailed when a rule decides before a new one would."""
    if deciding:
        raise ValidationFailed([Violation("policy", "ssr.recipe.unreachable", (deciding[0].name,))])


def _policy_and_default(row: Policy | None) -> tuple[ReadPolicy[Any], ReadPolicy[Any]]:
    """Return an authentication policy and the default one, which stands for none."""
    policies = read_policies()[Kind.AUTHENTICATION]
    default = next(policy for policy in policies if policy.is_default)
    return next((policy for policy in policies if row is not None and policy.id == row.pk), default), default


def _until_everyone(rules: Sequence[ReadRule[Any]]) -> Sequence[ReadRule[Any]]:
    """Return the rules up to the first without conditions: those that can decide."""
    last = next(place for place, rule in enumerate(rules) if not rule.conditions)
    return rules[: last + 1]


def _tightened(
    replaced: Sequence[ReadRule[Any]], requirement: Requirement, field: str, default: ReadPolicy[Any]
) -> AuthenticationOutcome:
    """Return the outcome of the last of these rules with a requirement added.

    Raises ValidationFailed where one of the rules denies, or one of the default policy requires more.
    """
    last: AuthenticationOutcome = replaced[-1].outcome
    outcome = replace(last, requirement=last.requirement.stricter(requirement))
    for rule in replaced:
        if not rule.outcome.allowed:
            raise ValidationFailed([Violation(field, "ssr.recipe.denies", (rule.name,))])
        if outcome.requirement.stricter(rule.outcome.requirement) != outcome.requirement:
            raise ValidationFailed([Violation(field, "ssr.recipe.other_rules", (default.name,))])
    return outcome


def _make_password_optional(values: RecipeValues, author: Author) -> ProfileEnrollmentPolicy:
    form = _chosen(values.form, "form")
    for kind in (Kind.SESSION, Kind.ENROLLMENT):
        defaults = Rule.objects.select_related("policy").filter(
            policy__kind=kind, policy__is_default=True, policy__draft_of=None
        )
        draft = draft_of(defaults.get(is_default=True))
        if kind is Kind.SESSION:
            write_value(replace(outcome_of(draft.outcome), first_factor=FirstFactor.ANY), draft.outcome)
        else:
            optional = {Authenticator.PASSWORD: AuthenticatorSetting(Need.OPTIONAL)}
            draft = replace(draft, settings={**draft.settings, **optional})
        save_rule(draft, author)
    form.password_page = PasswordPage.NONE.value
    return save_form(form, author)


def _close_sign_up(values: RecipeValues, author: Author) -> ProfileEnrollmentPolicy:
    return close_sign_up(_chosen(values.application, "application"), author)


def _allow_domains(values: RecipeValues, author: Author) -> ProfileEnrollmentPolicy:
    form: ProfileEnrollmentPolicy = _chosen(values.form, "form")
    present = domains_of(form.allowed_domains)
    form.allowed_domains = values.domains
    saved = save_form(form, author)
    # Compared as saved: only then are the typed domains checked and in their ASCII form.
    if not present <= domains_of(saved.allowed_domains):
        listed = ", ".join(sorted(present))
        raise ValidationFailed([Violation("allowed_domains", "ssr.recipe.has_domains", (form.name, listed))])
    return saved


def _new_rule(policy: Policy, name: str, outcome: Any, **lists: Sequence[Model]) -> RuleDraft:
    row = OUTCOMES[Kind(policy.kind)]()
    write_value(outcome, row)
    return RuleDraft(Rule(policy=policy, name=name), row, lists)


def _chosen(row: Any, field: str) -> Any:
    if row is None:
        raise ValidationFailed([Violation(field, "ssr.recipe.required")])
    return row


_OWN_POLICY_PERMISSIONS: Final = (
    "applications.change_application",
    "policies.add_authenticationpolicy",
    "policies.change_authenticationpolicy",
)

RECIPES: Final = (
    Recipe(
        "require-authenticator-app",
        _("Require an authenticator app for an application"),
        _("Everyone who opens it also enters a code from an authenticator app. Its policy is replaced."),
        ("application", "passkeys"),
        _OWN_POLICY_PERMISSIONS,
        _require_authenticator_app,
    ),
    Recipe(
        "two-factors-outside",
        _("Require two factors outside the office"),
        _("Adds a rule to the policy for everyone whose network isn’t in the zone."),
        ("policy", "zone"),
        ("policies.change_authenticationpolicy",),
        _require_two_factors_outside,
    ),
    Recipe(
        "passkeys-for-administrators",
        _("Require passkeys for administrators"),
        _(
            "Only a passkey with a PIN or biometric opens the administration. Its policy is replaced. "
            "Add a passkey to your own account first."
        ),
        (),
        _OWN_POLICY_PERMISSIONS,
        _require_passkeys,
        owners_only=True,
    ),
    Recipe(
        "password-optional",
        _("Make the password optional"),
        _(
            "The form stops asking for a password. People sign in with a code or a passkey instead. "
            "The default global session and authenticator enrollment policies change, too."
        ),
        ("form",),
        (
            "enrollment.change_profileenrollmentpolicy",
            "policies.change_sessionpolicy",
            "policies.change_enrollmentpolicy",
        ),
        _make_password_optional,
    ),
    Recipe(
        "close-sign-up",
        _("Close sign-up for an application"),
        _("People who come from it can only sign in. Other applications keep their forms."),
        ("application",),
        (
            "applications.change_application",
            "enrollment.add_profileenrollmentpolicy",
            "enrollment.change_profileenrollmentpolicy",
        ),
        _close_sign_up,
    ),
    Recipe(
        "allow-domains",
        _("Allow only these email domains"),
        _("Only addresses at these domains can sign up with the form. Include the domains that it has."),
        ("form", "domains"),
        ("enrollment.change_profileenrollmentpolicy",),
        _allow_domains,
    ),
)
