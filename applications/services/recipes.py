"""Recipes: common requirements as the policies and rules that meet them, written in one atomic block.

Each writes by the ordinary services, so that checks, events and the lock-out check are those of a form. A
recipe adds and changes rules; it never removes one. It may run twice: to look at its effect, and to write.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

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
from policies.domain.assurance import Requirement
from policies.domain.outcomes import AuthenticationOutcome, AuthenticatorSetting, FirstFactor, Need
from policies.domain.reachability import unreachable_rules
from policies.domain.rules import Kind
from policies.models import OUTCOMES, NetworkZone, Policy, Rule
from policies.selectors.outcomes import outcome_of
from policies.selectors.policy_rows import read_policies
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
    with transaction.atomic():
        return recipe.write(_reread(values), author)


def _reread(values: RecipeValues) -> RecipeValues:
    """Return the values with rows of their own: a write that is taken back leaves its changes in a row."""
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
    requirement = Requirement(factors=2, possession=True, phishing_resistant=True)
    return _own_policy(application, _("Passkeys"), requirement, author)


def _own_policy(application: Application, name: str, requirement: Requirement, author: Author) -> Policy:
    """Give an application an authentication policy with one rule for everyone."""
    of_kind = Policy.objects.filter(kind=Kind.AUTHENTICATION)
    free_name = unused_name(of_kind, f"{application.label}: {name}")
    policy = save_policy(PolicyDraft(Policy(kind=Kind.AUTHENTICATION.value, name=free_name)), author)
    save_rule(_new_rule(policy, name, AuthenticationOutcome(requirement=requirement)), author)
    application.authentication_policy = policy
    save_application(application, author)
    return policy


def _require_two_factors_outside(values: RecipeValues, author: Author) -> Policy:
    policy: Policy = _chosen(values.policy, "policy")
    zone: NetworkZone = _chosen(values.zone, "zone")
    outcome = AuthenticationOutcome(requirement=Requirement(factors=2))
    draft = _new_rule(policy, f"Outside {zone.name}", outcome)
    rule = save_rule(replace(draft, lists={"zones_excluded": [zone]}), author)
    # Earlier rules keep deciding: put first, this one would loosen them.
    [read] = (found for found in read_policies()[Kind.AUTHENTICATION] if found.id == policy.pk)
    for unreachable, reason in unreachable_rules(read):
        if unreachable.id == rule.pk:
            raise ValidationFailed([Violation("policy", "ssr.recipe.unreachable", reason.params)])
    return policy


def _make_password_optional(values: RecipeValues, author: Author) -> ProfileEnrollmentPolicy:
    form = _chosen(values.form, "form")
    for kind in (Kind.SESSION, Kind.ENROLLMENT):
        defaults = Rule.objects.select_related("policy").filter(policy__kind=kind, policy__is_default=True)
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
    form = _chosen(values.form, "form")
    form.allowed_domains = values.domains
    return save_form(form, author)


def _new_rule(policy: Policy, name: str, outcome: Any) -> RuleDraft:
    row = OUTCOMES[Kind(policy.kind)]()
    write_value(outcome, row)
    return RuleDraft(Rule(policy=policy, name=name), row)


def _chosen(row: Any, field: str) -> Any:
    if row is None:
        raise ValidationFailed([Violation(field, "ssr.recipe.required")])
    return row


RECIPES: Final = (
    Recipe(
        "require-authenticator-app",
        _("Require an authenticator app for an application"),
        _("Everyone who opens it also enters a code from an authenticator app. Its policy is replaced."),
        ("application", "passkeys"),
        ("applications.change_application", "policies.add_authenticationpolicy"),
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
        _("Only a passkey opens the administration. Add one to your own account first."),
        (),
        ("applications.change_application", "policies.add_authenticationpolicy"),
        _require_passkeys,
        owners_only=True,
    ),
    Recipe(
        "password-optional",
        _("Make the password optional"),
        _("The form stops asking for a password. People sign in with a code or a passkey instead."),
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
        ("applications.change_application", "enrollment.change_profileenrollmentpolicy"),
        _close_sign_up,
    ),
    Recipe(
        "allow-domains",
        _("Allow only these email domains"),
        _("Only addresses at these domains can sign up with the form."),
        ("form", "domains"),
        ("enrollment.change_profileenrollmentpolicy",),
        _allow_domains,
    ),
)
