"""Imports of people: the job, its encrypted file, and the lines that it has something to say about."""

from django.db import models

from accounts.domain.choice import choices_of
from accounts.domain.events import Target, TargetType
from accounts.domain.import_lines import LineOutcome
from accounts.domain.import_phases import Phase
from accounts.identities import new_public_id


class UserImport(models.Model):
    """One import of a file.

    ``importer`` is the public id of the administrator, empty for a command on the server. ``mapping`` has the
    target of each column. Every line up to ``position`` is done in this phase, which has the counts.
    ``failures``: of one batch, one after another.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    label = models.CharField("file", max_length=120)
    importer = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField("uploaded")
    phase = models.CharField(max_length=12, choices=choices_of(Phase), default=Phase.UPLOADED.value)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    updates = models.BooleanField(default=False)
    invites = models.BooleanField(default=False)
    trusts_verified = models.BooleanField(default=False)
    trusts_hashes = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField("new", default=0)
    updated_count = models.PositiveIntegerField("updated", default=0)
    skipped_count = models.PositiveIntegerField("skipped", default=0)
    error_count = models.PositiveIntegerField("errors", default=0)
    removed_count = models.PositiveIntegerField("removed", default=0)
    kept_count = models.PositiveIntegerField("kept", default=0)

    class Meta:
        verbose_name = "import"
        ordering = ("-id",)
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.label

    def heading_of(self, target: str) -> str:
        """Return the heading of the column that is for this target; empty for the line as a whole."""
        if target in self.mapping and target:
            return str(self.headings[self.mapping.index(target)])
        return target

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.USER_IMPORT, self.public_id)


class ImportFilePart(models.Model):
    """A part of an uploaded file, encrypted: it may hold hashes of passwords."""

    user_import = models.ForeignKey(UserImport, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user_import", "number"), name="one_import_file_part_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.user_import_id}/{self.number}"


class ImportLine(models.Model):
    """A line that created a user, or that has violations: ``problems`` is a list of field, code and params.

    ``created_id`` is the public id of the user, ``row_digest`` what tells whether the row has changed since.
    """

    user_import = models.ForeignKey(UserImport, models.CASCADE, related_name="reported_lines", db_index=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(
        max_length=8, choices=[(outcome.value, outcome.value) for outcome in LineOutcome]
    )
    created_id = models.CharField(max_length=32, blank=True)
    row_digest = models.CharField(max_length=64, blank=True)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user_import", "number"), name="one_import_line_per_number"),
        )
        indexes = (
            models.Index(
                fields=("created_id",), condition=~models.Q(created_id=""), name="import_line_of_user"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_import_id}:{self.number}"
