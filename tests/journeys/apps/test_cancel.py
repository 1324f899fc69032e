"""Cancelling a page of an app's request: the user returns to the app with an error."""

import pytest

from accounts.models import Membership, Session
from flows.models import Transaction
from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import an_app
from tests.journeys.apps.test_group_joins import JOIN, ask_newcomers, gated
from tests.journeys.policy_settings import enrollment_for_all

ADA = "ada@example.com"


@pytest.fixture(autouse=True)
def _ada() -> None:
    a_user(ADA, PASSWORD)


def proved(user: FromAppHosted) -> None:
    user.begin()
    user.identify(ADA)
    user.password(PASSWORD)


def forced(user: FromAppHosted) -> None:
    """Go on to where something has to be set up."""
    proved(user)
    user.prove_address()
    assert "needs another sign-in method" in user.words


def cancel_link(user: FromAppHosted) -> str:
    return next(a.get("href") for a in user.page.all("a") if a.text.strip() == "Cancel")


def test_cancelled_forced_enrollment_goes_back_to_the_app():
    enrollment_for_all(totp="required")
    user = FromAppHosted(an_app())
    forced(user)
    user.send("cancel", {})
    assert user.answer["error"] == "access_denied"
    assert not Session.objects.exists()
    assert Transaction.objects.get().ended == "ssr.cancelled"


def test_cancelled_transaction_cannot_be_gone_on_with():
    enrollment_for_all(totp="required")
    user = FromAppHosted(an_app())
    forced(user)
    page = user.url
    user.send("cancel", {})
    user.open(page)
    assert user.step == "ended"


def test_user_who_does_not_want_to_join_goes_back_to_the_app():
    user = FromAppHosted(gated())
    proved(user)
    assert user.step == JOIN
    user.send("cancel", {})
    assert user.answer["error"] == "access_denied"
    assert not Membership.objects.exists()


def test_first_page_in_a_session_goes_back_to_the_app():
    user = FromAppHosted(an_app("Calendar"))
    proved(user)
    user.app = gated()
    user.begin()
    assert user.step == JOIN
    user.send("cancel", {})
    assert (user.answer["error"], user.answer["state"]) == ("access_denied", user.app.state)


def test_first_page_in_a_session_goes_back_after_a_wrong_answer_too():
    user = FromAppHosted(an_app("Calendar"))
    proved(user)
    user.app = gated()
    ask_newcomers(user.app)
    user.begin()
    user.send(JOIN, {"userProfile.city": ""})
    assert user.errors
    user.send("cancel", {})
    assert user.answer["error"] == "access_denied"
    assert not Membership.objects.exists()


def test_cancel_answers_in_the_response_mode_of_the_request():
    user = FromAppHosted(an_app("Calendar"))
    proved(user)
    user.app = gated()
    user.begin(response_mode="form_post")
    user.send("cancel", {})
    assert [one.get("value") for one in user.page.all("input", name="error")] == ["access_denied"]


def test_page_without_an_app_is_left_for_our_own():
    enrollment_for_all(totp="required")
    user = FromAppHosted(an_app())
    user.open("/signin")
    user.identify(ADA)
    user.password(PASSWORD)
    user.prove_address()
    assert cancel_link(user) == "/signin"


def test_cancel_without_a_token_against_forgery_is_refused():
    enrollment_for_all(totp="required")
    user = FromAppHosted(an_app())
    proved(user)
    response = user.client.post(user.url, {"form": "cancel"})
    assert response.status_code == 403
    assert Transaction.objects.get().ended == ""
