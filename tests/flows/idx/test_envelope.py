import pytest
from django.db import connection

from flows.idx.forms import PATHS
from tests.actors import sign_up_policy
from tests.flows.idx.document_shape import keys
from tests.flows.idx.wire import INTROSPECT, START, Wire
from tests.tables import each

pytestmark = pytest.mark.django_db

ION = "application/ion+json; okta-version=1.0.0"
JSON = "application/json; okta-version=1.0.0"
ANSWERED = sorted({f"/idp/idx/{path}" for path in PATHS.values()} | {INTROSPECT})


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


@each("path", [*ANSWERED, START])
def test_unreadable_body_is_a_bad_request(wire: Wire, path: str):
    document = wire.send(path, b'{"stateHandle": "a", "stateHandle": "b"}')
    assert (wire.status, keys(document)) == (400, ["errors.E0000003"])


@each("path", [*ANSWERED, START])
def test_only_post_is_answered(wire: Wire, path: str):
    assert wire.client.get(path).status_code == 405


def test_documents_are_ion_and_never_kept(wire: Wire):
    wire.begin()
    assert wire.response["Content-Type"] == ION
    assert wire.response["Cache-Control"] == "no-store"
    wire.answer("1")
    assert wire.response["Content-Type"] == ION


def test_an_error_of_introspect_is_plain_json(wire: Wire):
    wire.post(INTROSPECT, {"stateHandle": "02.id.nobody"})
    assert wire.response["Content-Type"] == JSON
    wire.send(INTROSPECT, b"[]")
    assert wire.response["Content-Type"] == JSON


def test_answer_has_the_requested_language(wire: Wire):
    wire.begin()
    assert "Accept-Language" in wire.response["Vary"]
    assert wire.response["Content-Language"] == "en"


def test_showing_a_step_takes_few_statements(wire: Wire, django_assert_max_num_queries):
    wire.begin()
    wire.post(INTROSPECT)
    with django_assert_max_num_queries(2, connection=connection):
        wire.post(INTROSPECT)
