"""The mails that really went out, as the user who gets them reads them."""

import re
from dataclasses import dataclass

from django.core import mail

from accounts.messaging.delivery import deliver
from accounts.models import MailState, OutboxMail

_CODE = re.compile(r"^ {2,}(\d{3}) ?(\d{3})$", re.MULTILINE)
_LINK = re.compile(r"https?://\S+/(?:flow/link|activate)/\S+")


@dataclass(frozen=True)
class EmailContext:
    """A delivered mail. ``code`` and ``link`` are empty where its text has none."""

    to: str
    subject: str
    text: str

    @property
    def code(self) -> str:
        found = _CODE.search(self.text)
        return "".join(found.groups()) if found else ""

    @property
    def link(self) -> str:
        found = _LINK.search(self.text)
        return found.group() if found else ""


def letters(to: str = "") -> list[EmailContext]:
    """Deliver what waits in the outbox; return every mail so far (to one address), oldest first."""
    waiting = OutboxMail.objects.filter(state=MailState.QUEUED).order_by("created_at", "id")
    for mail_id in list(waiting.values_list("id", flat=True)):
        deliver(mail_id)
    sent = [EmailContext(message.to[0], message.subject, message.body) for message in mail.outbox]
    return [letter for letter in sent if not to or letter.to.lower() == to.lower()]


def newest(to: str = "") -> EmailContext:
    """Return the newest mail (to one address)."""
    found = letters(to)
    assert found, f"no mail for {to or 'anybody'}"
    return found[-1]
