import pytest

from tests.actors import afresh
from tests.oidc.parties import a_session, a_signing_key, ada, an_app

_afresh = pytest.fixture(autouse=True)(afresh)


@pytest.fixture
def key(db):
    return a_signing_key()


@pytest.fixture
def user(key):
    return ada()


@pytest.fixture
def session(user):
    return a_session(user)


@pytest.fixture
def app(key):
    return an_app()
