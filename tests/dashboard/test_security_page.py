"""What the security page shows and offers."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.authenticators import Authenticator
from accounts.lifecycle import support
from accounts.models import RememberedDevice
from accounts.sessions import devices
from policies.models import AccountManagementOutcome, PasswordOutcome
from tests.actors import PASSWORD, a_user
from tests.dashboard.users import (
    ADA,
    EVE,
    actions_on,
    buttons_in,
    come_in,
    notes_on,
    page_of,
    policy_says,
    rows_of,
    set_up,
    tags_in,
)
from tests.visitor import recorded

pytestmark = pytest.mark.django_db
EVERYTHING = dict.fromkeys(Authenticator, "optional")


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def looked_at(user):
    return come_in(user).get("/me/security")


def test_user_with_a_password_sees_enrolled_and_available_authenticators(ada):
    rows = rows_of(looked_at(ada))
    assert list(rows) == ["Passkey", "Password", "Email", "Authenticator app", "Recovery codes"]
    assert buttons_in(rows["Password"]) == ["Change password"]
    assert buttons_in(rows["Email"]) == ["Change email address"]
    assert ADA in rows["Email"].text
    assert buttons_in(rows["Authenticator app"]) == ["Set up Authenticator app"]


def test_user_without_a_password_may_set_one():
    row = rows_of(looked_at(a_user(ADA)))["Password"]
    assert "Not set" in row.text
    assert buttons_in(row) == ["Set password"]


def test_password_row_is_absent_where_it_is_unset_and_disallowed():
    policy_says({Authenticator.PASSWORD: "not_allowed"})
    assert "Password" not in rows_of(looked_at(a_user(ADA)))


def test_the_page_says_when_the_password_was_changed_and_when_it_has_to_be(ada):
    ada.password_changed_at = timezone.now() - timedelta(days=3)
    ada.save()
    PasswordOutcome.objects.update(max_age_days=30)
    raise_version()
    text = rows_of(looked_at(ada))["Password"].text
    assert f"Changed {ada.password_changed_at:%-d %B %Y}" in text
    assert f"Change it by {ada.password_changed_at + timedelta(days=30):%-d %B %Y}" in text


def test_an_address_that_is_not_confirmed_is_marked():
    row = rows_of(looked_at(a_user(ADA, PASSWORD, email_verified=False)))["Email"]
    assert "Not confirmed yet" in row.text


def test_everything_that_is_set_up_is_shown_with_its_own_buttons(ada, settings):
    policy_says(EVERYTHING)
    for authenticator in (
        Authenticator.TOTP,
        Authenticator.PHONE,
        Authenticator.SECURITY_QUESTION,
        Authenticator.RECOVERY_CODE,
    ):
        set_up(ada, authenticator)
    set_up(ada, Authenticator.PASSKEY, "Blue key")
    rows = rows_of(looked_at(ada))
    assert buttons_in(rows["Authenticator app"]) == [
        "Replace Authenticator app",
        "Remove Authenticator app",
    ]
    assert "+353 •• ••• 4567" in rows["Phone"].text
    assert "What did you earn your first medal or award for?" in rows["Security question"].text
    assert "10 codes left" in rows["Recovery codes"].text
    assert buttons_in(rows["Recovery codes"]) == ["Create new codes", "Remove Recovery codes"]
    assert buttons_in(rows["Blue key"]) == ["Save", "Remove Blue key"]
    assert buttons_in(rows["Another passkey"]) == ["Add Passkey"]


def test_recovery_codes_that_were_used_are_not_left(ada):
    codes = set_up(ada, Authenticator.RECOVERY_CODE)
    used = codes.recovery_codes.values_list("pk", flat=True)[:9]
    codes.recovery_codes.filter(pk__in=list(used)).update(used_at=timezone.now())
    assert "1 code left" in rows_of(looked_at(ada))["Recovery codes"].text


def test_several_passkeys_are_listed_by_name(ada):
    first, second = (set_up(ada, Authenticator.PASSKEY, name) for name in ("Phone", "Laptop"))
    rows = rows_of(looked_at(ada))
    assert {"Phone", "Laptop", "Another passkey"} < set(rows)
    for row in (first, second):
        assert f"/me/security/remove/{row.public_id}" in [
            f.get("action") for f in rows[row.label].all("form")
        ]
        assert "Added " in rows[row.label].text


def test_phones_are_offered_only_where_texts_can_be_sent(ada, settings):
    policy_says(EVERYTHING)
    settings.SMS_BACKEND = ""
    assert "Phone" not in rows_of(looked_at(ada))
    settings.SMS_BACKEND = "accounts.messaging.sms_gateway.hand_over"
    assert buttons_in(rows_of(looked_at(ada))["Phone"]) == ["Set up Phone"]


def test_only_required_authenticator_is_marked_and_cannot_be_removed(ada):
    policy_says({Authenticator.TOTP: "required", Authenticator.PASSKEY: "required"})
    set_up(ada, Authenticator.TOTP)
    rows = rows_of(looked_at(ada))
    assert tags_in(rows["Authenticator app"]) == tags_in(rows["Passkey"]) == ["Required"]
    assert buttons_in(rows["Authenticator app"]) == ["Replace Authenticator app"]


def test_of_two_required_passkeys_one_may_go(ada):
    policy_says({Authenticator.PASSKEY: "required"})
    for name in ("One", "Two"):
        set_up(ada, Authenticator.PASSKEY, name)
    rows = rows_of(looked_at(ada))
    assert buttons_in(rows["One"]) == ["Save", "Remove One"]
    assert tags_in(rows["Another passkey"]) == []


def test_authenticator_disallowed_by_policy_is_marked_and_removable():
    ada = a_user(ADA)
    policy_says({Authenticator.EMAIL: "not_allowed"})
    key = set_up(ada, Authenticator.PASSKEY, "Only key")
    row = rows_of(come_in(ada, passkey=key).get("/me/security"))["Only key"]
    assert tags_in(row) == ["Your only sign-in method"]
    assert buttons_in(row) == ["Save"]


def test_last_authenticator_has_no_remove_button(ada):
    set_up(ada, Authenticator.TOTP)
    policy_says({Authenticator.TOTP: "not_allowed"})
    row = rows_of(looked_at(ada))["Authenticator app"]
    assert tags_in(row) == ["Not in use"]
    assert buttons_in(row) == ["Remove Authenticator app"]


def test_actions_are_absent_where_the_account_policy_denies(ada):
    set_up(ada, Authenticator.TOTP)
    AccountManagementOutcome.objects.update(allowed=False)
    raise_version()
    response = looked_at(ada)
    assert [buttons_in(row) for row in rows_of(response).values()] == [[], [], []]


def test_a_temporary_access_code_is_shown_while_it_works(ada):
    support.replace_access_code(ada, timezone.now(), actor=None)
    row = rows_of(looked_at(ada))["Temporary access code"]
    assert "It works once, until " in row.text
    assert buttons_in(row) == []
    ada.enrollments.get().access_code.__class__.objects.update(used_at=timezone.now())
    assert "Temporary access code" not in rows_of(looked_at(ada))


def test_remembered_browsers_are_listed_with_a_button_each(ada):
    assert "No remembered browsers." in page_of(looked_at(ada)).text
    devices.remember(ada, "0123456789abcdef", timezone.now(), client="Firefox on Linux")
    row = rows_of(looked_at(ada))["Firefox on Linux"]
    assert buttons_in(row) == ["Forget Firefox on Linux"]
    held = RememberedDevice.objects.get()
    assert f"/me/security/forget/{held.pk}" in actions_on(looked_at(ada))


def test_the_page_tells_the_browser_which_passkeys_still_work(ada, settings):
    kept = set_up(ada, Authenticator.PASSKEY, "Kept")
    set_up(a_user(EVE), Authenticator.PASSKEY, "Eve's")
    page = page_of(looked_at(ada))
    (told,) = (json.loads(one.get("data-accepted")) for one in page.walk() if "data-accepted" in one.attrs)
    assert told["allAcceptedCredentialIds"] == [kept.credential_id]
    assert urlsafe_b64decode(told["userId"] + "==").decode() == ada.public_id
    assert told["rpId"] == "localhost"
    assert [script.get("src") for script in page.all("script")] == ["/static/ui.js", "/static/me.js"]


def test_passkeys_are_not_mentioned_where_they_are_disallowed(ada):
    policy_says({Authenticator.PASSKEY: "not_allowed"})
    page = page_of(looked_at(ada))
    assert not [one for one in page.walk() if "data-accepted" in one.attrs]
    assert [script.get("src") for script in page.all("script")] == ["/static/ui.js", "/static/me.js"]


def test_the_scripts_carry_the_nonce_of_the_answers_policy(ada):
    response = looked_at(ada)
    nonces = {script.get("nonce") for script in page_of(response).all("script")}
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in response["Content-Security-Policy"]


def test_query_string_cannot_forge_a_success_message(ada):
    assert notes_on(come_in(ada).get("/me/security?done=removed")) == []


def test_nothing_secret_stands_on_the_page(ada):
    policy_says(EVERYTHING)
    rows = [
        set_up(ada, one) for one in (Authenticator.TOTP, Authenticator.SECURITY_QUESTION, Authenticator.PHONE)
    ]
    html = looked_at(ada).content.decode()
    assert rows[0].data["secret"] not in html
    assert rows[1].data["answer_hash"] not in html
    assert rows[2].data["number"] not in html


def test_user_given_name_is_escaped(ada):
    set_up(ada, Authenticator.PASSKEY, "<script>alert(1)</script>")
    assert b"<script>alert" not in looked_at(ada).content


@pytest.mark.parametrize("passkeys", [1, 30])
def test_the_page_costs_the_same_few_statements_however_much_is_set_up(ada, passkeys):
    policy_says(EVERYTHING)
    for number in range(passkeys):
        set_up(ada, Authenticator.PASSKEY, f"Key {number}")
        devices.remember(ada, f"{number:016d}", timezone.now())
    set_up(ada, Authenticator.RECOVERY_CODE)
    visitor = come_in(ada)
    visitor.get("/me/security")
    with recorded() as statements:
        visitor.get("/me/security")
    assert [one.kind for one in statements if "configurationversion" not in one.kind] == [
        "SELECT accounts_session",
        "SELECT accounts_enrollment",
        "SELECT accounts_remembereddevice",
    ]


def test_page_costs_two_statements_for_most_users(ada):
    visitor = come_in(ada)
    visitor.get("/me/security")
    with recorded() as statements:
        visitor.get("/me/security")
    assert [one.kind for one in statements if "configurationversion" not in one.kind] == [
        "SELECT accounts_session",
        "SELECT accounts_remembereddevice",
    ]
