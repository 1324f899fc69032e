"""Activation links: finding the account that one opens, and beginning its transaction."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction as database
from django.utils import timezone

from accounts.credentials import challenges
from accounts.credentials.challenges import challenge_by_id
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.codes import InvalidToken, parse_link_token
from accounts.domain.lifecycle import Status
from accounts.events.log import open_context, record
from accounts.models import Challenge, User
from flows import repository
from flows.commit import Transition, enter
from flows.domain.next_step import next_step
from flows.domain.proofs import Proof
from flows.domain.transaction import FrontEnd, Intent, Transaction
from flows.engine import FlowStart, new_transaction
from flows.flow_states import load_state
from flows.step_submission import ClientContext
from flows.transaction_rows import challenge_of, flow_user


def find_invitation(token: str, status: Status, now: datetime) -> Challenge | None:
    """Return the challenge of a live link that opens an account of this status, or nothing."""
    try:
        parsed = parse_link_token(token)
    except InvalidToken:
        return None
    challenge = challenge_by_id(parsed.challenge_id)
    if challenge is None or challenge.user is None or challenge.user.status != status:
        return None
    newest = parsed.serial == challenge.serial and challenge.purpose == ChallengePurpose.ACTIVATION
    if not newest or not challenge_of(challenge).usable(now):
        return None
    return challenge if challenges.link_is_right(challenges.sending_of(challenge), parsed) else None


def begin_activation(
    user: User, challenge: Challenge, secret: str, client: ClientContext, start: FlowStart | None = None
) -> Transaction:
    """Begin the transaction of an activation link that the user has opened and confirmed.

    The link is spent when the transaction finishes, so that a broken-off activation can begin again.
    ``start`` is that of an application which draws the forms itself.
    """
    now = timezone.now()
    facts = flow_user(user)
    begun = replace(
        new_transaction(start or FlowStart(FrontEnd.HOSTED, Intent.ACTIVATE), now),
        user=facts,
        user_epoch=facts.epoch,
        identifier=facts.address,
        identifier_display=facts.display,
        challenge=challenge_of(challenge),
        proofs=(Proof(Authenticator.EMAIL, challenge.address, challenge.public_id, now),),
    )
    with database.atomic():
        context = open_context(now=now, ip_address=client.ip_address, client=client.description)
        state = load_state(replace(begun, context_id=context.pk), client, now)
        entered = enter(Transition(state, next_step(state), client))
        stored = repository.insert(entered.state.transaction, secret)
        record(entered.events, now=now, context_id=context.pk)
    return stored
