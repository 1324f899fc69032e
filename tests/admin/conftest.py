import pytest

from tests.actors import afresh
from tests.admin.desk import Desk

started_afresh = pytest.fixture(autouse=True)(afresh)


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()
