"""How the attempts of the examples begin."""

from dataclasses import replace
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from flows.domain.flow_user import FlowUser
from flows.domain.requests import AuthorizationRequest
from flows.domain.transaction import AccountChange, FrontEnd, Intent, Transaction, begin
from policies.domain.facts import Operation
from policies.domain.outcomes import FirstFactor
from tools.flow_diagram.examples import (
    DATA,
    NOW,
    Example,
    proof,
    recognised,
    user,
    with_challenge,
)


def beginnings(intent: Intent, example: Example) -> tuple[Transaction, ...]:
    """Return the facts of attempts that have only just begun."""
    begun = begin(id="example", new_user_id="new", front_end=FrontEnd.HOSTED, intent=intent, now=NOW)
    match intent:
        case Intent.ACTIVATE:
            people = [user(status=status, has_password=False) for status in _INVITED]
            return tuple(_invited(begun, one) for one in people)
        case Intent.MANAGE:
            held = example.people[0].enrolled
            changes = _CHANGES if held else _ADDITIONS
            return tuple(replace(_signed_in(begun, example), management=one) for one in changes)
        case Intent.SIGN_IN:
            asked = (replace(one, request=_REQUEST) for one in (begun, _signed_in(begun, example)))
            first = example.state(begun).decisions.session.first_factor
            at_app = (replace(begun, front_end=FrontEnd.IDX),) if first is FirstFactor.PASSWORD else ()
            return (begun, _signed_in(begun, example), *asked, *at_app)
        case _:
            return (begun,)


_REQUEST: Final = AuthorizationRequest("app", "https://app.example/back", ("openid",), "challenge")
_INVITED: Final = (Status.PROVISIONED, Status.RECOVERY)
_CHANGES: Final = (
    AccountChange(Operation.REMOVE, Authenticator.TOTP, Authenticator.TOTP),
    AccountChange(Operation.CHANGE_EMAIL),
    AccountChange(Operation.DELETE_ACCOUNT),
    AccountChange(Operation.EXPORT_DATA),
    AccountChange(Operation.CHANGE_PASSWORD),
)
_ADDITIONS: Final = (
    *(AccountChange(Operation.ENROLL, one) for one in DATA if one is not Authenticator.ACCESS_CODE),
    *_CHANGES,
)


def _invited(begun: Transaction, newcomer: FlowUser) -> Transaction:
    facts = recognised(begun, newcomer)
    return with_challenge(facts.with_proof(proof(facts, Authenticator.EMAIL)), "activation")


def _signed_in(begun: Transaction, example: Example) -> Transaction:
    facts = recognised(begun, example.people[0])
    return replace(facts.with_proof(proof(facts, Authenticator.PASSWORD, here=False)), session="session")
