"""The first page of a sign-in for clients that submit it again, or together with a password."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.db import transaction as database
from django.utils import timezone

from flows import engine, store
from flows.domain.steps import FormName
from flows.domain.transaction import PASSWORD_FIRST, Intent, Transaction
from flows.engine import OpenTransaction
from flows.handlers.identify import close_challenge, without_user
from flows.outcomes import Kind, Outcome
from flows.store import Stale, Stored


def can_restart(transaction: Transaction) -> bool:
    """Return whether the first page may be submitted again: nothing is proved, chosen or signed up yet."""
    begun = transaction.proofs or transaction.pending or transaction.password_hash or transaction.submission
    asks = transaction.intent in (Intent.SIGN_IN, Intent.RECOVER, Intent.UNLOCK)
    return asks and not begun and not transaction.session


def restart(stored: Stored) -> Stored:
    """Forget the user of a transaction in which nothing is proved; its tries and mails stay counted."""
    with suppress(Stale), database.atomic():
        # As an entered code does: the other order could deadlock with one that is entered at the same moment.
        close_challenge(stored.transaction, timezone.now())
        store.save(without_user(stored.transaction), stored.transaction)
    return _reload(stored.transaction)


def identify(opened: OpenTransaction, data: Mapping[str, Any]) -> Outcome:
    """Answer the first page; where it has a password, verify that as well.

    A refusal leads back to the first page, so that nothing there tells which of the two was wrong.
    """
    named = engine.submit(opened, FormName.IDENTIFY, data)
    if named.kind is not Kind.ADVANCED or PASSWORD_FIRST not in named.transaction.skips:
        return named
    known = engine.open_stored(_reload(named.transaction), opened.client)
    tried = engine.submit(known, FormName.CHALLENGE_AUTHENTICATOR, data)
    if tried.kind is not Kind.REFUSED:
        return tried
    shown = engine.open_stored(restart(_reload(tried.transaction)), opened.client)
    return replace(tried, transaction=shown.stored.transaction, step=shown.step)


def _reload(transaction: Transaction) -> Stored:
    stored = store.reload(transaction.id)
    if stored is None:
        raise LookupError("a stored transaction is there until it is purged")
    return stored
