from collections.abc import Iterator

import pytest

from tests.identity_providers.upstream import Upstream, an_upstream
from tests.oidc.parties import a_signing_key


@pytest.fixture(autouse=True)
def _signing_key(db: None) -> None:
    """One key for every journey: making one takes a second."""
    a_signing_key()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Run an identity provider."""
    with an_upstream() as running:
        yield running
