from collections.abc import Iterator

import pytest

from tests.identity_providers.upstream import Upstream, an_upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with an_upstream() as running:
        yield running
