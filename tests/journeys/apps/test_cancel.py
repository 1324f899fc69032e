"""Cancelling a page of an app's request: the user returns to the app with an error."""

import pytest

from accounts.models import Membership, Session
from flows.models import Transaction
from tests.actors import PASSWORD, a_person
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import an_app
from tests.journeys.apps.test_group_joins import JOIN, ask_newcomers, gated
from tests.journeys.policy_settings import enrollment_for_all

ADA = "ada@example.com"


@pytest.fixture(autouse=True)
def _ada() -> None:
    a_person(ADA, PASSWORD)


def proved(person: FromAppHosted) -> None:
    person.begin()
    person.identify(ADA)
    person.password(PASSWORD)


def forced(person: FromAppHosted) -> None:
    """Go on to where something has to be set up."""
    proved(person)
    person.prove_address()
    assert "needs another sign-in method" in person.words


def cancel_link(person: FromAppHosted) -> str:
    return next(a.get("href") for a in person.page.all("a") if a.text.strip() == "Cancel")


def test_cancelled_forced_enrollment_goes_back_to_the_app():
    enrollment_for_all(totp="required")
    person = FromAppHosted(an_app())
    forced(person)
    person.send("cancel", {})
    assert person.answer["error"] == "access_denied"
    assert not Session.objects.exists()
    assert Transaction.objects.get().ended == "ssr.cancelled"


def test_cancelled_transaction_cannot_be_gone_on_with():
    enrollment_for_all(totp="required")
    person = FromAppHosted(an_app())
    forced(person)
    page = person.url
    person.send("cancel", {})
    person.open(page)
    assert person.step == "ended"


def test_user_who_does_not_want_to_join_goes_back_to_the_app():
    person = FromAppHosted(gated())
    proved(person)
    assert person.step == JOIN
    person.send("cancel", {})
    assert person.answer["error"] == "access_denied"
    assert not Membership.objects.exists()


def test_first_page_in_a_session_goes_back_to_the_app():
    person = FromAppHosted(an_app("Calendar"))
    proved(person)
    person.app = gated()
    person.begin()
    assert person.step == JOIN
    person.send("cancel", {})
    assert (person.answer["error"], person.answer["state"]) == ("access_denied", person.app.state)


def test_first_page_in_a_session_goes_back_after_a_wrong_answer_too():
    person = FromAppHosted(an_app("Calendar"))
    proved(person)
    person.app = gated()
    ask_newcomers(person.app)
    person.begin()
    person.send(JOIN, {"userProfile.city": ""})
    assert person.errors
    person.send("cancel", {})
    assert person.answer["error"] == "access_denied"
    assert not Membership.objects.exists()


def test_cancel_answers_in_the_response_mode_of_the_request():
    person = FromAppHosted(an_app("Calendar"))
    proved(person)
    person.app = gated()
    person.begin(response_mode="form_post")
    person.send("cancel", {})
    assert [one.get("value") for one in person.page.all("input", name="error")] == ["access_denied"]


def test_page_without_an_app_is_left_for_our_own():
    enrollment_for_all(totp="required")
    person = FromAppHosted(an_app())
    person.open("/signin")
    person.identify(ADA)
    person.password(PASSWORD)
    person.prove_address()
    assert cancel_link(person) == "/signin"


def test_cancel_without_a_token_against_forgery_is_refused():
    enrollment_for_all(totp="required")
    person = FromAppHosted(an_app())
    proved(person)
    response = person.client.post(person.url, {"form": "cancel"})
    assert response.status_code == 403
    assert Transaction.objects.get().ended == ""
