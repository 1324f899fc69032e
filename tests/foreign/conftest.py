import pytest
from pytest_django import Settings

from examples.serving import HOST, serve_files
from tests.foreign.apps import Registered, register
from tests.servers.processes import Deployment


@pytest.fixture(scope="session")
def registered(embedded_server: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """The embedded server, which knows the apps of these tests and the examples."""
    return register(embedded_server, tmp_path_factory.mktemp("apps"))


@pytest.fixture(scope="session")
def single_page(registered: Registered) -> str:
    """Where the single-page example is."""
    port = registered.ports["8202"]
    config = {"issuer": f"{registered.server.url}/oauth2/default", "clientId": "single-page-example"}
    serve_files("single_page", port, config)
    return f"http://{HOST}:{port}/"


@pytest.fixture(autouse=True)
def _addresses(embedded_server: Deployment, settings: Settings) -> None:
    """Drivers compare addresses with those of the settings: here with the server's own."""
    settings.PUBLIC_URL = embedded_server.url
