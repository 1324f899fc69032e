"""One's own data: the file, what apps may learn, and who may delete the account."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment, Event, Group, Membership, Session, User
from applications.models import Consent
from policies.models import AccountManagementOutcome
from tests.actors import PASSWORD, a_user
from tests.dashboard.apps import agreed, an_app, used
from tests.dashboard.users import ADA, EVE, actions_on, come_in, notes_on, page_of, rows_of, set_up
from tests.visitor import BROWSER, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def exported(visitor):
    response = visitor.http.post("/me/data/export")
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def one_factor_is_enough():
    AccountManagementOutcome.objects.update(factors=1)
    raise_version()


def test_the_file_is_one_to_keep(ada):
    response = come_in(ada).http.post("/me/data/export")
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="my-data-20')
    assert response["Cache-Control"] == "no-store"


def test_export_holds_the_data_of_the_user(ada):
    group = Group.objects.create(name="Readers", created_at=ada.created_at)
    Membership.objects.create(user=ada, group=group, source="administrator", granted_at=ada.created_at)
    app = an_app("books", "Books")
    used(ada, app, 3)
    agreed(ada, app, "email", "openid")
    set_up(ada, Authenticator.TOTP)
    one_factor_is_enough()
    visitor = come_in(ada, client="Firefox on Linux")
    document = exported(visitor)
    assert document["account"]["email"] == ADA
    assert document["profile"]["firstName"] == "Ada"
    assert [one["name"] for one in document["groups"]] == ["Readers"]
    assert [one["kind"] for one in document["ways_to_sign_in"]] == ["totp"]
    assert [one["browser"] for one in document["sessions"]] == ["Firefox on Linux"]
    assert [(one["app"], one["may_learn"]) for one in document["consents"]] == [
        ("Books", ["email", "openid"])
    ]
    assert [(one["app"], one["times"]) for one in document["apps"]] == [("Books", 3)]
    assert {"user.mfa.factor.activate"} <= {one["what"] for one in document["activity"]}


def test_no_secret_and_nothing_of_others_is_in_it(ada):
    for one in (Authenticator.TOTP, Authenticator.PASSKEY, Authenticator.RECOVERY_CODE):
        set_up(ada, one)
    a_user(EVE)
    User.objects.filter(pk=ada.pk).update(profile={"score": 1})
    one_factor_is_enough()
    visitor = come_in(ada)
    text = json.dumps(exported(visitor))
    secrets = [ada.password, EVE, Session.objects.get().key_hash]
    for row in Enrollment.objects.all():
        secrets += [str(value) for value in row.data.values() if len(str(value)) > 8]
        secrets += [row.credential_id] if row.credential_id else []
    assert not [secret for secret in secrets if secret in text]


def test_export_from_an_old_session_takes_a_fresh_proof(ada):
    visitor = come_in(ada, timezone.now() - timedelta(hours=1))
    answer = visitor.http.post("/me/data/export")
    assert (answer.status_code, answer["Location"][:6]) == (303, "/flow/")
    visitor.at = answer["Location"]
    visitor.post("challenge-authenticator", credentials__passcode=PASSWORD)
    assert visitor.at == "/me/data?proved"
    assert "Download your data now" in notes_on(visitor.get())[0]
    assert exported(visitor)["account"]["email"] == ADA


def test_export_requires_an_enrolled_second_factor(ada):
    set_up(ada, Authenticator.TOTP)
    answer = come_in(ada).http.post("/me/data/export")
    assert (answer.status_code, answer["Location"][:6]) == (303, "/flow/")
    assert not Event.objects.filter(type="user.account.export").exists()


def test_handing_it_out_is_written_down_with_the_browser(ada):
    exported(come_in(ada))
    event = Event.objects.get(type="user.account.export")
    assert event.user_id == event.actor_id == ada.public_id
    assert (event.context.ip_address, event.context.client) == ("198.51.100.7", "Firefox on Linux")
    assert "Firefox" in BROWSER


def test_export_is_limited_to_five_an_hour_with_a_retry_time(ada):
    visitor = come_in(ada)
    for _ in range(5):
        exported(visitor)
    response = visitor.http.post("/me/data/export")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 60
    assert "You can do it again in" in notes_on(response)[0]
    assert Event.objects.filter(type="user.account.export").count() == 5
    exported(come_in(a_user(EVE)))


def test_consent_is_shown_in_words_and_withdrawn(ada):
    app = an_app("books", "Books")
    agreed(ada, app, "openid", "email")
    agreed(a_user(EVE), app, "openid")
    visitor = come_in(ada)
    row = rows_of(visitor.get("/me/data"))["Books"]
    assert "See your email address" in row.text
    (form,) = row.all("form")
    assert visitor.http.post(form.get("action"))["Location"] == "/me/data"
    assert [consent.user.login for consent in Consent.objects.exclude(scopes=[])] == [EVE]
    page = visitor.get("/me/data")
    assert notes_on(page) == ["Books can’t access your data anymore."]
    assert "Books" not in rows_of(page)
    assert Event.objects.filter(type="user.consent.withdraw", user_id=ada.public_id).count() == 1


def test_missing_consent_cannot_be_withdrawn(ada):
    agreed(a_user(EVE), an_app("books"), "openid")
    visitor = come_in(ada)
    assert visitor.http.post("/me/data/withdraw/books").status_code == 404
    assert visitor.http.post("/me/data/withdraw/nothing").status_code == 404
    assert Consent.objects.count() == 1


def test_account_is_deleted_only_where_the_policy_allows_it(ada):
    visitor = come_in(ada)
    assert "/me/data/delete" in actions_on(visitor.get("/me/data"))
    AccountManagementOutcome.objects.update(allowed=False)
    raise_version()
    page = visitor.get("/me/data")
    assert "/me/data/delete" not in actions_on(page)
    assert "Only your administrator can delete accounts." in page_of(page).text


def test_administrator_must_hand_over_roles_first(ada):
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    visitor = come_in(ada)
    assert "/me/data/delete" not in actions_on(visitor.get("/me/data"))
    response = visitor.http.post("/me/data/delete")
    assert response.status_code == 422
    assert "Pass the administrator role to someone else first." in notes_on(response)[0]


def test_the_page_costs_three_statements(ada):
    agreed(ada, an_app("books"), "openid")
    visitor = come_in(ada)
    visitor.get("/me/data")
    with recorded() as seen:
        visitor.get("/me/data")
    kinds = [one.kind for one in seen if "configurationversion" not in one.kind]
    assert kinds == ["SELECT accounts_session", "SELECT applications_use", "SELECT applications_consent"]
