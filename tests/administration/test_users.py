import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.credentials.passwords import verify_password
from accounts.domain.lifecycle import Status
from accounts.models import Challenge, Event, Group, Membership, Origin, OutboxMail, Role, Session, User
from administration.people.user_actions import USER_ACTIONS
from administration.people.user_support import MAX_SESSIONS
from tests.actors import a_user, link_in, mails_to
from tests.administration.desk import OWNER, Desk, newest_event
from tests.oidc.parties import a_session, in_group
from tests.refusals import write_refusals
from tests.visitor import recorded

pytestmark = pytest.mark.django_db

ADD = "accounts/user/add/"
BEN = {"address": "Ben@example.com", "profile_firstName": "Ben", "profile_lastName": "Adeyemi"}
TEMPORARY = "kettle-copper-nine-lamps"


def page_of(user: User) -> str:
    return f"accounts/user/{user.pk}/change/"


def do(desk: Desk, user: User, slug: str):
    return desk.post(f"accounts/user/{user.pk}/do/{slug}/", {})


def ben() -> User:
    return User.objects.get(login="ben@example.com")


def test_page_of_a_user_with_many_groups_and_sessions_stays_short(desk):
    user = a_user("ada@example.com")
    for number in range(5):
        in_group(user, f"Group {number}")
    for _ in range(MAX_SESSIONS + 1):
        a_session(user)

    with recorded() as statements:
        shown = desk.open(page_of(user)).text

    assert shown.count("/end-session/") == MAX_SESSIONS
    assert "Show all sessions" in shown
    assert len(statements) <= 15


def test_added_user_gets_an_activation_mail_with_a_link_and_no_code(desk):
    group = Group.objects.create(name="Finance", created_at=timezone.now())

    desk.save(ADD, BEN | {"start": "activation_mail", "member_of": [group.pk]})

    user, mail = ben(), OutboxMail.objects.get()
    assert (user.status, user.email, user.first_name) == (Status.PROVISIONED, "Ben@example.com", "Ben")
    assert (mail.template, mail.to) == ("activation", "Ben@example.com")
    assert mail.challenge.expires_at - mail.challenge.sent_at == timedelta(days=7)
    assert Membership.objects.get(user=user).source == "administrator"
    assert newest_event("user.lifecycle.create").actor_id == desk.user.public_id


def test_activation_link_opens_the_activation_page(desk, client):
    desk.save(ADD, BEN | {"start": "activation_mail"})

    answer = client.get(f"/activate/{link_in(mails_to('Ben@example.com')[0])}")

    assert (answer.status_code, b"Ben" in answer.content) == (200, True)


def test_a_temporary_password_has_to_be_changed_at_the_first_sign_in(desk):
    desk.save(ADD, BEN | {"start": "temporary_password", "temporary_password": TEMPORARY})

    assert (ben().status, OutboxMail.objects.count()) == (Status.PASSWORD_EXPIRED, 0)
    assert verify_password(ben().password, TEMPORARY).right


def test_the_suggested_temporary_password_is_a_good_one(desk):
    shown = desk.save(ADD, BEN | {"start": "temporary_password"})

    assert (shown.status, ben().status) == (200, Status.PASSWORD_EXPIRED)


def test_a_poor_temporary_password_is_refused_at_its_field(desk):
    shown = desk.save(ADD, BEN | {"start": "temporary_password", "temporary_password": "Ben Adeyemi 1"})

    assert "15" in shown.error_at("temporary_password")
    assert not User.objects.filter(login="ben@example.com").exists()


def test_only_an_owner_adds_a_user_with_a_verified_address(desk):
    desk.save(ADD, BEN | {"start": "verified"})
    assert (ben().status, ben().email_verified, ben().last_login) == (Status.ACTIVE, True, None)
    assert newest_event("user.account.mark_email_verified").actor_id == desk.user.public_id
    User.objects.filter(pk=ben().pk).delete()

    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Administrator"))
    assert 'value="verified"' not in desk.open(ADD).text
    assert desk.post(ADD, BEN | {"start": "verified"}).error_at("start")


