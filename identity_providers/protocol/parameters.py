"""The secrets of one authorization request: state, nonce and PKCE verifier."""

import hmac
from dataclasses import dataclass, field

from accounts.credentials.crypto import digest
from accounts.identities import hash_secret, new_secret
from accounts.keys import encryption_keys


@dataclass(frozen=True, slots=True)
class RequestSecrets:
    """``state`` begins with the id of its transaction and has 256 random bits; the others follow from it.

    Nonce and verifier need a key besides, since the state comes back in a URL, beside the code (RFC 7636
    §4.1, OpenID Connect Core 1.0 §3.1.2.1).
    """

    state: str = field(repr=False)
    key_id: str

    @property
    def state_hash(self) -> str:
        """Return what is stored of the state."""
        return hash_secret(self.state)

    @property
    def nonce(self) -> str:
        """Return the value that the ID token has to repeat."""
        return self._derived("identity provider nonce")

    @property
    def verifier(self) -> str:
        """Return the PKCE code verifier."""
        return self._derived("identity provider verifier")

    def _derived(self, purpose: str) -> str:
        return digest(self.state, purpose=purpose, subject="", key_id=self.key_id)


def new_secrets(transaction_id: str) -> RequestSecrets:
    """Return the secrets of a new request."""
    return RequestSecrets(f"{transaction_id}.{new_secret()}", encryption_keys().current_id)


def transaction_id_of(state: str) -> str:
    """Return the id of the transaction that a state claims to belong to."""
    return state.partition(".")[0]


def is_state(state: str, state_hash: str) -> bool:
    """Return whether this is the state with that hash."""
    return hmac.compare_digest(hash_secret(state), state_hash)
