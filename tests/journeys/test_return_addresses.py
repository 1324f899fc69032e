"""A user who came from a page of this server returns to it; other addresses are refused."""

from urllib.parse import quote

import pytest

from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA, PASSWORD, press, signed_up

PROFILE = {"email": ADA, "firstName": "Ada", "lastName": "Okafor"}
EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "///evil.example",
    "me/",
    "/\t/evil.example",
]


def sign_up_from(here: HostedDriver, target: str) -> None:
    here.open(f"/signup?next={quote(target, safe='')}")
    here.submit_profile(PROFILE)
    here.submit_code()


def sign_in_from(here: HostedDriver, target: str) -> None:
    here.open(f"/signin?next={quote(target, safe='')}")
    here.identify(ADA)


def finish(here: HostedDriver) -> str:
    """Send the password without following; return where the answer sends the here."""
    (form,) = [form for form in here.page.all("form") if form.all("input", type="password")]
    body = form.sends() | {"credentials.passcode": [PASSWORD]}
    response = here.client.post(here.url, body)
    assert response.status_code == 303
    return str(response["Location"])


@pytest.mark.parametrize("target", ["/admin/", "/me/?from=mail", "/admin/accounts/user/?q=a%20b"])
def test_a_sign_up_leads_back_to_where_it_began(here: HostedDriver, target: str):
    sign_up_from(here, target)
    assert finish(here) == target


@pytest.mark.parametrize("target", ["/admin/", "/me/?from=mail"])
def test_a_sign_in_leads_back_to_where_it_began(here: HostedDriver, elsewhere: HostedDriver, target: str):
    signed_up("hosted")
    sign_in_from(elsewhere, target)
    assert finish(elsewhere) == target


def test_without_a_place_to_go_back_to_it_is_the_dashboard(here: HostedDriver):
    sign_up_from(here, "")
    assert finish(here) == "/me/"


@pytest.mark.parametrize("target", EVIL)
def test_a_place_outside_this_server_is_not_gone_to(here: HostedDriver, target: str):
    sign_up_from(here, target)
    assert finish(here) == "/me/"


def test_link_from_sign_in_to_sign_up_keeps_the_destination(here: HostedDriver):
    here.open("/signin?next=/admin/")
    here.sign_up_instead()
    assert here.url == "/signup?next=/admin/"
    here.submit_profile(PROFILE)
    here.submit_code()
    assert finish(here) == "/admin/"


def test_an_unknown_username_signs_up_and_still_comes_back(here: HostedDriver):
    here.open("/signin?next=/admin/")
    here.identify(ADA)
    here.sign_up_instead()
    here.submit_profile(PROFILE)
    here.submit_code()
    assert finish(here) == "/admin/"


def test_the_link_of_the_mail_keeps_the_place(here: HostedDriver):
    here.open("/signup?next=/admin/")
    here.submit_profile(PROFILE)
    here.open(newest(ADA).link)
    press(here)
    assert finish(here) == "/admin/"


def test_signed_in_user_is_redirected_at_once(here: HostedDriver):
    driver = signed_up("hosted")
    response = driver.client.get("/signin?next=/me/%3Fa%3D1")
    assert (response.status_code, response["Location"]) == (303, "/me/?a=1")
    response = driver.client.get("/signin?next=https://evil.example/")
    assert response["Location"] == "/me/"


def test_the_dashboard_sends_strangers_to_sign_in_and_takes_them_back(here: HostedDriver):
    response = here.client.get("/me/")
    assert response.status_code == 303
    assert response["Location"] == "/signin?next=/me/"
