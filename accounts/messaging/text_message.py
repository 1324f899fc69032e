"""Writing a text message out: the row and its challenge become a few words with the code in them."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from accounts.brand import current_brand
from accounts.domain.text import one_line
from accounts.models import OutboxMail

PHONE_CODE: Final = "phone_code"
LABELS: Final = {PHONE_CODE: "Code by text message"}
"""What the administration calls each text message."""


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A message ready to be handed over."""

    message_id: str
    to: str
    text: str = field(repr=False)


def write(message: OutboxMail, code: str) -> TextMessage:
    """Write a message out in its language.

    The last line binds the code to this site (WICG's origin-bound one-time codes): phones offer to fill it in
    here and nowhere else.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname
    with translation.override(message.language):
        # Translators: text message; keep it short
        sentence = gettext("%(code)s is your %(brand)s verification code.") % {
            "code": code,
            "brand": one_line(current_brand().name),
        }
    return TextMessage(message.message_id, message.to, f"{sentence}\n@{host} #{code}")
