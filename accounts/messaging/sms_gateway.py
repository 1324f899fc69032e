"""Handing text messages over: to an HTTP gateway in production, to a folder on a developer's machine.

The gateway is a small service of the operator's, in front of whatever provider they have. It gets

    POST SMS_GATEWAY_URL
    Content-Type: application/json
    X-Timestamp: <seconds since 1970>
    X-Signature: sha256=<hex HMAC-SHA256 of timestamp, a dot and the body, by SMS_GATEWAY_SECRET>
    Idempotency-Key: <the same for every try of one message>

    {"id": "…", "to": "+12025550123", "text": "…"}

and answers 2xx when it has taken the message, 4xx when it never will; anything else is tried again.
"""

import hmac
import json
import time
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.messaging.text_message import TextMessage
from outbound import client
from outbound.errors import OutboundError

_TRY_AGAIN: Final = (408, 425, 429)
"""Answers of the 4xx kind that say nothing about the message (RFC 9110 §15.5.9, RFC 8470, RFC 6585 §4)."""


def sms_available() -> bool:
    """Whether text messages can be sent at all: without a gateway no phone can be enrolled."""
    return bool(settings.SMS_BACKEND)


def submit_message(message: TextMessage) -> DeliveryResult:
    """Give a message to this deployment's gateway. Anything but its clear yes or no is worth another try."""
    if not settings.SMS_BACKEND:
        return DeliveryResult(Verdict.NEVER, "no_gateway")
    answer: DeliveryResult = import_string(settings.SMS_BACKEND)(message)
    return answer


def post(message: TextMessage) -> DeliveryResult:
    """Post a message to the HTTP gateway. A redirect is not followed: it would take the code elsewhere."""
    payload = {"id": message.message_id, "to": message.to, "text": message.text}
    body = json.dumps(payload, ensure_ascii=False).encode()
    headers = _headers(message, body)
    try:
        status = client.post(settings.SMS_GATEWAY_URL, body, "application/json", headers=headers).status
    except OutboundError as failure:
        return DeliveryResult(Verdict.LATER, failure.reason.value)
    return _verdict(status)


def signature(timestamp: str, body: bytes, secret: str) -> str:
    """Return what the gateway compares before it believes a request."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def _headers(message: TextMessage, body: bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    return {
        "X-Timestamp": timestamp,
        "X-Signature": f"sha256={signature(timestamp, body, settings.SMS_GATEWAY_SECRET)}",
        "Idempotency-Key": message.message_id.strip("<>"),
    }


def _verdict(status: int) -> DeliveryResult:
    if 200 <= status < 300:
        return DeliveryResult(Verdict.ACCEPTED)
    never = 400 <= status < 500 and status not in _TRY_AGAIN
    return DeliveryResult(Verdict.NEVER if never else Verdict.LATER, str(status))
