"""Each kind of policy under a name of its own, so that it has its own list and its own permissions."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.db import models

from policies.domain.rules import Kind
from policies.models.policies import Policy, PublishedPolicies


class OfKind(PublishedPolicies[Any]):
    """The policies of the model's own kind, without drafts."""

    def get_queryset(self) -> models.QuerySet[Any]:
        model: Any = self.model
        return super().get_queryset().filter(kind=model.of_kind.value)


class SessionPolicy(Policy):
    """Decides who gets a session."""

    of_kind: ClassVar[Kind] = Kind.SESSION
    objects: ClassVar[OfKind] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "global session policy"
        verbose_name_plural = "global session policies"


class AuthenticationPolicy(Policy):
    """Decides who can open an application, and with which assurance."""

    of_kind: ClassVar[Kind] = Kind.AUTHENTICATION
    objects: ClassVar[OfKind] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "authentication policy"
        verbose_name_plural = "authentication policies"


class EnrollmentPolicy(Policy):
    """Decides which authenticators users set up."""

    of_kind: ClassVar[Kind] = Kind.ENROLLMENT
    objects: ClassVar[OfKind] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "authenticator enrollment policy"
        verbose_name_plural = "authenticator enrollment policies"


class PasswordPolicy(Policy):
    """Decides the requirements of passwords, and lockout."""

    of_kind: ClassVar[Kind] = Kind.PASSWORD
    objects: ClassVar[OfKind] = OfKind()

    class Meta:
        proxy = True
        verbose_name = "password policy"
        verbose_name_plural = "password policies"


class AccountManagementPolicy(Policy):
    """Decides which proofs a change of an account requires."""

    of_kind: ClassVar[Kind] = Kind.ACCOUNT_MANAGEMENT
    objects: ClassVar[OfKind] = OfKind()

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
