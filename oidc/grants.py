"""Grants: saving, finding and revoking them, and the tokens that follow from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.domain.events import Actor, ActorType
from accounts.events.log import Entry, record
from accounts.identities import hash_secret
from accounts.models import Session
from accounts.prepared import Prepared, insert
from applications.models import Consent
from flows import authorization_result
from flows.authorization_result import CompletedAuthorization
from oidc.models import AccessToken, Client, Grant, RefreshToken
from oidc.protocol.claims import grantable
from oidc.protocol.tokens import CODE_LIFETIME, auth_time

GRANTED: Final = "oauth2.token.grant"
REVOKED: Final = "oauth2.token.revoke"
REUSED: Final = "oauth2.token.reuse"

T = TypeVar("T", AccessToken, RefreshToken)


def _withdrawal(user: str, client: str) -> Subquery:
    """Return when the user withdrew the consent to the client's app, as a column of a query."""
    consents = Consent.objects.filter(user=OuterRef(user), application__client=OuterRef(client))
    return Subquery(consents.values("withdrawn_at"))


_GRANT = Prepared(
    lambda code: (
        Grant.objects.select_related("user")
        .annotate(consent_withdrawn_at=_withdrawal("user", "client"))
        .filter(code=code)
    ),
    "code",
)
_ACCESS_TOKEN = Prepared(
    lambda checksum: (
        AccessToken.objects.select_related("grant__user", "grant__client")
        .annotate(consent_withdrawn_at=_withdrawal("grant__user", "grant__client"))
        .filter(token_checksum=checksum)
    ),
    "checksum",
)
_REFRESH_TOKEN = Prepared(
    lambda checksum: (
        RefreshToken.objects.select_related("grant__user")
        .annotate(consent_withdrawn_at=_withdrawal("grant__user", "grant__client"))
        .filter(token_checksum=checksum)
    ),
    "checksum",
)


def grant_of(code: str) -> Grant | None:
    """Return the grant of a code, even a used or revoked one."""
    grant = _GRANT.first(code=hash_secret(code))
    if grant is not None:
        grant.withdrawn_at = vars(grant)["consent_withdrawn_at"]
    return grant


def access_token(token: str) -> AccessToken | None:
    """Return the row of an access token, with its grant, user and client."""
    return _with_withdrawal(_ACCESS_TOKEN.first(checksum=hash_secret(token)))


def refresh_token(token: str) -> RefreshToken | None:
    """Return the row of a refresh token, with its grant and user."""
    return _with_withdrawal(_REFRESH_TOKEN.first(checksum=hash_secret(token)))


def _with_withdrawal(row: T | None) -> T | None:
    if row is not None:
        row.grant.withdrawn_at = vars(row)["consent_withdrawn_at"]
    return row


class AlreadyRedeemed(Exception):
    """The code or refresh token was used before. The caller revokes the grant."""


_LOCKED_SESSION = Prepared(
    lambda sid, user, epoch, key_hash: (
        Session.objects.select_for_update(of=("user", "self"), no_key=True)
        .select_related("user")
        .only("sid", "user__public_id")
        .filter(sid=sid, user=user, user__security_epoch=epoch, key_hash=key_hash)
    ),
    *("sid", "user", "epoch", "key_hash"),
)


# As texts: composing them takes Django longer than running them takes the database.
_SPEND_CODE: Final = """
UPDATE oidc_grant SET used_at = %(now)s WHERE id = %(id)s AND used_at IS NULL AND revoked_at IS NULL
"""
_SPEND_REFRESH_TOKEN: Final = """
UPDATE oidc_refreshtoken SET used_at = %(now)s WHERE id = %(id)s AND used_at IS NULL
"""
_NOTE_SESSION: Final = """
INSERT INTO oidc_clientsession (client_id, user_id, sid, issuer, last_at, tries)
VALUES (%(client)s, %(user)s, %(sid)s, %(issuer)s, %(now)s, 0)
ON CONFLICT (client_id, sid) DO UPDATE SET issuer = excluded.issuer, last_at = excluded.last_at
"""


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """The tokens of one token request. ``refresh_token`` may be empty."""

    grant: Grant
    client: Client
    access_token: str
    scope: str
    refresh_token: str = ""


def grant_for(completed: CompletedAuthorization, client: Client, code: str, now: datetime) -> Grant:
    """Return the grant of a completed authorization, unsaved."""
    request, session = completed.request, completed.session
    grant = Grant(
        user=completed.user,
        client=client,
        code=hash_secret(code),
        expires_at=now + CODE_LIFETIME,
        redirect_uri=request.redirect_uri,
        scope=" ".join(grantable(request.scopes, client.scopes)),
        code_challenge=request.code_challenge,
        nonce=request.nonce,
        epoch=session.epoch,
        sid=session.sid,
        ip_address=session.ip_address,
        issuer=request.issuer,
        proofs=session.proofs,
        transaction_id=completed.transaction_id,
        created_at=now,
    )
    grant.auth_time = auth_time(grant.evidence, session.created_at)
    grant.session_key_hash = session.key_hash
    return grant


