"""Profile enrollment policies as an administrator edits them."""

from django.db import models

from accounts.domain.choice import choices_of
from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models import Group, ProfileAttribute
from accounts.models.versions import VersionedModel
from enrollment.domain.form import MAX_QUESTIONS, PasswordPage


class ProfileEnrollmentPolicy(VersionedModel):
    """Who may sign up, by which form, and what a new user joins.

    One row is the undeletable default. The row with ``dashboard`` serves users who come from no app.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    is_default = models.BooleanField(default=False, editable=False)
    dashboard = models.BooleanField(
        "used for the end-user dashboard",
        default=False,
        help_text="People who open the sign-up page without coming from an app get this policy's form.",
    )
    sign_up_allowed = models.BooleanField("self-service registration", default=False)
    email_verification = models.BooleanField(
        "email verification required",
        default=True,
        help_text="If not, people are in at once and get a welcome mail whose link confirms the address.",
    )
    password_page = models.CharField(
        max_length=8,
        choices=choices_of(PasswordPage),
        default=PasswordPage.LATER.value,
    )
    form_title = models.CharField(max_length=100, default="Create your account")
    submit_label = models.CharField("button", max_length=40, default="Continue")
    groups = models.ManyToManyField(Group, blank=True, verbose_name="groups that a new person joins")
    allowed_domains = models.TextField(
        blank=True, help_text="One domain a line, for example example.com. Empty: every domain."
    )
    denied_domains = models.TextField(blank=True, help_text="One domain a line; subdomains are denied too.")
    progressive = models.BooleanField(
        "ask at sign-in for what is missing",
        default=False,
        help_text="At each sign-in people are asked for what the form wants of them and they never said.",
    )
    most_questions = models.PositiveSmallIntegerField(
        "questions at a time",
        default=MAX_QUESTIONS,
        help_text="The others wait for the next sign-in; required ones come first.",
    )
    skip_limit = models.PositiveSmallIntegerField(
        "optional questions may be skipped",
        default=3,
        help_text="So many times; then they are not asked again. 0: without end.",
    )
    skip_cool_down_days = models.PositiveSmallIntegerField(
        "days of rest",
        default=7,
        help_text="For so many days after skipping nothing optional is asked. 0: at the next sign-in again.",
    )
    skip_until = models.DateField(
        "last day of optional questions",
        null=True,
        blank=True,
        help_text="After it only required ones are asked. Empty: without end.",
    )
    join_later = models.BooleanField(
        "users with an account join, too",
        default=False,
        help_text=(
            "Users who have answered every required question at sign-in join the groups above. An app that "
            "only these groups may use asks them whether they want to join."
        ),
    )

    class Meta:
        verbose_name = "profile enrollment policy"
        verbose_name_plural = "profile enrollment policies"
        ordering = ("-is_default", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",), condition=models.Q(is_default=True), name="one_default_policy"
            ),
            models.UniqueConstraint(
                fields=("dashboard",), condition=models.Q(dashboard=True), name="one_dashboard_policy"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.PROFILE_ENROLLMENT_POLICY, self.public_id)


class EnrollmentFormField(models.Model):
    """One field of the form; the email address is always there and always first.

    ``at_sign_up``: it is a field of the sign-up page. ``at_sign_in``: sign-in asks for an absent value.
    """

    policy = models.ForeignKey(ProfileEnrollmentPolicy, models.CASCADE, related_name="form_fields")
    attribute = models.ForeignKey(ProfileAttribute, models.PROTECT)
    label = models.CharField(max_length=255, blank=True, help_text="Empty: the attribute's own title.")
    required = models.BooleanField(default=False)
    help = models.CharField(max_length=255, blank=True)
    placeholder = models.CharField(max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    at_sign_up = models.BooleanField("at sign-up", default=True)
    at_sign_in = models.BooleanField("later", default=True)

    class Meta:
        verbose_name = "form field"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("policy", "attribute"), name="one_field_per_attribute"),
        )

    def __str__(self) -> str:
        return self.label or str(self.attribute)
