"""A transaction is open in the browser that began it, and nowhere else."""

import json
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project

from flows.domain.transaction import Intent
from flows.models import Transaction
from tests.actors import a_user
from tests.journeys.drivers import HostedDriver, IdxDriver
from tests.journeys.mailbox import newest
from tests.journeys.rows import everything
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSCODE,
    PASSWORD,
    at_password,
    awaiting_code,
    fill_in,
    look_again,
    recovering,
    sign_in,
)


def spoil_tokens(browser: HostedDriver) -> None:
    for token in browser.page.all("input", name="csrfmiddlewaretoken"):
        token.attrs["value"] = "x" * 64


def test_the_address_of_a_page_opens_nothing_in_another_browser(here: HostedDriver, elsewhere: HostedDriver):
    fill_in(here)
    elsewhere.open(here.url)
    assert elsewhere.status == 410
    assert elsewhere.message_keys == ["idx.session.expired"]
    assert ADA not in elsewhere.page.text


def test_neither_does_posting_to_it(here: HostedDriver, elsewhere: HostedDriver):
    fill_in(here)
    code = newest(ADA).code
    elsewhere.begin()
    token = elsewhere.page.all("input", name="csrfmiddlewaretoken")[0].get("value")
    body = {
        "csrfmiddlewaretoken": token,
        "form": "enroll-authenticator",
        "credentials.passcode": code,
    }
    assert elsewhere.client.post(here.url, body).status_code == 410
    here.poll()
    assert here.step == "enroll-email"


def test_the_poll_tells_a_stranger_nothing(here: HostedDriver, elsewhere: HostedDriver):
    fill_in(here)
    state = next(element for element in here.page.walk() if "data-poll" in element.attrs).get("data-poll")
    assert here.client.get(state).json() == {"changed": False}
    assert elsewhere.client.get(state).json() == {"changed": True}
    assert elsewhere.client.get("/flow/nothing/state?v=1").json() == {"changed": True}


def test_sign_in_renews_the_binding_and_ends_open_transactions(here: HostedDriver):
    a_user("bo@example.org", PASSWORD)
    fill_in(here)
    page, before = here.url, here.client.cookies[project.BINDING_COOKIE_NAME].value
    sign_in(here, "bo@example.org")
    assert here.client.cookies[project.BINDING_COOKIE_NAME].value != before
    here.open(page)
    assert here.step == "signed-in"


def test_signing_out_renews_it_too(here: HostedDriver):
    a_user(ADA, PASSWORD)
    sign_in(here)
    before = here.client.cookies[project.BINDING_COOKIE_NAME].value
    form = next(form for form in here.page.all("form") if form.get("action") == "/signout")
    here.client.post("/signout", form.sends())
    assert here.client.cookies[project.BINDING_COOKIE_NAME].value != before


def test_an_answer_to_a_page_that_has_moved_on_in_another_tab(here: HostedDriver):
    fill_in(here)
    tab = HostedDriver()
    tab.client = here.client
    tab.open(here.url)
    tab.submit_code(newest(ADA).code)
    here.submit_code("123456")
    assert here.status == 409
    assert here.step == "enroll-password"
    assert here.message_keys == ["ssr.form.outdated"]
    here.choose_password(PASSWORD)
    assert here.signed_in_as == ADA


def test_a_tab_left_behind_goes_home_when_the_other_is_in(here: HostedDriver):
    fill_in(here)
    tab = HostedDriver()
    tab.client = here.client
    tab.open(here.url)
    tab.submit_code(newest(ADA).code)
    tab.choose_password(PASSWORD)
    here.submit_code("123456")
    assert here.step == "signed-in"


def second_tab(of: HostedDriver) -> HostedDriver:
    """Open the page of a tab in another tab of the same browser."""
    tab = HostedDriver()
    tab.client = of.client
    tab.open(of.url)
    return tab


def test_other_password_of_a_second_tab_is_named_as_not_saved(here: HostedDriver):
    fill_in(here)
    here.submit_code(newest(ADA).code)
    tab = second_tab(here)
    here.choose_password(PASSWORD)
    tab.choose_password(ANOTHER_PASSWORD)
    assert (tab.step, tab.status) == ("ended", 200)
    assert tab.message_keys == ["ssr.unsaved.password"]
    again = HostedDriver()
    sign_in(again, password=ANOTHER_PASSWORD)
    assert again.signed_in_as is None
    sign_in(again, password=PASSWORD)
    assert again.signed_in_as == ADA


def test_other_password_of_a_second_tab_of_a_recovery_is_named(here: HostedDriver):
    a_user(ADA, PASSWORD)
    recovering(here)
    here.submit_code(newest(ADA).code)
    tab = second_tab(here)
    here.send(here.main, {PASSCODE: ANOTHER_PASSWORD})
    tab.send(tab.main, {PASSCODE: "a third one, for the other tab"})
    assert tab.message_keys == ["ssr.unsaved.password"]


