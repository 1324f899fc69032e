"""Outcomes of rules: one table for each kind of policy, one row for each rule.

Their columns are declared by the dataclasses of ``policies.domain.outcomes``.
"""

from typing import Any, ClassVar

from django.db import models

from accounts.domain.authenticators import Authenticator
from accounts.domain.choice import choices_of
from policies.domain import outcomes
from policies.domain.rules import Kind
from policies.models.fields import add_columns
from policies.models.rules import Rule


class Outcome(models.Model):
    """The outcome of one rule. ``declared_by``: the dataclass that declares its columns."""

    objects: models.Manager[Any]
    declared_by: ClassVar[type[Any]]

    rule = models.OneToOneField(Rule, models.CASCADE, primary_key=True, related_name="%(class)s")

    class Meta:
        abstract = True
        verbose_name = "outcome"

    def __str__(self) -> str:
        return f"outcome of {self.rule}"


class SessionOutcome(Outcome):
    """Decides who gets a session, with which authenticators, and for how long."""

    declared_by = outcomes.SessionOutcome


class AuthenticationOutcome(Outcome):
    """The assurance that an app requires."""

    declared_by = outcomes.AuthenticationOutcome


class EnrollmentOutcome(Outcome):
    """Decides which authenticators are required, optional or forbidden: one row for each."""

    declared_by = outcomes.EnrollmentOutcome


class AuthenticatorSetting(models.Model):
    """The setting of one authenticator in an enrollment rule; without a row it is not allowed."""

    outcome = models.ForeignKey(EnrollmentOutcome, models.CASCADE, related_name="settings")
    authenticator = models.CharField(max_length=20, choices=choices_of(Authenticator))

    class Meta:
        verbose_name = "authenticator"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("outcome", "authenticator"), name="one_setting_of_an_authenticator"
            ),
        )

    def __str__(self) -> str:
        return f"{self.authenticator} in {self.outcome}"


class PasswordOutcome(Outcome):
    """Decides the requirements of passwords, their age, and lockout."""

    declared_by = outcomes.PasswordOutcome


class AccountManagementOutcome(Outcome):
    """The proofs required to change or recover an account."""

    declared_by = outcomes.AccountManagementOutcome


OUTCOMES: dict[Kind, type[Outcome]] = {
    Kind.SESSION: SessionOutcome,
    Kind.AUTHENTICATION: AuthenticationOutcome,
    Kind.ENROLLMENT: EnrollmentOutcome,
    Kind.PASSWORD: PasswordOutcome,
    Kind.ACCOUNT_MANAGEMENT: AccountManagementOutcome,
}
"""The type of outcome that the rules of each kind of policy have."""

for _model in OUTCOMES.values():
    add_columns(_model, _model.declared_by)
add_columns(AuthenticatorSetting, outcomes.AuthenticatorSetting)
