"""Whose pages may create and use passkeys in a transaction."""

from django.conf import settings

from accounts.credentials.passkey import rp_id
from accounts.domain.passkey_origins import usable_origins
from flows.domain.transaction import FrontEnd, Transaction


def passkey_origins(transaction: Transaction) -> tuple[str, ...]:
    """Return the origins of the pages that draw the forms, as far as browsers let them use passkeys.

    An app that draws the forms itself has its own registered origins, and none of another app's.
    """
    request = transaction.request
    if transaction.front_end is FrontEnd.HOSTED or request is None:
        return (settings.PUBLIC_URL,)
    return usable_origins(request.origins, rp_id())
