"""Each kind of policy under a name of its own, so that it has its own list and its own permissions."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.db import models

from policies.domain.rules import Kind
from policies.models.policies import Policy


class OfKind(models.Manager[Any]):
    """The policies of the model's own kind."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(kind=self.model.of_kind.value)


class SessionPolicy(Policy):
    """Who gets a session."""

    of_kind: ClassVar[Kind] = Kind.SESSION
    objects: ClassVar[models.Manager[Any]] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "global session policy"
        verbose_name_plural = "global session policies"


class AuthenticationPolicy(Policy):
    """Who may come into an app."""

    of_kind: ClassVar[Kind] = Kind.AUTHENTICATION
    objects: ClassVar[models.Manager[Any]] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "authentication policy"
        verbose_name_plural = "authentication policies"


class EnrollmentPolicy(Policy):
    """What users set up."""

    of_kind: ClassVar[Kind] = Kind.ENROLLMENT
    objects: ClassVar[models.Manager[Any]] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "authenticator enrollment policy"
        verbose_name_plural = "authenticator enrollment policies"


class PasswordPolicy(Policy):
    """How passwords are."""

    of_kind: ClassVar[Kind] = Kind.PASSWORD
    objects: ClassVar[models.Manager[Any]] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "password policy"
        verbose_name_plural = "password policies"


class AccountManagementPolicy(Policy):
    """The proofs required to change an account."""

    of_kind: ClassVar[Kind] = Kind.ACCOUNT_MANAGEMENT
    objects: ClassVar[models.Manager[Any]] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "account management policy"
        verbose_name_plural = "account management policies"


POLICY_MODELS: Final[Mapping[Kind, Any]] = {
    model.of_kind: model
    for model in (
        SessionPolicy,
        AuthenticationPolicy,
        EnrollmentPolicy,
        PasswordPolicy,
        AccountManagementPolicy,
    )
}
