"""Ordered policies, the network zones that their rules name, and enumeration prevention."""

from typing import ClassVar, TypeVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.domain.choice import choices_of
from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models import Group
from accounts.models.versions import VersionedModel
from policies.domain.protection import Protection
from policies.domain.rules import Kind
from policies.domain.zones import MAX_MULTIPLIER
from policies.models.fields import add_columns

KINDS = choices_of(Kind)
_Row = TypeVar("_Row", bound=models.Model)


class PublishedPolicies(models.Manager[_Row]):
    """The policies in force: without drafts, which no query but those for editing them may find."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        return super().get_queryset().filter(draft_of=None)


class Policy(VersionedModel):
    """Rules for some users or, of an authentication policy, for some apps. The default one is for the rest.

    ``position`` counts among the policies of one kind; the default one is always last. A draft is a row of
    its own with rules of its own; the managers of queries leave it out. ``based_on``: the number of the
    policy's version that it was copied from.
    """

    objects = PublishedPolicies["Policy"]()
    with_drafts: ClassVar[models.Manager["Policy"]] = models.Manager()

    draft_of = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="draft"
    )
    based_on = models.PositiveIntegerField(default=0, editable=False)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=20, choices=KINDS)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=1024, blank=True)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    is_default = models.BooleanField("default", default=False, editable=False)
    groups = models.ManyToManyField(
        Group, blank=True, related_name="+", help_text="The policy applies to members of these groups."
    )

    class Meta:
        verbose_name_plural = "policies"
        ordering = ("kind", "is_default", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind",),
                condition=models.Q(is_default=True, draft_of=None),
                name="one_default_policy_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=("kind", "name"), condition=models.Q(draft_of=None), name="one_policy_of_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name if self.draft_of_id is None else f"{self.name} (draft)"

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.POLICY, self.public_id)


class NetworkZone(VersionedModel):
    """A name for some networks."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    networks = models.TextField(
        help_text="One network or IP address per line, such as 203.0.113.0/24 or 2001:db8::/32."
    )
    limit_multiplier = models.PositiveSmallIntegerField(
        "rate limit multiplier",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_MULTIPLIER)],
        help_text=(
            "Multiplies the limits of each IP address in the zone. Raise it for an office whose users share "
            f"an address. From 1 to {MAX_MULTIPLIER}."
        ),
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.ZONE, self.public_id)


class AccountProtection(VersionedModel):
    """Enumeration prevention, the lifetime of emailed codes, and notices."""

    class Meta:
        verbose_name = "account protection"
        verbose_name_plural = "account protection"

    def __str__(self) -> str:
        return "Account protection"


add_columns(AccountProtection, Protection)
