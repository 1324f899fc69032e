"""Security changes of a user, kept for seven days so that the owner can undo them."""

from django.conf import settings
from django.db import models

from accounts.domain.authenticators import Authenticator
from accounts.domain.choice import choices_of
from accounts.domain.security_changes import SecurityChangeKind
from accounts.models.credentials import Challenge


class SecurityChange(models.Model):
    """One change. ``login``, ``email`` and ``email_verified`` are the user's as they were before it.

    ``added`` is the public id of the authenticator enrollment that it added, ``left_groups`` are the
    memberships that a new address did not keep, as pairs of group id and policy;
    ``challenge`` is its undo link.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="security_changes", verbose_name="user"
    )
    kind = models.CharField(max_length=10, choices=choices_of(SecurityChangeKind))
    at = models.DateTimeField(db_index=True)
    login = models.CharField(max_length=254)
    email = models.CharField(max_length=254)
    email_verified = models.BooleanField()
    authenticator = models.CharField(max_length=20, blank=True, choices=choices_of(Authenticator))
    added = models.CharField(max_length=32, blank=True)
    left_groups = models.JSONField(default=list)
    challenge = models.OneToOneField(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="security_change"
    )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.user_id}"


class SealedEnrollment(models.Model):
    """A removed authenticator enrollment, encrypted. Only the undo of its removal reads it.

    ``public_id`` is that of the enrollment; ``sealed`` opens for this id only.
    """

    change = models.ForeignKey(SecurityChange, models.CASCADE, related_name="sealed_enrollments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=32)
    sealed = models.TextField()

    def __str__(self) -> str:
        return self.public_id
