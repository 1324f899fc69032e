from collections.abc import Iterator

import pytest

from identity_providers.protocol.provider_metadata import METADATA
from identity_providers.protocol.verification_keys import KEYS
from tests.identity_providers.upstream import Upstream, an_upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    METADATA.clear()
    KEYS.clear()
    with an_upstream() as running:
        yield running
