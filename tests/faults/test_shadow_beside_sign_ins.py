"""A draft in the shadow of real web processes: every sign-in goes on, and each is looked at once."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.servers import processes
from tests.servers.processes import Deployment
from tests.servers.smtp import mail_server

pytestmark = pytest.mark.processes

PEOPLE = 12
PASSWORD = "violet harbour under nine lamps"
POLICY = "Default global session policy"
USERS = f"""
from tests.actors import a_user
for number in range({PEOPLE}):
    a_user(f"shadow{{number}}@example.com", "{PASSWORD}")
"""
DRAFT = """
from configuration.drafts import begin_draft
from policies.models import Policy, SessionOutcome
from tests.policies.rows import author
policy = Policy.objects.get(kind="session", is_default=True)
draft = begin_draft(policy, author())
SessionOutcome.objects.filter(rule__policy=draft).update(allowed=False)
"""
EDIT = """
from policies.models import Policy
from policies.services.rules import draft_of, save_rule
from tests.policies.rows import author
rule = draft_of(Policy.with_drafts.get(draft_of__kind="session").rules.get())
rule.outcome.allowed, rule.outcome.idle_minutes = True, 15
save_rule(rule, author())
"""
ROWS = 'SELECT count(*), count(DISTINCT transaction), count(DISTINCT "user") FROM policies_shadowattempt'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Two web processes on PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp("shadow")
    with mail_server() as mail, processes.separate(folder, mail, names=("web",)) as deployment:
        yield deployment


def post(visitor: processes.Visitor, page: requests.Response, **data: str) -> requests.Response:
    """Post a form of a page as a browser does, and follow the redirect."""
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    path = "/" + page.url.split("/", 3)[3]
    answer = visitor.post(path, data={"csrfmiddlewaretoken": token, **data}, allow_redirects=False)
    assert answer.status_code in (302, 303), answer.text
    return visitor.get(answer.headers["Location"], allow_redirects=False)


def sign_in(server: Deployment, number: int) -> bool:
    """Sign in by a password; return whether the page of the account opened."""
    visitor, address = server.visitor(f"203.0.113.{number + 1}"), f"shadow{number}@example.com"
    page = post(visitor, visitor.get("/signin"), form="identify", identifier=address)
    answer = {"form": "challenge-authenticator", "credentials.passcode": PASSWORD}
    page = post(visitor, page, **answer)
    return page.status_code == 200 and address in page.text


def everyone_signs_in(server: Deployment) -> list[bool]:
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda number: sign_in(server, number), range(PEOPLE)))


def shadow(server: Deployment, action: str) -> dict[str, object]:
    return json.loads(server.manage("policies", "shadow", action, "session", POLICY, "--json"))


def test_each_sign_in_is_looked_at_once_and_goes_on(server: Deployment):
    server.manage("shell", "--verbosity", "0", "--command", USERS)
    server.manage("shell", "--verbosity", "0", "--command", DRAFT)
    assert shadow(server, "start")["state"] == "running"

    assert everyone_signs_in(server) == [True] * PEOPLE

    assert server.rows(ROWS) == [(PEOPLE, PEOPLE, PEOPLE)]
    found = shadow(server, "show")
    assert (found["attempts"], found["differing"]) == (PEOPLE, PEOPLE)
    assert [row["difference"] for row in found["differences"]] == ["Would have been refused."]

    server.manage("shell", "--verbosity", "0", "--command", EDIT)
    assert everyone_signs_in(server) == [True] * PEOPLE
    assert shadow(server, "show")["attempts"] == PEOPLE
    shadow(server, "start")
    assert all(everyone_signs_in(server))
    [difference] = shadow(server, "show")["differences"]
    assert (difference["count"], difference["difference"][:24]) == (PEOPLE, "The session would end af")
    shadow(server, "stop")
    assert all(everyone_signs_in(server))
    assert shadow(server, "show")["attempts"] == PEOPLE
