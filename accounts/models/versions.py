"""A number that tells one version of a row from the next."""

from django.db import models


class VersionedModel(models.Model):
    """A row that several administrators, a document or an API may edit.

    ``version`` counts the writes of ``accounts.versions``, which refuse to overwrite an unseen one.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
