"""What rules answer: one table for each kind of policy, one row for each rule."""

from typing import Any

from django.db import models

from accounts.domain.authenticators import TRAITS, Authenticator
from policies.domain.outcomes import FirstFactor, Need, Prompt
from policies.domain.rules import Kind
from policies.models.fields import KeysField
from policies.models.rules import Rule

AUTHENTICATORS = tuple((authenticator.value, TRAITS[authenticator].label) for authenticator in Authenticator)
FACTORS = ((1, "One factor"), (2, "Two different factors"))
_FIRST_FACTORS = ((FirstFactor.PASSWORD.value, "A password"), (FirstFactor.ANY.value, "Any authenticator"))
_PROMPTS = (
    (Prompt.ALWAYS.value, "Every time"),
    (Prompt.NEW_DEVICE.value, "On a new device"),
    (Prompt.AFTER.value, "After some time on the same device"),
)
_NEEDS = (
    (Need.REQUIRED.value, "Required"),
    (Need.OPTIONAL.value, "Optional"),
    (Need.NOT_ALLOWED.value, "Not allowed"),
)


class Outcome(models.Model):
    """The answer of one rule."""

    objects: models.Manager[Any]

    rule = models.OneToOneField(Rule, models.CASCADE, primary_key=True, related_name="%(class)s")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"outcome of {self.rule}"


class SessionOutcome(Outcome):
    """Who gets a session, by what, and for how long."""

    allowed = models.BooleanField("may sign in", default=True)
    first_factor = models.CharField(
        "a sign-in begins with", max_length=10, choices=_FIRST_FACTORS, default=FirstFactor.ANY.value
    )
    further_factor = models.BooleanField("ask for a further factor", default=False)
    prompt = models.CharField("and ask for it", max_length=10, choices=_PROMPTS, default=Prompt.ALWAYS.value)
    further_minutes = models.PositiveIntegerField("again after (minutes)", default=15)
    idle_minutes = models.PositiveIntegerField("ends when unused for (minutes)", default=120)
    absolute_minutes = models.PositiveIntegerField("ends at the latest after (minutes)", default=1440)
    persistent = models.BooleanField("stays when the browser is closed", default=False)

    class Meta:
        verbose_name = "outcome"


class AuthenticationOutcome(Outcome):
    """The assurance that an app requires."""

    allowed = models.BooleanField("may come in", default=True)
    deny_text = models.CharField(
        "what people are told", max_length=500, blank=True, help_text="Your own words to whoever is refused."
    )
    factors = models.PositiveSmallIntegerField(choices=FACTORS, default=1)
    password = models.BooleanField("one of them a password", default=False)
    knowledge = models.BooleanField("one of them something known", default=False)
    possession = models.BooleanField("one of them something had", default=False)
    phishing_resistant = models.BooleanField("which no false page can ask for", default=False)
    device_bound = models.BooleanField("which lives in one device", default=False)
    user_verifying = models.BooleanField("which knows its user", default=False)
    excluded = KeysField("authenticators that do not count", options=AUTHENTICATORS)
    password_minutes = models.PositiveIntegerField(
        "ask for the password again after (minutes)", null=True, blank=True, help_text="Empty: never."
    )
    other_minutes = models.PositiveIntegerField(
        "ask for other factors again after (minutes)", null=True, blank=True, help_text="Empty: never."
    )
    keep_me_signed_in = models.BooleanField("ask whether to stay signed in", default=False)
    ask_again_days = models.PositiveSmallIntegerField("ask that again after (days)", default=7)

    class Meta:
        verbose_name = "outcome"


class EnrollmentOutcome(Outcome):
    """What users must, may and may not set up; one row for each authenticator says which."""

    offer = models.BooleanField("offer optional ones at sign-up", default=False)
    nudge = models.BooleanField("suggest a passkey on the dashboard", default=True)
    nudge_skips = models.PositiveSmallIntegerField(
        "suggest it at most (times)", default=0, help_text="0: without limit."
    )
    nudge_pause_days = models.PositiveSmallIntegerField("and not again within (days)", default=30)

    class Meta:
        verbose_name = "outcome"


