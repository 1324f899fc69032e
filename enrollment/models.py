"""Profile enrollment policies as an administrator edits them."""

from typing import ClassVar

from django.db import models

from accounts.domain.choice import choices_of
from accounts.domain.events import Target, TargetType
from accounts.domain.field_conditions import Comparison
from accounts.identities import new_public_id
from accounts.models import Group, ProfileAttribute
from accounts.models.versions import VersionedModel
from enrollment.domain.editions import DIGEST_LENGTH
from enrollment.domain.form import MAX_QUESTIONS, PasswordPage
from policies.models import PublishedPolicies


class ProfileEnrollmentPolicy(VersionedModel):
    """Whether people can sign up, the sign-up form, and the groups of new users.

    One row is the undeletable default. The row with ``dashboard`` serves users who come from no app. A draft
    is a row of its own, with the flags of its policy; the managers of queries leave it out. ``based_on``:
    the number of the policy's version that it was copied from.
    """

    objects = PublishedPolicies["ProfileEnrollmentPolicy"]()
    with_drafts: ClassVar[models.Manager["ProfileEnrollmentPolicy"]] = models.Manager()

    draft_of = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="draft"
    )
    based_on = models.PositiveIntegerField(default=0, editable=False)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=100)
    is_default = models.BooleanField("default", default=False, editable=False)
    dashboard = models.BooleanField(
        "use for the sign-up page",
        default=False,
        help_text=("The /signup page shows this policy’s form to people who don’t come from an application."),
    )
    sign_up_allowed = models.BooleanField("allow sign-up", default=False)
    email_verification = models.BooleanField(
        "require email verification",
        default=True,
        help_text=(
            "If off, people get access at once, and a welcome email asks them to verify their address."
        ),
    )
    password_page = models.CharField(
        "password prompt",
        max_length=8,
        choices=choices_of(PasswordPage),
        default=PasswordPage.LATER.value,
    )
    form_title = models.CharField(max_length=100, default="Create your account")
    submit_label = models.CharField("button text", max_length=40, default="Continue")
    groups = models.ManyToManyField(Group, blank=True, verbose_name="groups for new users")
    allowed_domains = models.TextField(
        blank=True, help_text="One domain per line, such as example.com. Leave empty to allow every domain."
    )
    denied_domains = models.TextField(
        blank=True, help_text="One domain per line. Subdomains are denied, too."
    )
    progressive = models.BooleanField(
        "ask for missing details at sign-in",
        default=False,
        help_text="Sign-in asks for form fields marked “later” that are still empty.",
    )
    most_questions = models.PositiveSmallIntegerField(
        "fields per sign-in",
        default=MAX_QUESTIONS,
        help_text="Required fields come first. The rest wait for the next sign-in.",
    )
    skip_limit = models.PositiveSmallIntegerField(
        "skips allowed for optional fields",
        default=3,
        help_text="After that, sign-in stops asking. 0 means no limit.",
    )
    skip_cool_down_days = models.PositiveSmallIntegerField(
        "days before asking again",
        default=7,
        help_text="Days to wait after a skip before asking again. 0 means at the next sign-in.",
    )
    skip_until = models.DateField(
        "end date for optional fields",
        null=True,
        blank=True,
        help_text="After this date, sign-in asks for required fields only. Leave empty for no end date.",
    )
    join_later = models.BooleanField(
        "existing users can join",
        default=False,
        help_text=(
            "Existing users join the groups above once their required fields are complete. "
            "Applications assigned only to these groups ask first."
        ),
    )

    class Meta:
        verbose_name = "profile enrollment policy"
        verbose_name_plural = "profile enrollment policies"
        ordering = ("-is_default", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("name",), condition=models.Q(draft_of=None), name="one_form_of_a_name"
            ),
            models.UniqueConstraint(
                fields=("is_default",),
                condition=models.Q(is_default=True, draft_of=None),
                name="one_default_policy",
            ),
            models.UniqueConstraint(
                fields=("dashboard",),
                condition=models.Q(dashboard=True, draft_of=None),
                name="one_dashboard_policy",
            ),
        )

    def __str__(self) -> str:
        return self.name if self.draft_of_id is None else f"{self.name} (draft)"

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.PROFILE_ENROLLMENT_POLICY, self.public_id)


class FormEdition(models.Model):
    """A form that a policy had before: sign-ups in progress keep it. ``form`` is JSON of the edition."""

    policy_public_id = models.CharField(max_length=32)
    edition = models.CharField(max_length=DIGEST_LENGTH)
    form = models.JSONField()
    superseded_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "edition of a form"
        constraints = (
            models.UniqueConstraint(fields=("edition", "policy_public_id"), name="one_row_per_edition"),
        )

    def __str__(self) -> str:
        return self.edition


class EnrollmentFormField(models.Model):
    """One field of the form; the email address is always there and always first.

    ``at_sign_up``: it is a field of the sign-up page. ``at_sign_in``: sign-in asks for an absent value.
    """

    policy = models.ForeignKey(ProfileEnrollmentPolicy, models.CASCADE, related_name="form_fields")
    attribute = models.ForeignKey(ProfileAttribute, models.PROTECT)
    label = models.CharField(
        max_length=255, blank=True, help_text="Leave empty to use the attribute’s title."
    )
    required = models.BooleanField(default=False)
    help = models.CharField("help text", max_length=255, blank=True)
    placeholder = models.CharField(max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    at_sign_up = models.BooleanField("at sign-up", default=True)
    at_sign_in = models.BooleanField("later", default=True)
    required_message = models.CharField(
        "message when it’s empty",
        max_length=255,
        blank=True,
        help_text="Shown instead of the general message when a required field is left empty.",
    )
    invalid_message = models.CharField(
        "message when it’s wrong",
        max_length=255,
        blank=True,
        help_text="Shown instead of the general message when the answer isn’t valid.",
    )
    options = models.JSONField(
        default=list,
        blank=True,
        help_text="The options to offer, in this order, with your own words. Leave empty to offer all.",
    )
    shown_if = models.CharField(
        "show only if",
        max_length=64,
        blank=True,
        help_text="A field above this one. Leave empty to show the field to everyone.",
    )
    shown_if_comparison = models.CharField(
        "condition", max_length=8, choices=choices_of(Comparison), default=Comparison.ONE_OF.value
    )
    shown_if_values = models.JSONField(
        "values", default=list, blank=True, help_text="One per line, for “is one of”."
    )

    new_page = models.BooleanField(
        "starts a page", default=False, help_text="This field and those below it are on a page of their own."
    )
    page_title = models.CharField(
        "title of the page",
        max_length=100,
        blank=True,
        help_text="For a field that starts a page. Leave empty to use the form’s title.",
    )

    class Meta:
        verbose_name = "form field"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("policy", "attribute"), name="one_field_per_attribute"),
        )

    def __str__(self) -> str:
        return self.label or str(self.attribute)
