import pytest

from tests.oidc.parties import a_signing_key


@pytest.fixture(autouse=True)
def _signing_key(db: None) -> None:
    """One key for every journey: making one takes a second."""
    a_signing_key()
