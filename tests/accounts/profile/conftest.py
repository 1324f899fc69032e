import pytest

from tests.actors import afresh

_afresh = pytest.fixture(autouse=True)(afresh)
