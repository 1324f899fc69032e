"""What the settings of an app come to, in sentences that an administrator reads on its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.domain.messages import Message
from applications.domain import Application


@dataclass(frozen=True, slots=True)
class SignUp:
    """The profile enrollment policy of an app, as far as it decides whether sign-up shows there."""

    name: str
    allowed: bool
    verification_required: bool
    accounts_join: bool
    group_ids: frozenset[int]


def notes(app: Application, sign_up: SignUp) -> tuple[Message, ...]:
    """Say who gets in and whether users can sign up on the way."""
    return tuple(_notes(app, sign_up))


def _notes(app: Application, sign_up: SignUp) -> Iterator[Message]:
    if not app.active:
        yield Message("ssr.app.off")
        return
    if not (app.everyone or app.group_ids or app.has_users):
        yield Message("ssr.app.nobody")
    if not sign_up.allowed:
        yield Message("ssr.app.sign_up.closed", (sign_up.name,))
    elif not app.allows_sign_up(sign_up.group_ids):
        yield Message("ssr.app.sign_up.never", (sign_up.name,))
    else:
        yield Message("ssr.app.sign_up.open", (sign_up.name,))
        if not (app.everyone or sign_up.accounts_join):
            yield Message("ssr.app.newcomers_only", (sign_up.name,))
        if app.verified_addresses_only and not sign_up.verification_required:
            yield Message("ssr.app.confirm_first", (sign_up.name,))
