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


def test_no_answer_of_the_server_names_a_version(separate_servers: Deployment):
    """ASVS 5.0 13.4.6: pages, files and refusals, as the web process sends them."""
    visitor = separate_servers.visitor()
    for path in ("/signin", "/static/ui.css", "/nowhere", "/healthz", "/oauth2/v1/userinfo"):
        headers = visitor.get(path, allow_redirects=False).headers
        assert not any(letter.isdigit() for letter in headers.get("Server", ""))
        assert not {"X-Powered-By", "Via", "X-AspNet-Version", "X-Runtime"} & set(headers)


def test_a_request_that_did_not_come_over_tls_is_sent_there(separate_servers: Deployment):
    visitor = separate_servers.visitor()
    del visitor.headers["X-Forwarded-Proto"]
    page = visitor.get("/signin", allow_redirects=False)
    assert (page.status_code, page.headers["Location"]) == (301, f"{separate_servers.url}/signin")


@pytest.mark.parametrize("server", ["embedded_server", "separate_servers"])
def test_a_request_of_fifty_kilobytes_reaches_the_product(server: str, request: pytest.FixtureRequest):
    """An app's state and nonce may be long; a server that cuts the line answers with a page of its own."""
    deployment: Deployment = request.getfixturevalue(server)
    visitor = deployment.visitor()
    asked = f"/oauth2/v1/authorize?client_id=nobody&state={'%C3%A9' * 4096}&nonce={'%C3%A9' * 4096}"
    page = visitor.get(asked, headers={"Referer": deployment.url + asked})
    assert page.status_code == 400
    assert "Content-Security-Policy" in page.headers


def test_list_of_static_files_is_not_public(separate_servers: Deployment):
    visitor = separate_servers.visitor()
    assert visitor.get("/static/staticfiles.json").status_code == 404
    assert visitor.get("/static/ui.css").status_code == 200
