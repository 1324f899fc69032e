"""Sessions that follow from a session at an identity provider, and end with it."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.credentials.enrollment_queries import holder_of_account
from accounts.domain.enrollments import LinkedAccount
from accounts.models import Session
from accounts.sessions.lifetime import end_upstream, upstream_session
from identity_providers.domain.provider import Provider
from identity_providers.protocol.logout_tokens import EndedUpstream, read_logout_token


def end_by_logout_token(provider: Provider, token: str, now: datetime) -> int:
    """End the sessions that a logout token names; return how many. Raises UpstreamFailure.

    A replayed token ends nothing that began with a later session at the provider.
    """
    return end_upstream(_sessions(provider, read_logout_token(provider, token, now)), now)


def _sessions(provider: Provider, ended: EndedUpstream) -> "QuerySet[Session]":
    if ended.sid:
        return Session.objects.filter(upstream=upstream_session(provider.public_id, ended.sid))
    found = holder_of_account(LinkedAccount(provider.public_id, ended.issuer, ended.subject))
    if found is None:
        return Session.objects.none()
    enrolled, user = found
    theirs = Session.objects.filter(user=user)
    keys = [row.key_hash for row in theirs if _began_with(row, enrolled.public_id)]
    return theirs.filter(key_hash__in=keys)


def _began_with(row: Session, enrollment: str) -> bool:
    return any(proof["subject"] == enrollment for proof in row.proofs)
