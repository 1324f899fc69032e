"""Mails and what they hang on, made in a line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials.challenges import (
    Request,
    code_of,
    link_token_of,
    open_challenge,
    sending_of,
)
from accounts.domain.identifiers import parse_email
from accounts.messaging import outbox
from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.rendered_email import EmailContext, Proof, render
from accounts.models import Brand, Challenge, ChallengePurpose, OutboxMail

ADA = "ada.okafor@example.com"
ASKED_AT = datetime(2026, 11, 22, 14, 51, tzinfo=UTC)
CONTEXT = {
    "first_name": "Ada",
    "requested_from": "Firefox on Linux",
    "requested_at": ASKED_AT.isoformat(),
    "ends_at": ASKED_AT.isoformat(),
    "authenticator": "Passkey",
    "address": "a•••r@example.net",
}


def a_challenge(purpose: str = ChallengePurpose.SIGN_UP, minutes: int = 10, **changes: Any) -> Challenge:
    now = changes.pop("now", None) or timezone.now()
    asked = Request(purpose, ADA, timedelta(minutes=minutes), transaction_id="transaction-1", **changes)
    return open_challenge(asked, now)


def a_mail(template: str = "sign_up_code", to: str = ADA, **changes: Any) -> OutboxMail:
    """Enqueue a mail of any kind with everything that its words need."""
    context = {**CONTEXT, **changes.pop("context", {})}
    if CATALOGUE[template].challenged:
        changes.setdefault("challenge", None)
        changes["challenge"] = changes["challenge"] or a_challenge()
    return outbox.enqueue(template=template, to=parse_email(to), context=context, **changes)


def proof_of(challenge: Challenge | None) -> Proof:
    if challenge is None:
        return Proof()
    return Proof(code_of(sending_of(challenge)), link_token_of(sending_of(challenge)))


def letter(template: str = "sign_up_code", **changes: Any) -> EmailContext:
    mail = a_mail(template, **changes)
    return render(mail, proof_of(mail.challenge))


def brand(**values: str) -> None:
    """Let the brand say these things from now on."""
    Brand.objects.update_or_create(key="default", defaults={"name": "Orchard", **values})
    raise_version()
