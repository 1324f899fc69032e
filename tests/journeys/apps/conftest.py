from collections.abc import Iterator

import pytest

from identity_providers.protocol.provider_metadata import METADATA
from identity_providers.protocol.verification_keys import KEYS
from tests.identity_providers.upstream import Upstream, an_upstream
from tests.oidc.parties import a_signing_key


@pytest.fixture(autouse=True)
def _signing_key(db: None) -> None:
    """One key for every journey: making one takes a second."""
    a_signing_key()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Run an identity provider whose documents nothing has cached."""
    METADATA.clear()
    KEYS.clear()
    with an_upstream() as running:
        yield running
