import pytest
from pytest_django import Settings

from tests.foreign.apps import Registered, register
from tests.servers.processes import Deployment


@pytest.fixture(scope="session")
def registered(embedded_server: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """The embedded server, which knows the apps of these tests and the examples."""
    return register(embedded_server, tmp_path_factory.mktemp("apps"))


@pytest.fixture(autouse=True)
def _addresses(embedded_server: Deployment, settings: Settings) -> None:
    """Drivers compare addresses with those of the settings: here with the server's own."""
    settings.PUBLIC_URL = embedded_server.url
