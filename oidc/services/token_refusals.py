"""Writing down that an app asked in vain."""

from accounts.domain.events import Actor, ActorType
from accounts.events.log import FAILURE, Entry, record_refusal
from oidc.grants import GRANTED, targets_of
from oidc.validator import Validator


def record_token_error(validator: Validator, error: str) -> None:
    """Count a refused token request: once a minute for each client and reason."""
    context, progress = validator.context, validator.progress
    client = context.client
    entry = Entry(
        GRANTED,
        outcome=FAILURE,
        reason=validator.reason or error,
        user_id=progress.grant.user.public_id if progress is not None else "",
        actor=Actor(ActorType.CLIENT, client.client_id if client is not None else ""),
        targets=targets_of(client),
    )
    record_refusal(entry, subject=client.client_id if client is not None else "", now=context.now)
