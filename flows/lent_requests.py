"""An app's request that a browser takes from a transaction of the IDX API to the hosted pages.

An identity provider answers on hosted pages, so a transaction of its own begins in the user's browser. It
borrows the app and its request, and no proof goes either way: the owner of the state handle gains nothing.
"""

from typing import Final

from django.core import signing
from django.utils import timezone

from flows import repository
from flows.domain.transaction import FrontEnd, Transaction

_SALT: Final = "flows.lent_request"
LIFETIME_SECONDS: Final = 3600


def lend(transaction: Transaction) -> str:
    """Return a signed text that names the transaction. It is not its secret."""
    return signing.TimestampSigner(salt=_SALT).sign(transaction.id)


def lender(token: str) -> Transaction | None:
    """Return the transaction that a text of the last hour names, while it is still going on."""
    try:
        name = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=LIFETIME_SECONDS)
    except signing.BadSignature:
        return None
    stored = repository.reload(name)
    if stored is None:
        return None
    facts = stored.transaction
    is_open = facts.finished_at is None and not facts.ended and facts.expires_at > timezone.now()
    return facts if is_open and facts.front_end is FrontEnd.IDX else None
