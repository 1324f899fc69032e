"""A mail or text message is a row first: written in the caller's atomic block, delivered by a worker."""

from typing import ClassVar

from django.db import models

from accounts.models.credentials import Challenge


class MailState(models.TextChoices):
    """The state of a mail in the outbox."""

    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Sending"
    SENT = "sent", "Accepted by the mail server"
    FAILED = "failed", "Failed permanently"
    DROPPED = "dropped", "Not sent: expired"


class Channel(models.TextChoices):
    """The channel that delivers a message."""

    EMAIL = "email", "Email"
    SMS = "sms", "Text message"


class OutboxMail(models.Model):
    """One mail or text message. It holds no code and no link token: both are derived while it is written out.

    ``to`` is an address, or a phone number as in E.164.
    """

    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    template = models.CharField(max_length=64)
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=16, default="en")
    context = models.JSONField(default=dict)
    challenge = models.ForeignKey(Challenge, models.SET_NULL, null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField("next attempt")
    lease_until = models.DateTimeField("reserved by a worker until", null=True, blank=True)
    created_at = models.DateTimeField("created")
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        permissions = (("test_outboxmail", "Can send a test email"),)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=("available_at",),
                condition=models.Q(state__in=("queued", "sending")),
                name="outbox_waiting",
            ),
            models.Index(fields=("created_at",), name="outbox_by_age"),
            # For support: why does this address have no message?
            models.Index(fields=("to",), name="outbox_by_recipient"),
        ]

    def __str__(self) -> str:
        return self.message_id