def test_export_has_the_people_of_the_list_and_is_an_event(desk):
    a_user("ada@example.com")
    a_user("eve@example.com", status=Status.SUSPENDED)

    answer = desk.client.post("/admin/accounts/user/export/?status=SUSPENDED&q=eve", {"format": "json"})

    exported = json.loads(b"".join(answer.streaming_content))
    assert [person["email"] for person in exported] == ["eve@example.com"]
    assert answer["Content-Disposition"].startswith('attachment; filename="people-')
    assert "no-store" in answer["Cache-Control"]
    event = newest_event("system.users.export")
    assert (event.actor_id, event.detail) == (
        desk.user.public_id,
        {"format": "json", "filters": ["search", "status"]},
    )


def test_staged_user_gets_no_mail_and_cannot_sign_in(desk):
    desk.save(ADD, BEN | {"start": "staged"})

    assert (ben().status, ben().is_active, OutboxMail.objects.count()) == (Status.STAGED, False, 0)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ben@", "name@example.com"),
        (OWNER.upper(), "already in use"),
        ("=ben@example.com", "name@example.com"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_at_its_field(desk, address, said):
    assert said in desk.save(ADD, BEN | {"address": address}).error_at("address")


def test_a_new_activation_mail_kills_the_link_of_the_one_before(desk, client):
    desk.save(ADD, BEN)
    old = link_in(mails_to("Ben@example.com")[0])

    do(desk, ben(), "send-activation")

    challenge = Challenge.objects.get()
    assert (challenge.serial, OutboxMail.objects.count()) == (2, 2)
    assert b"expired" in client.get(f"/activate/{old}").content
    assert newest_event("user.lifecycle.reactivate").actor_id == desk.user.public_id


def test_immediate_activation_by_administrator_ends_the_open_link(desk):
    desk.save(ADD, BEN)

    do(desk, ben(), "activate")

    assert ben().status == Status.ACTIVE
    assert Challenge.objects.get().closed_at is not None
    assert newest_event("user.lifecycle.activate").actor_id == desk.user.public_id


@pytest.mark.postgres
def test_suspended_user_is_out_at_the_next_request(desk):
    user = a_user("ada@example.com")
    other = Desk("second@example.com")
    assert other.get("").status_code == 200

    do(desk, other.user, "suspend")

    assert other.get("").status_code == 302
    user.refresh_from_db()
    before = User.objects.get(pk=other.user.pk)
    assert (before.status, before.security_epoch) == (Status.SUSPENDED, other.user.security_epoch + 1)


def test_ending_sessions_leaves_the_status_alone(desk):
    other = Desk("second@example.com")

    do(desk, other.user, "end-sessions")

    assert other.get("").status_code == 302
    assert User.objects.get(pk=other.user.pk).status == Status.ACTIVE
    assert newest_event("user.session.clear").user_id == other.user.public_id


def test_suspended_user_can_be_unsuspended(desk):
    user = a_user("ada@example.com", status=Status.SUSPENDED)

    do(desk, user, "unsuspend")

    assert User.objects.get(pk=user.pk).status == Status.ACTIVE


def test_deactivating_takes_rights_password_and_address(desk):
    other = Desk("second@example.com")

    do(desk, other.user, "deactivate")

    gone = User.objects.get(pk=other.user.pk)
    assert (gone.status, gone.login, gone.has_password) == (Status.DEPROVISIONED, None, False)
    assert (gone.is_staff, gone.is_superuser) == (False, False)


def test_deactivated_user_is_reactivated_by_a_new_activation_mail(desk):
    user = a_user("ada@example.com")
    do(desk, user, "deactivate")

    do(desk, user, "send-activation")

    back = User.objects.get(pk=user.pk)
    assert (back.status, back.login, back.email_verified) == (Status.PROVISIONED, "ada@example.com", False)


def test_reactivated_self_registered_user_is_not_unverified(desk):
    user = a_user("ada@example.com")
    User.objects.filter(pk=user.pk).update(origin=Origin.SELF_SERVICE)
    do(desk, user, "deactivate")

    do(desk, user, "send-activation")

    assert not User.objects.get(pk=user.pk).is_claim


def test_deactivated_user_stays_so_when_the_address_has_a_new_holder(desk):
    user = a_user("ada@example.com")
    do(desk, user, "deactivate")
    a_user("ada@example.com")

    shown = do(desk, user, "send-activation")

    assert "already in use" in shown.said
    assert User.objects.get(pk=user.pk).status == Status.DEPROVISIONED


@pytest.mark.parametrize("slug", ["suspend", "deactivate"])
def test_own_account_cannot_be_locked_out(desk, slug):
    Desk("second@example.com")

    shown = do(desk, desk.user, slug)

    assert "your own account" in shown.said
    assert User.objects.get(pk=desk.user.pk).status == Status.ACTIVE


def test_action_the_status_forbids_is_refused_with_a_message(desk):
    user = a_user("ada@example.com")

    assert "“Active”" in do(desk, user, "unsuspend").said


def test_nothing_happens_by_opening_the_question(desk):
    user = a_user("ada@example.com")

    shown = desk.open(f"accounts/user/{user.pk}/do/suspend/")

    assert ("ada@example.com" in shown.text, User.objects.get(pk=user.pk).status) == (True, Status.ACTIVE)


def test_bulk_deactivation_needs_confirmation_and_counts_users(desk):
    people = [a_user(f"p{number}@example.com") for number in range(3)]

    asked = desk.choose(people, "deactivate")
    assert "3 people" in asked.text
    assert User.objects.filter(status=Status.DEPROVISIONED).count() == 0

    done = desk.act([*people, desk.user], "deactivate")
    assert "3 people done" in done.text
    assert re.search(rf">{desk.user.email}</a>: You can’t do this to your own account", done.text)
    assert User.objects.filter(status=Status.DEPROVISIONED).count() == 3


@pytest.mark.parametrize("action", USER_ACTIONS, ids=lambda action: action.slug)
def test_no_message_begins_with_an_address_which_the_page_would_capitalise(action):
    assert not str(action.done).startswith("{}")


def test_result_names_the_user(desk):
    assert "Suspended ada@example.com." in do(desk, a_user("ada@example.com"), "suspend").said


def test_users_are_found_by_status_and_name(desk):
    a_user("ada@example.com", status=Status.SUSPENDED)
    a_user("eve@example.com")

    suspended, named = desk.open("accounts/user/?status=SUSPENDED"), desk.open("accounts/user/?q=eve")

    assert ("ada@example.com" in suspended.text, "eve@example.com" in suspended.text) == (True, False)
    assert ("ada@example.com" in named.text, "eve@example.com" in named.text) == (False, True)


def test_profile_is_validated_by_schema_and_events_hold_keys_only(desk):
    user = a_user("ada@example.com")
    changes = {"profile_lastName": "Okafor", "profile_countryCode": "IE", "profile_mobilePhone": "12"}

    refused = desk.save(page_of(user), changes)
    assert "country code" in refused.error_at("profile_mobilePhone")

    desk.save(page_of(user), changes | {"profile_mobilePhone": "+353 85 012 3456"})
    user.refresh_from_db()
    assert (user.last_name, user.profile["countryCode"]) == ("Okafor", "IE")
    assert user.profile["mobilePhone"] == "+353850123456"
    event = newest_event("user.account.update_profile")
    assert event.detail == {"attributes": ["countryCode", "lastName", "mobilePhone"]}


def test_saving_a_user_unchanged_writes_no_event(desk):
    user = a_user("ada@example.com")
    desk.save(page_of(user), {"profile_lastName": "Okafor"})
    before = Event.objects.count()

    desk.save(page_of(user))

    write_refusals()
    assert Event.objects.count() == before


def test_groups_are_joined_and_left_on_the_user_page(desk):
    user = a_user("ada@example.com")
    group = Group.objects.create(name="Finance", created_at=timezone.now())
    row = {"profile_lastName": "O", "memberships-TOTAL_FORMS": "1", "memberships-0-group": str(group.pk)}

    desk.save(page_of(user), row)
    assert newest_event("group.user_membership.add").targets == [{"type": "group", "id": group.public_id}]

    desk.save(page_of(user), {"memberships-0-DELETE": "on"})
    assert newest_event("group.user_membership.remove").user_id == user.public_id
    assert not Membership.objects.exists()


def test_no_page_shows_a_password_hash_or_lets_the_address_be_edited(desk):
    user = a_user("ada@example.com", password="violet harbour under nine lamps")

    page = desk.open(page_of(user)).text

    assert "argon2" not in page
    assert 'name="email"' not in page
    assert 'name="login"' not in page


def test_sessions_are_listed_without_keys(desk):
    shown = desk.open("accounts/session/")

    assert (Session.objects.get().key_hash in shown.text, OWNER in shown.text) == (False, True)


def test_user_list_has_column_headings_in_words(desk):
    a_user("ben@example.com")
    shown = desk.open("accounts/user/").text
    assert "full name" not in shown.lower()
    assert ">Ada<" in shown
