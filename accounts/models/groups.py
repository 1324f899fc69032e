"""Groups of users; administrators' permissions are Django's groups, which are called roles."""

from django.conf import settings
from django.contrib.auth.models import Group as DjangoGroup
from django.db import models

from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models.versions import VersionedModel


class Group(VersionedModel):
    """A group of users, named by an administrator."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=255, unique=True)
    description = models.CharField(max_length=1024, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.GROUP, self.public_id)


class MembershipSource(models.TextChoices):
    """The source of a membership."""

    POLICY = "policy", "Profile enrollment policy"
    ADMINISTRATOR = "administrator", "Administrator"
    RULE = "rule", "Group rule"
    IMPORT = "import", "Import"


class Membership(models.Model):
    """One reason why a user is in a group. The user is a member while one such row remains.

    ``source_id`` is the public id of the policy, group rule or import. Administrators act as one, without id.
    """

    # Each has an index that begins with it: the constraint's, and the one by which members are counted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", db_index=False
    )
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", db_index=False)
    source = models.CharField("added by", max_length=20, choices=MembershipSource.choices)
    source_id = models.CharField(max_length=32, blank=True)
    granted_at = models.DateTimeField("added")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "group", "source", "source_id"), name="one_membership_per_source"
            ),
        )
        indexes = (
            models.Index(fields=("group", "user"), name="membership_of_group"),
            models.Index(
                fields=("source_id", "user"),
                condition=models.Q(source=MembershipSource.RULE.value),
                name="membership_by_rule",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


class Role(DjangoGroup):
    """A set of permissions. No policy, form, hook or import reaches one; only owners give them."""

    class Meta:
        proxy = True
        verbose_name = "role"
        verbose_name_plural = "roles"
