"""Lists that an administrator narrowed and named."""

from django.db import models

from accounts.models.users import User


class SavedView(models.Model):
    """Filters and an order of the list of people under a name of an administrator, without search text."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=50)
    query = models.CharField(max_length=500)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="one_saved_view_per_name"),)

    def __str__(self) -> str:
        return self.name
