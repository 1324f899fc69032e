import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from administration.site import Site
from tests.administration.desk import Desk

pytestmark = pytest.mark.django_db


def asked_by(user: User | AnonymousUser, path: str = "/admin/login/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_the_administration_sends_strangers_to_the_sign_in(client: Client):
    answer = client.get("/admin/login/?next=/admin/accounts/")
    assert (answer.status_code, answer["Location"]) == (302, "/signin?next=/admin/accounts/")


def test_lists_load_no_scripts_for_slugs(desk: Desk):
    page = desk.open("accounts/user/").text
    assert ("actions.js" in page, "xregexp" in page, "urlify" in page) == (True, False, False)


def test_the_administration_has_no_form_that_checks_a_password(client: Client):
    answer = client.post("/admin/login/", {"username": "root@example.org", "password": "correct horse"})
    assert (answer.status_code, answer["Location"]) == (302, "/signin?next=/admin/")


def test_user_without_a_role_is_refused_without_a_redirect_loop():
    with pytest.raises(PermissionDenied):
        Site().login(asked_by(User(status="ACTIVE", is_staff=False)))


def test_signing_out_of_the_administration_is_signing_out():
    answer = Site().logout(asked_by(AnonymousUser()))
    assert (answer.status_code, answer["Location"]) == (307, "/signout")


def test_the_administrations_own_password_form_is_closed():
    assert Site().password_change(asked_by(AnonymousUser()))["Location"] == "/me/"


def test_the_administration_may_run_its_script_files_and_nothing_inline(monkeypatch):
    monkeypatch.setattr(Site, "has_permission", lambda self, request: True)
    page = Site().admin_view(lambda _request: HttpResponse("page"))
    answer = page(asked_by(User(status="ACTIVE", is_staff=True), "/admin/"))
    assert answer._csp_replace == {"script-src": ["'self'"]}
