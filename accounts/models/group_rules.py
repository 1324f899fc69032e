"""Group rules, and the work that a change of one leaves to a task."""

from django.db import models

from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models.groups import Group
from accounts.models.versions import VersionedModel


class GroupRule(VersionedModel):
    """A rule that puts users into groups: see ``accounts.domain.group_rules``."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    active = models.BooleanField(default=True, help_text="An inactive rule puts no one into a group.")
    conditions = models.JSONField(default=list, editable=False)
    trusts_user_values = models.BooleanField(
        "may use what people write themselves",
        default=False,
        help_text="People can change some attributes themselves, and with them the groups of such a rule.",
    )
    groups = models.ManyToManyField(Group, verbose_name="groups")

    class Meta:
        verbose_name = "group rule"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.GROUP_RULE, self.public_id)


class RuleRecomputation(models.Model):
    """Memberships that a changed, deactivated or deleted rule makes a task compute again.

    ``user_after``: every user up to this id is done. ``is_last``: the second pass, over recent users only.
    """

    rule_id = models.CharField(max_length=32, unique=True)
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    user_after = models.BigIntegerField(default=0)
    is_last = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.rule_id
