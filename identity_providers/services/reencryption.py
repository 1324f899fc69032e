"""Which keys of ``ENCRYPTION_KEYS`` client secrets depend on, and moving them to the present key."""

from collections import Counter

from django.db import transaction

from accounts.configuration_cache import raise_version
from accounts.credentials.crypto import reseal
from accounts.credentials.reencryption import by_key
from accounts.keys import encryption_keys
from identity_providers.client_secrets import PURPOSE
from identity_providers.models import IdentityProvider
from identity_providers.selectors import IDENTITY_PROVIDERS


def count_by_key() -> Counter[str]:
    """Return the number of client secrets under each key of ``ENCRYPTION_KEYS``."""
    return by_key(IdentityProvider.objects.exclude(client_secret=""), "client_secret")


def reencrypt() -> int:
    """Re-encrypt every client secret with the current key of ``ENCRYPTION_KEYS``. Raises Unreadable."""
    with transaction.atomic():
        raise_version(IDENTITY_PROVIDERS)
        sealed = IdentityProvider.objects.exclude(client_secret="").select_for_update(no_key=True)
        stale = sealed.exclude(client_secret__startswith=f"{encryption_keys().current_id}.").defer("logo")
        for row in stale:
            row.client_secret = reseal(row.client_secret, purpose=PURPOSE, subject=row.public_id)
            row.save(update_fields=["client_secret"])
        return len(stale)
