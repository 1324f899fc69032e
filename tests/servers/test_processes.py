import pytest

from tests.servers.processes import Deployment

pytestmark = pytest.mark.processes


def test_the_whole_server_runs_in_one_process(embedded_server: Deployment):
    assert embedded_server.visitor().get("/healthz").json() == {"status": "ok"}
    assert list(embedded_server.processes) == ["serve"]


def test_separate_processes_answer_behind_a_proxy(separate_servers: Deployment):
    page = separate_servers.visitor().get("/signin", allow_redirects=False)
    assert page.status_code == 200
    assert "Strict-Transport-Security" in page.headers
    assert list(separate_servers.processes) == ["web", "worker", "beat"]


def test_a_request_that_did_not_come_over_tls_is_sent_there(separate_servers: Deployment):
    visitor = separate_servers.visitor()
    del visitor.headers["X-Forwarded-Proto"]
    page = visitor.get("/signin", allow_redirects=False)
    assert (page.status_code, page.headers["Location"]) == (301, f"{separate_servers.url}/signin")
