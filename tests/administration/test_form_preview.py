"""The preview shows the sign-up page of the unsaved form, and nothing but a frame of this site shows it."""

import html
import re

import pytest

from accounts.configuration_cache import raise_version
from accounts.models import Brand, Event, ProfileAttribute, Session
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from flows.models import Transaction
from tests.administration.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_page(db: None) -> str:
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    return f"enrollment/profileenrollmentpolicy/{policy.pk}/change/"


PREVIEW = "/admin/enrollment/profileenrollmentpolicy/preview/"


def address_of(desk: Desk, path: str) -> str:
    """Return where the button of the page sends the form."""
    return html.unescape(re.search(r'formaction="([^"]+)"', desk.open(path).text)[1])


def preview(desk: Desk, path: str, **changes: str):
    """Send the page's form, changed but not saved, to its preview."""
    return desk.client.post(address_of(desk, path), {**desk.form(path), **changes})


def new_row(desk: Desk, path: str, key: str, **columns: str) -> dict[str, str]:
    """Return the posted columns of the empty last row, filled in for an attribute."""
    total = int(desk.form(path)["form_fields-TOTAL_FORMS"][0])
    attribute = ProfileAttribute.objects.get(key=key)
    values = {"attribute": str(attribute.pk), "at_sign_up": "on", **columns}
    return {f"form_fields-{total - 1}-{name}": value for name, value in values.items()}


def test_preview_shows_the_unsaved_form_and_writes_nothing(desk: Desk, form_page: str):
    row = new_row(desk, form_page, "nickName", label="What friends call you", required="on")
    counts = [model.objects.count() for model in (EnrollmentFormField, Event, Session, Transaction)]
    shown = preview(desk, form_page, form_title="Join the orchard", submit_label="Join", **row)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "<h1>Join the orchard</h1>" in text
    assert re.search(r"<button[^>]*>Join</button>", text)
    assert "What friends call you" in text
    assert counts == [model.objects.count() for model in (EnrollmentFormField, Event, Session, Transaction)]
    assert not ProfileEnrollmentPolicy.objects.filter(form_title="Join the orchard").exists()


@pytest.mark.parametrize(("theme", "attribute"), [("light", "light"), ("dark", "dark"), ("neon", None)])
def test_preview_has_the_chosen_theme(desk: Desk, form_page: str, theme: str, attribute: str | None):
    text = preview(desk, form_page, preview_theme=theme).content.decode()
    found = re.search(r'<html[^>]* data-theme="(\w+)"', text)
    assert (found[1] if found else None) == attribute


def test_preview_holds_the_style_sheets_and_the_logo(desk: Desk, form_page: str):
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
    Brand.objects.update(logo=logo, color="#7a1fa2")
    raise_version()
    text = preview(desk, form_page).content.decode()
    assert text.count('<link rel="stylesheet" href="data:text/css;base64,') == 2
    assert '<img src="data:image/svg+xml;base64,' in text
    assert not re.search(r'(?:src|href)="/(?:static|brand)/', text)


def test_preview_may_be_framed_by_this_site_and_runs_nothing(desk: Desk, form_page: str):
    shown = preview(desk, form_page)
    policy = shown["Content-Security-Policy"].split("; ")
    assert {"frame-ancestors 'self'", "sandbox", "script-src 'none'", "form-action 'none'"} <= set(policy)
    assert (shown["X-Frame-Options"], "no-store" in shown["Cache-Control"]) == ("SAMEORIGIN", True)
    assert not shown.cookies
    assert "csrfmiddlewaretoken" not in shown.content.decode()


def test_only_the_page_of_the_form_may_hold_a_frame(desk: Desk, form_page: str):
    assert "frame-src 'self'" in desk.get(form_page)["Content-Security-Policy"]
    assert (
        "frame-src 'self'" in desk.get("enrollment/profileenrollmentpolicy/add/")["Content-Security-Policy"]
    )
    for other in ("", "enrollment/profileenrollmentpolicy/", "accounts/group/add/"):
        answer = desk.get(other)
        assert "frame-src" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_preview_of_a_form_with_mistakes_names_them(desk: Desk, form_page: str):
    row = new_row(desk, form_page, "firstName")
    shown = preview(desk, form_page, form_title="", **row)
    text = html.unescape(shown.content.decode())
    assert shown.status_code == 422
    assert "No preview yet" in text
    assert "Form title: This field is required." in text
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_preview_of_a_new_policy_begins_with_the_name(desk: Desk):
    text = preview(desk, "enrollment/profileenrollmentpolicy/add/", name="Partners").content.decode()
    assert "First name" in text


def test_preview_takes_a_post_with_a_token_of_who_may_view_forms(desk: Desk, form_page: str):
    address = address_of(desk, form_page)
    assert desk.client.get(address).status_code == 405
    desk.client.handler.enforce_csrf_checks = True
    posted = {**desk.form(form_page), "csrfmiddlewaretoken": "forged"}
    assert desk.client.post(address, posted).status_code == 410
