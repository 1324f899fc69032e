"""Writing down that an app asked in vain."""

from accounts.events import FAILURE, Entry, record_refusal
from oidc.issuing import GRANTED
from oidc.validator import Validator


def note_refusal(validator: Validator, error: str) -> None:
    """Count a refused token request: once a minute for each client and reason."""
    context, progress = validator.context, validator.progress
    client = context.client
    entry = Entry(
        GRANTED,
        outcome=FAILURE,
        code=validator.reason or error,
        person_id=progress.grant.user_id if progress is not None else None,
        target=f"application:{client.application_id}" if client is not None else "",
    )
    record_refusal(entry, subject=client.client_id if client is not None else "", now=context.now)