def test_second_tab_of_another_users_sign_up_goes_home(here: HostedDriver):
    a_user("bo@example.org", PASSWORD)
    fill_in(here)
    here.submit_code(newest(ADA).code)
    tab = second_tab(here)
    sign_in(here, "bo@example.org")
    tab.choose_password(ANOTHER_PASSWORD)
    assert tab.signed_in_as == "bo@example.org"


def test_second_tab_that_is_reloaded_moves_on_by_itself(here: HostedDriver):
    fill_in(here)
    here.submit_code(newest(ADA).code)
    tab = second_tab(here)
    here.choose_password(PASSWORD)
    tab.open(tab.url)
    assert tab.signed_in_as == ADA


def test_a_reload_after_any_answer_posts_nothing_again(here: HostedDriver):
    fill_in(here)
    look_again(here)
    look_again(here)
    assert here.step == "enroll-email"
    assert Transaction.objects.count() == 1


def test_going_back_to_the_first_page_begins_afresh(here: HostedDriver):
    fill_in(here)
    here.begin(Intent.SIGN_UP)
    assert here.step == "enroll-profile"
    assert Transaction.objects.count() == 1


def test_without_cookies_the_page_says_so(here: HostedDriver):
    here.begin(Intent.SIGN_UP)
    here.client.cookies.clear()
    here.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    assert here.message_keys == ["ssr.cookies.off"]
    assert Transaction.objects.count() == 0


def test_form_with_an_old_token_returns_with_the_input(here: HostedDriver):
    here.begin(Intent.SIGN_UP)
    spoil_tokens(here)
    here.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    assert here.status == 403
    assert here.step == "enroll-profile"
    assert here.message_keys == ["ssr.form.outdated"]
    assert here.page.all("input", name="userProfile.email")[0].get("value") == ADA
    here.submit_profile({})
    assert here.step == "enroll-email"


def test_so_does_one_in_the_middle_of_a_flow_without_the_password(here: HostedDriver):
    a_user(ADA, PASSWORD)
    at_password(here)
    spoil_tokens(here)
    here.password(PASSWORD)
    assert (here.status, here.step) == (403, "challenge-password")
    assert here.signed_in_as is None
    assert PASSWORD not in here.page.text
    here.password(PASSWORD)
    assert here.signed_in_as == ADA


def test_an_old_token_on_an_end_page_is_an_end(here: HostedDriver):
    here.begin()
    assert here.client.post("/activate/nothing", {"csrfmiddlewaretoken": "x" * 64}).status_code == 410


def test_hosted_pages_cannot_open_a_transaction_of_the_idx_api(here: HostedDriver):
    app = awaiting_code("idx")
    assert isinstance(app, IdxDriver)
    handle, row = app.document["stateHandle"], Transaction.objects.get()
    for secret in (handle, row.secret_hash, row.id):
        here.client.cookies[project.BINDING_COOKIE_NAME] = secret
        here.open(f"/flow/{row.id}")
        assert here.message_keys == ["idx.session.expired"]


def test_idx_api_cannot_open_a_transaction_of_the_hosted_pages(here: HostedDriver):
    fill_in(here)
    row = Transaction.objects.get()
    for secret in (here.client.cookies[project.BINDING_COOKIE_NAME].value, row.id, row.secret_hash):
        body = json.dumps({"stateHandle": secret})
        for path in ("introspect", "challenge/poll", "challenge/resend", "cancel"):
            answer = here.client.post(f"/idp/idx/{path}", body, content_type="application/json")
            assert answer.status_code == 401
            assert "remediation" not in answer.json()


def test_the_state_handle_is_stored_as_a_hash_and_is_in_no_address():
    app = awaiting_code("idx")
    assert isinstance(app, IdxDriver)
    row = Transaction.objects.get()
    handle = app.document["stateHandle"]
    assert handle not in (row.id, row.secret_hash)
    assert row.id not in handle


def test_cancelled_attempt_opens_nothing():
    app = awaiting_code("idx")
    assert isinstance(app, IdxDriver)
    code, old = newest(ADA).code, app.document["stateHandle"]
    app.cancel()
    assert app.step == "identify"
    assert app.document["stateHandle"] != old
    body = json.dumps({"stateHandle": old, "credentials": {"passcode": code}})
    answer = app.client.post("/idp/idx/challenge/answer", body, content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize("look", ["get", "head"])
def test_looking_at_any_page_changes_nothing(here: HostedDriver, elsewhere: HostedDriver, look: str):
    a_user("bo@example.org", PASSWORD)
    fill_in(here)
    page = here.url
    mail = newest(ADA)
    here.client.get("/signin")
    before = everything()
    for path in (
        page,
        f"{page}/state?v=1",
        "/signin",
        "/signup",
        "/recover",
        "/signed-out",
        urlsplit(mail.link).path,
    ):
        for client in (here.client, elsewhere.client):
            for _ in range(2):
                getattr(client, look)(path)
    assert everything() == before