class EnrollmentWish(models.Model):
    """What an enrollment rule says of one authenticator; without a row it is not allowed."""

    outcome = models.ForeignKey(EnrollmentOutcome, models.CASCADE, related_name="wishes")
    authenticator = models.CharField(max_length=20, choices=AUTHENTICATORS)
    need = models.CharField(max_length=12, choices=_NEEDS, default=Need.NOT_ALLOWED.value)
    grace_until = models.DateTimeField("may be put off until", null=True, blank=True)
    grace_skips = models.PositiveSmallIntegerField("may be put off (times)", default=0)

    class Meta:
        verbose_name = "authenticator"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("outcome", "authenticator"), name="one_wish_for_an_authenticator"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_authenticator_display()}: {self.get_need_display()}"


class PasswordOutcome(Outcome):
    """How passwords must be, how long they live, and what many wrong ones do."""

    min_length = models.PositiveSmallIntegerField(
        "shortest password (characters)",
        default=15,
        help_text="15 is NIST's minimum for a password used alone; 8 is the lowest possible.",
    )
    min_lower = models.PositiveSmallIntegerField("small letters", default=0)
    min_upper = models.PositiveSmallIntegerField("capital letters", default=0)
    min_number = models.PositiveSmallIntegerField("digits", default=0)
    min_symbol = models.PositiveSmallIntegerField("symbols", default=0)
    refuse_common = models.BooleanField("refuse common passwords", default=True)
    refuse_personal = models.BooleanField("refuse parts of the name and address", default=True)
    refuse_breached = models.BooleanField(
        "ask a service for leaked passwords",
        default=False,
        help_text="The service learns five characters of a digest, never the password.",
    )
    history = models.PositiveSmallIntegerField("earlier passwords that may not come again", default=0)
    max_age_days = models.PositiveSmallIntegerField(
        "has to be changed after (days)", default=0, help_text="0: never."
    )
    warn_days = models.PositiveSmallIntegerField("people are warned before that (days)", default=0)
    min_age_minutes = models.PositiveIntegerField("cannot be changed again within (minutes)", default=0)
    lockout_attempts = models.PositiveSmallIntegerField(
        "wrong passwords that lock", default=10, help_text="0: never."
    )
    unlock_minutes = models.PositiveIntegerField(
        "opens by itself after (minutes)", default=15, help_text="0: stays locked until somebody unlocks it."
    )
    lockout_tell = models.BooleanField("the page says that the account is locked", default=False)
    lockout_notify = models.BooleanField("its holder gets a mail", default=True)
    reset_allowed = models.BooleanField("people may reset their password", default=True)
    unlock_allowed = models.BooleanField("people may unlock their account", default=True)

    class Meta:
        verbose_name = "outcome"


class AccountManagementOutcome(Outcome):
    """The proofs required to change or recover an account."""

    allowed = models.BooleanField("may do it", default=True)
    factors = models.PositiveSmallIntegerField(choices=FACTORS, default=1)
    if_enrolled = models.BooleanField(
        "a second one only of people who have one",
        default=True,
        help_text="Otherwise people with one authenticator are shut out.",
    )
    phishing_resistant = models.BooleanField("by something that no false page can ask for", default=False)
    proof_minutes = models.PositiveIntegerField("proved within (minutes)", default=15)
    ends_sessions = models.BooleanField("sessions in other browsers end afterwards", default=True)

    class Meta:
        verbose_name = "outcome"


OUTCOMES: dict[Kind, type[Outcome]] = {
    Kind.SESSION: SessionOutcome,
    Kind.AUTHENTICATION: AuthenticationOutcome,
    Kind.ENROLLMENT: EnrollmentOutcome,
    Kind.PASSWORD: PasswordOutcome,
    Kind.ACCOUNT_MANAGEMENT: AccountManagementOutcome,
}
"""The type of outcome that the rules of each kind of policy have."""
