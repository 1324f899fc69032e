"""A transaction's facts as a row; their meaning is in ``flows.domain.transaction``."""

from django.conf import settings
from django.db import models

from accounts.models import Challenge, EventContext
from flows.domain.transaction import FRONT_ENDS, INTENTS, FrontEnd, Intent


class Transaction(models.Model):
    """One attempt, from its first answer to a session or an end.

    ``secret_hash`` is the hash of what opens it: the browser's binding, or the state handle of the IDX API.
    What is personal in it (submission, draft, pending enrollments, password hash) is wiped when it finishes
    and purged with it. ``request`` is what an app asked for; once finished it is answered once
    (``answered_at``), in the session that was earned (``earned_sid``) or for the code whose hash is kept.
    """

    id = models.CharField(max_length=32, primary_key=True)
    front_end = models.CharField(
        max_length=8, choices=[(front_end.value, FRONT_ENDS[front_end]) for front_end in FrontEnd]
    )
    secret_hash = models.CharField(max_length=64, db_index=True)
    intent = models.CharField(max_length=8, choices=[(intent.value, INTENTS[intent]) for intent in Intent])
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("started", db_index=True)
    expires_at = models.DateTimeField("expires")
    finished_at = models.DateTimeField("finished", null=True, blank=True)
    ended = models.CharField(max_length=80, blank=True)
    identifier = models.CharField(max_length=254, blank=True)
    identifier_display = models.CharField(max_length=254, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    user_epoch = models.PositiveIntegerField(default=0)
    new_user_id = models.CharField(max_length=32)
    decoy = models.BooleanField(default=False)
    submission = models.JSONField(null=True, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    form_page = models.PositiveSmallIntegerField(default=1)
    form_edition = models.CharField(max_length=32, blank=True)
    challenge = models.ForeignKey(Challenge, models.SET_NULL, null=True, blank=True)
    proofs = models.JSONField(default=list, blank=True)
    application = models.CharField(max_length=64, default="dashboard")
    pending = models.JSONField(default=list, blank=True)
    skips = models.JSONField(default=list, blank=True)
    choice_scope = models.CharField(max_length=300, blank=True)
    choice = models.CharField(max_length=20, blank=True)
    operation = models.CharField(max_length=20, blank=True)
    operation_authenticator = models.CharField(max_length=20, blank=True)
    operation_enrollment = models.CharField(max_length=32, blank=True)
    session = models.CharField(max_length=64, blank=True)
    new_address = models.CharField(max_length=254, blank=True)
    new_address_display = models.CharField(max_length=254, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    password_hash = models.CharField(max_length=255, blank=True)
    mails_sent = models.PositiveSmallIntegerField("emails sent", default=0)
    return_to = models.CharField(max_length=500, blank=True)
    second_factor_since = models.DateTimeField(null=True, blank=True)
    request = models.JSONField(null=True, blank=True)
    updates = models.JSONField(default=dict, blank=True)
    upstream_request = models.JSONField(null=True, blank=True)
    upstream_answer = models.JSONField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    earned_sid = models.CharField(max_length=32, blank=True)
    code_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    context = models.ForeignKey(EventContext, models.SET_NULL, null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("expires_at",), condition=~models.Q(password_hash=""), name="transaction_with_hash"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_intent_display()} {self.id}"
