"""Requests that no hosted page makes: answered briefly, without leaving much behind."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from flows.models import Transaction
from tests.actors import afresh, sign_up_policy
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
_afresh = pytest.fixture(autouse=True)(afresh)
NUL = "/me/%00"


@pytest.mark.parametrize("form", ["select-enroll-profile", "identify"])
def test_one_network_cannot_fill_the_table_by_repeated_first_pages(form):
    sign_up_policy()
    answers = [Visitor().post(form, "/signin", identifier="nobody@example.com") for _ in range(62)]
    assert answers[-1].status_code == 429
    assert Transaction.objects.count() <= 60


def test_going_back_and_forth_between_sign_in_and_sign_up_is_limited_too():
    sign_up_policy()
    visitor = Visitor()
    visitor.post("select-enroll-profile", "/signin")
    answers = [visitor.post(f"select-{to}") for _ in range(31) for to in ("identify", "enroll-profile")]
    assert answers[-1].status_code == 429


def test_a_zero_byte_in_the_place_to_go_on_to_is_not_kept():
    sign_up_policy()
    answer = Visitor().post("select-enroll-profile", f"/signin?next={NUL}")
    assert (answer.status_code, Transaction.objects.exists()) == (400, False)


def test_a_zero_byte_in_a_hint_is_not_kept():
    sign_up_policy()
    answer = Visitor().post("select-enroll-profile", "/signin?login_hint=a%00b@example.com")
    assert (answer.status_code, Transaction.objects.exists()) == (400, False)


@pytest.mark.parametrize("path", ["/flow/%00", "/flow/a%00b", "/flow/%00/state", "/flow/link/%00"])
def test_a_zero_byte_in_an_address_leads_nowhere(path):
    visitor = Visitor()
    visitor.http.cookies[settings.BINDING_COOKIE_NAME] = "x"
    assert visitor.get(path).status_code in (400, 404, 410)


def test_unexpected_file_is_refused_before_it_is_read():
    film = SimpleUploadedFile("film.bin", b"0" * (settings.MAX_BODY + 1))
    refused = Visitor().http.post("/signin", {"form": "identify", "file": film})
    assert refused.status_code == 413


def test_a_body_of_the_longest_length_is_still_looked_at():
    padding = "x" * (settings.MAX_BODY - 2000)
    assert Visitor().http.post("/signin", {"form": "identify", "padding": padding}).status_code == 422
