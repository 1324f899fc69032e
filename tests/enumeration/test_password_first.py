"""Username and password on one page of the IDX API: answer and work are alike for every user."""

import pytest

from accounts.domain.lifecycle import Status
from tests.actors import PASSWORD, a_user, mails_to, sign_up_policy
from tests.enumeration.indistinguishability import count_hashes
from tests.flows.idx.document_shape import keys, remediations
from tests.flows.idx.wire import Wire
from tests.journeys.policy_settings import protection, session_wants

pytestmark = pytest.mark.django_db

USERS = {
    "nobody": lambda address: None,
    "with a password": lambda address: a_user(address, PASSWORD),
    "without a password": a_user,
    "suspended": lambda address: a_user(address, PASSWORD, status=Status.SUSPENDED),
}


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return count_hashes(monkeypatch)


@pytest.mark.parametrize("hidden", [False, True])
def test_refusals_of_the_first_page_are_alike_for_every_user(hashes: list[str], hidden: bool):
    sign_up_policy()
    session_wants(first_factor="password")
    protection(hide_at_sign_in=hidden)
    seen = {}
    for number, (kind, made) in enumerate(USERS.items()):
        address = f"a{number}a@example.com"
        made(address)
        wire = Wire()
        wire.begin()
        hashes.clear()
        wire.post("/idp/idx/identify", {"identifier": address, "credentials": {"passcode": "wrong"}})
        seen[kind] = (wire.status, keys(wire.document), remediations(wire.document), len(hashes))
        assert mails_to(address) == []
    assert set(map(str, seen.values())) == {str(seen["nobody"])}
    assert seen["nobody"][:2] == (401, ["errors.E0000004"])
    assert seen["nobody"][3] == 1
