"""A rule as one form: when it decides, and what it answers then."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.forms.models import construct_instance

from accounts.domain.authenticators import Authenticator
from accounts.domain.violations import Violation
from administration.confirmed_changes import ImpactForm
from administration.sign_on.authenticator_settings import chosen_settings, field_name, setting_fields
from administration.sign_on.condition_fields import columns_of, condition_fields
from administration.sign_on.outcome_fields import current_settings, outcome_fields, outcome_row
from administration.sign_on.strength import strength_fields, write_strength
from policies.domain.outcomes import NO_SETTINGS
from policies.domain.rules import Kind
from policies.models import AuthenticationOutcome, Outcome, Policy, Rule
from policies.services.rules import RuleDraft, check_rule, save_rule


class RuleForm(ImpactForm):
    """Conditions and outcome of one rule. The page binds the policy and how the outcome stands now."""

    policy: ClassVar[Policy]
    outcome: ClassVar[Outcome]
    outcome_names: ClassVar[Sequence[str]]

    class Meta:
        model = Rule
        fields = ("name", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.policy = self.policy
        if self.instance.is_default:
            del self.fields["active"]

    @property
    def kind(self) -> Kind:
        return Kind(self.policy.kind)

    def draft(self) -> RuleDraft:
        """Return what was filled in, as rows of its own."""
        row, outcome, lists = copy(self.instance), copy(self.outcome), {}
        for column in columns_of(self.kind):
            if column.name not in self.cleaned_data:
                continue
            if column.kind.is_list:
                lists[column.name] = tuple(self.cleaned_data[column.name])
            else:
                setattr(row, column.name, self.cleaned_data[column.name])
        construct_instance(self, outcome, self.outcome_names)
        if isinstance(outcome, AuthenticationOutcome):
            write_strength(self.cleaned_data, outcome)
        settings = chosen_settings(self.cleaned_data) if self.kind is Kind.ENROLLMENT else NO_SETTINGS
        return RuleDraft(row, outcome, lists, settings)

    def violations(self) -> tuple[Violation, ...]:
        return check_rule(self.draft())

    def write(self) -> Rule:
        return save_rule(self.draft(), self.author)

    def add_violations(self, violations: tuple[Violation, ...]) -> None:
        """Show each violation at its field; an enrollment rule has a line for each authenticator."""
        if self.kind is Kind.ENROLLMENT:
            lines = {authenticator.value: field_name(authenticator.value) for authenticator in Authenticator}
            violations = tuple(
                Violation(lines.get(violation.field, violation.field), violation.code, violation.params)
                for violation in violations
            )
        super().add_violations(violations)


def rule_form(policy: Policy, row: Rule, bound: dict[str, Any], preset: str = "") -> type[RuleForm]:
    """Return the form for a rule of this policy: the conditions and the outcome of its kind."""
    kind = Kind(policy.kind)
    outcome = outcome_row(kind, row, preset)
    answers = outcome_fields(outcome)
    fields: dict[str, forms.Field] = {} if row.is_default else condition_fields(kind, row)
    if kind is Kind.ENROLLMENT:
        fields |= setting_fields(current_settings(outcome))
    if isinstance(outcome, AuthenticationOutcome):
        fields |= strength_fields(outcome)
        del answers["excluded"]
    own = {"policy": policy, "outcome": outcome, "outcome_names": tuple(answers)}
    return type("Form", (RuleForm,), {**fields, **answers, **own, **bound})
