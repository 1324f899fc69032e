"""ASVS 5.0 V14 and V15.3: what a browser keeps of a user, and what scripts do with data."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.actors import PASSWORD, a_user
from tests.journeys.drivers import HostedDriver
from tests.journeys.stories import ADA, sign_in
from tests.lint import ROOT

SCRIPTS = [path for folder in ("static", *ROOT.glob("*/static")) for path in (ROOT / folder).rglob("*.js")]


@pytest.fixture
def browser(db: None) -> HostedDriver:
    a_user(ADA, PASSWORD)
    driver = HostedDriver()
    sign_in(driver)
    return driver


def test_sign_out_clears_data_of_the_browser(browser: HostedDriver):
    """ASVS 5.0 14.3.1: pages and storage, and the cookie of the session."""
    page = browser.client.get("/me/")
    assert page.status_code == 200
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    answer = browser.client.post("/signout", {"csrfmiddlewaretoken": token[1]})
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value == ""


@pytest.mark.parametrize(
    "path", ["/me/x.css", "/me/security/x.js", "/me/profile.png", "/me/;x.css", "/me%2fx.css"]
)
def test_user_page_has_no_second_address_that_looks_like_a_file(browser: HostedDriver, path: str):
    """ASVS 5.0 14.2.5: a cache that goes by endings finds nothing to keep."""
    answer = browser.client.get(path)
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert ADA not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/signin", "/me/", "/idp/idx/introspect", "/oauth2/v1/userinfo", "/admin/"])
def test_response_about_a_user_may_not_be_stored(client: Client, path: str):
    """ASVS 5.0 14.2.2, 14.3.2."""
    assert "no-store" in client.get(path)["Cache-Control"].split(", ")


def test_no_script_keeps_anything_in_the_browser():
    """ASVS 5.0 14.3.3: but the time zone, in a cookie."""
    lines = [line for path in SCRIPTS for line in path.read_text().splitlines()]
    assert lines
    kept = re.compile(r"localStorage|sessionStorage|indexedDB|\.cookie\b|caches\.|serviceWorker")
    assert [line for line in lines if kept.search(line) and "resolvedOptions().timeZone" not in line] == []


def test_no_script_writes_to_a_key_that_data_names():
    """ASVS 5.0 15.3.6: neither a computed key of an object nor markup comes from data."""
    risky = re.compile(
        r"\w\[[^\]\"'0-9]+\]\s*=[^=]|__proto__|\.prototype(\.\w+)?\s*="
        r"|innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function"
    )
    assert [(path.name, found[0]) for path in SCRIPTS if (found := risky.search(path.read_text()))] == []


def test_no_script_or_template_stops_a_paste():
    """ASVS 5.0 6.2.7: password managers and the clipboard fill in every field."""
    templates = list((ROOT / "templates").rglob("*.html"))
    assert SCRIPTS
    assert templates
    stopping = re.compile(r"(?i)\bon(paste|beforeinput)\b|[\"'](paste|beforeinput)[\"']")
    assert [path.name for path in (*SCRIPTS, *templates) if stopping.search(path.read_text())] == []
