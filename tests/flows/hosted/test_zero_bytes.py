"""PostgreSQL keeps no zero byte: wherever one is sent, the answer is an answer and no fault of the server."""

import pytest
from django.conf import settings

from flows.models import Transaction
from tests.actors import PASSWORD, a_user, afresh, sign_up_policy
from tests.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
_afresh = pytest.fixture(autouse=True)(afresh)
ADDRESS, NAME = "ada@example.com", {"userProfile__firstName": "A\0b", "userProfile__lastName": "B\0"}


@pytest.fixture
def visitor():
    sign_up_policy()
    return Visitor()


@pytest.mark.parametrize(
    "path",
    [
        "/flow/%00",
        "/flow/a%00/state?v=%00",
        "/flow/link/%00",
        "/activate/%00",
        "/admin-access/%00",
        "/brand/%00.css",
        "/signin?next=/%00&login_hint=%00",
        "/admin/login/?next=%00",
    ],
)
def test_in_an_address(visitor, path):
    visitor.http.cookies[settings.BINDING_COOKIE_NAME] = "x"
    assert visitor.get(path).status_code < 500


def test_in_values_kept_by_the_first_page(visitor):
    answer = visitor.post("select-enroll-profile", "/signin?next=/%00&login_hint=%00")
    assert (answer.status_code, Transaction.objects.exists()) == (400, False)


@pytest.mark.parametrize(
    ("form", "path", "fields"),
    [
        ("identify", "/signin", {"identifier": "a\0@example.com"}),
        ("identify\0", "/signin", {"identifier": ADDRESS}),
        ("identify", "/signin", {"identifier": ADDRESS, "step": "\0"}),
        ("identify-recovery", "/recover", {"identifier": "a\0@example.com"}),
        ("enroll-profile", "/signup", {"userProfile__email": ADDRESS, **NAME}),
    ],
)
def test_in_a_form(visitor, form, path, fields):
    assert visitor.post(form, path, **fields).status_code < 500


def test_in_a_password_and_in_a_code(visitor):
    a_user(ADDRESS, PASSWORD)
    visitor.post("identify", "/signin", identifier=ADDRESS)
    assert visitor.post("challenge-authenticator", credentials__passcode="a\0b").status_code == 422
    visitor.post("recover")
    assert visitor.post("challenge-authenticator", credentials__passcode="1\0" * 6).status_code == 422


def test_in_a_header_and_in_a_cookie(visitor):
    visitor.http.cookies[settings.BINDING_COOKIE_NAME] = "a\0b"
    visitor.http.cookies[settings.DEVICE_COOKIE_NAME] = "a\0b"
    answer = visitor.http.get("/signin", headers={"user-agent": "a\0b", "accept-language": "\0"})
    assert answer.status_code == 200