def save_grant(grant: Grant, now: datetime) -> None:
    """Save a new grant under the lock of its session; it is revoked at once if that has just ended.

    A session whose key was renewed meanwhile has ended for the holder of the older key. The user's row is
    locked first, as by every end of an account: the reverse order would deadlock.
    """
    with transaction.atomic():
        if grant.sid and not _LOCKED_SESSION.all(
            sid=grant.sid, user=grant.user_id, epoch=grant.epoch, key_hash=grant.session_key_hash
        ):
            grant.revoked_at = now
        insert(grant)


def save_first(tokens: IssuedTokens, now: datetime) -> None:
    """Redeem the code and save its tokens. Raises AlreadyRedeemed with nothing saved."""
    saved_before = tokens.grant.pk is not None
    try:
        with transaction.atomic():
            _spend_code(tokens.grant, now)
            _save(tokens, now, "code")
    except AlreadyRedeemed:
        if not saved_before:
            # The id of a row that was rolled back may become another grant's.
            tokens.grant.pk = None
        raise


def _spend_code(grant: Grant, now: datetime) -> None:
    if not grant.pk:
        # An interaction code: its transaction can be answered once.
        if not authorization_result.claim(grant.transaction_id, now):
            raise AlreadyRedeemed
        grant.used_at = now
        save_grant(grant, now)
        if grant.revoked_at is not None:
            raise AlreadyRedeemed
    elif not _execute(_SPEND_CODE, id=grant.pk, now=now):
        raise AlreadyRedeemed


def save_next(tokens: IssuedTokens, used: RefreshToken, now: datetime) -> None:
    """Redeem the refresh token and save its successors. Raises AlreadyRedeemed with nothing saved."""
    with transaction.atomic():
        # The condition names this row alone: PostgreSQL does not evaluate one on another table again after
        # it has waited for a lock. Tokens saved for a revoked grant are invalid in any case.
        if not _execute(_SPEND_REFRESH_TOKEN, id=used.pk, now=now):
            raise AlreadyRedeemed
        _save(tokens, now, "refresh")


def _save(tokens: IssuedTokens, now: datetime, variant: str) -> None:
    grant, client = tokens.grant, tokens.client
    access = AccessToken(
        grant=grant,
        token_checksum=hash_secret(tokens.access_token),
        scope=tokens.scope,
        expires_at=now + client.access_lifetime,
        created_at=now,
    )
    insert(access)
    if tokens.refresh_token:
        refresh = RefreshToken(
            grant=grant,
            token_checksum=hash_secret(tokens.refresh_token),
            expires_at=_refresh_until(grant, client, now),
            created_at=now,
        )
        insert(refresh)
    _note_session(grant, client, now)
    record([_entry(GRANTED, grant, client, variant=variant)], now=now)


def _refresh_until(grant: Grant, client: Client, now: datetime) -> datetime:
    """Return the expiry of a refresh token: the idle limit, at most the end of its family."""
    return min(now + client.refresh_idle, grant.created_at + client.refresh_lifetime)


def _note_session(grant: Grant, client: Client, now: datetime) -> None:
    if grant.sid:
        _execute(
            _NOTE_SESSION,
            client=client.pk,
            user=grant.user_id,
            sid=grant.sid,
            issuer=grant.issuer,
            now=now,
        )


def _execute(statement: str, *, now: datetime, **values: str | int) -> int:
    """Run a statement and return the number of rows that it wrote."""
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "now": at})
        return int(cursor.rowcount)


def revoke(grant: Grant, client: Client, now: datetime, event: str = REVOKED) -> bool:
    """Revoke a grant with all its tokens; return false if it was revoked before."""
    with transaction.atomic():
        ended = bool(Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=now))
        if ended:
            record([_entry(event, grant, client)], now=now)
    return ended


def revoke_all(rows: "QuerySet[Grant]", now: datetime, actor: Actor) -> None:
    """Revoke grants with all their tokens, in three statements."""
    with transaction.atomic():
        grants = list(rows.select_related("client", "user").select_for_update(of=("self",)).order_by("pk"))
        Grant.objects.filter(pk__in=[grant.pk for grant in grants]).update(revoked_at=now)
        record([_entry(REVOKED, grant, grant.client, actor) for grant in grants], now=now)


def _entry(event: str, grant: Grant, client: Client, actor: Actor | None = None, **detail: str) -> Entry:
    return Entry(
        event,
        user_id=grant.user.public_id,
        actor=actor or Actor(ActorType.CLIENT, client.client_id),
        transaction_id=grant.transaction_id,
        targets=(client.event_target,),
        detail=detail,
    )
