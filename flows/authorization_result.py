"""The response to an app's authorization request: who receives it, and that it is given once.

The app above that serves the protocol calls this. Nothing is decided again: a finished transaction is
answered by its proofs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.models import Session, User
from accounts.sessions.queries import live_session_of
from flows import repository
from flows.domain.requests import AuthorizationRequest
from flows.domain.transaction import Transaction

CODE_LIFETIME: Final = timedelta(seconds=60)
"""How long an interaction code can be exchanged."""


@dataclass(frozen=True, slots=True)
class CompletedAuthorization:
    """A completed authorization request with its user and session. ``transaction_id`` may be empty.

    ``answered`` says that the response was given before: the second request gets none, and the first one
    may be in the wrong hands (RFC 6749 §4.1.2).
    """

    request: AuthorizationRequest
    user: User
    session: Session
    transaction_id: str = ""
    answered: bool = False


def from_session(session: Session, request: AuthorizationRequest) -> CompletedAuthorization:
    """Return the response for a sufficient session. Raises LookupError for an anonymous one."""
    if session.user is None:
        raise LookupError("a session that a request is answered from has its person")
    return CompletedAuthorization(request, session.user, session)


def of_browser(transaction_id: str, session: Session) -> CompletedAuthorization | None:
    """Return what the browser with this session earned in a transaction, unless it was answered before."""
    if session.user is None or not session.sid:
        return None
    earned = repository.authorization_for_session(transaction_id, session.sid)
    if earned is None:
        return None
    return CompletedAuthorization(earned.request, session.user, session, earned.transaction_id)


def superseded(transaction_id: str, session: Session, now: datetime) -> Transaction | None:
    """Return a transaction that another tab of this browser left unfinished when this session began.

    Its request can be answered from the session; its proofs count for nothing (ADR 0035).
    """
    if not session.bindings:
        return None
    stored = repository.load_superseded(transaction_id, session.bindings)
    return stored.transaction if stored is not None and stored.transaction.expires_at > now else None


def finished_in(transaction_id: str, session: Session) -> Transaction | None:
    """Return the transaction if it finished in this browser, for this session's user."""
    stored = repository.load_finished(transaction_id, session.bindings or ())
    if stored is None or session.user is None:
        return None
    # A sign-up has made its user under the public id that it held for them.
    public_id = stored.user.public_id if stored.user is not None else stored.transaction.new_user_id
    return stored.transaction if public_id == session.user.public_id else None


def of_code(code: str, now: datetime) -> CompletedAuthorization | None:
    """Return what an interaction code stands for, while its time and the session it was earned in last."""
    earned = repository.earned_for(code, now - CODE_LIFETIME)
    session = live_session_of(earned.sid, now) if earned is not None else None
    if earned is None or session is None or session.user is None:
        return None
    return CompletedAuthorization(
        earned.request, session.user, session, earned.transaction_id, answered=earned.answered
    )


def claim(transaction_id: str, now: datetime) -> bool:
    """Claim the single response; return false when it was claimed before."""
    return repository.claim_answer(transaction_id, now)
