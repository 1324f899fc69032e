"""What administrators and the server's own command do to accounts."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.administration import ENDS_ACCESS
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import ENDS_SESSIONS, Action, Status
from accounts.domain.violations import ValidationFailed
from accounts.events.log import Entry, open_context, record
from accounts.lifecycle.account_deletion import delete_user, erase
from accounts.lifecycle.administrator_actions import EVENTS, end_sessions, perform
from accounts.lifecycle.invitations import reset_password, send_activation
from accounts.messaging import outbox
from accounts.models import Challenge, Event, EventContext, OutboxMail, RememberedDevice, Session, User
from accounts.sessions import devices
from accounts.sessions.lifetime import SignIn, open_session
from tests.actors import PASSWORD, a_user

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
MAY = {
    Action.COMPLETE: {Status.PROVISIONED, Status.STAGED},
    Action.SUSPEND: {Status.ACTIVE},
    Action.UNSUSPEND: {Status.SUSPENDED},
    Action.UNLOCK: {Status.LOCKED_OUT},
    Action.EXPIRE_PASSWORD: {Status.ACTIVE},
    Action.DEACTIVATE: set(Status) - {Status.DEPROVISIONED},
}
REQUEST = {"requested_from": "Firefox on Linux", "requested_at": NOW.isoformat()}


def ada(status=Status.ACTIVE, password=PASSWORD):
    return a_user("ada@example.com", password, status=status)


def now_of(user):
    return User.objects.get(pk=user.pk)


def codes(refused):
    return [violation.code for violation in refused.value.violations]


@pytest.mark.postgres
@pytest.mark.parametrize(("action", "status"), [(one, status) for one in MAY for status in sorted(MAY[one])])
def test_each_action_writes_its_event_and_ends_sessions_by_the_table(action, status):
    user = ada(status)
    perform(action, user.pk, actor=None, now=NOW)
    event = Event.objects.get()
    assert (event.type, event.user_id) == (EVENTS[action], user.public_id)
    assert (event.actor_type, event.actor_id) == ("system", "")
    assert now_of(user).security_epoch == user.security_epoch + (action in ENDS_SESSIONS | ENDS_ACCESS)


@pytest.mark.parametrize(
    ("action", "status"),
    [(action, status) for action, allowed in MAY.items() for status in sorted({*Status} - allowed)],
)
def test_action_the_status_forbids_is_refused_and_changes_nothing(action, status):
    user = ada(status)
    with pytest.raises(ValidationFailed) as refused:
        perform(action, user.pk, actor=None, now=NOW)
    assert codes(refused) == ["ssr.person.status"]
    assert (now_of(user).status, Event.objects.count()) == (status, 0)
    assert now_of(user).security_epoch == user.security_epoch


def test_a_password_that_is_not_there_cannot_expire():
    with pytest.raises(ValidationFailed) as refused:
        perform(Action.EXPIRE_PASSWORD, ada(password="").pk, actor=None, now=NOW)
    assert codes(refused) == ["ssr.person.no_password"]


def test_the_command_cannot_shut_the_last_owner_out_either():
    owner = ada()
    User.objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
    for shut_out in (
        lambda: perform(Action.SUSPEND, owner.pk, actor=None, now=NOW),
        lambda: reset_password(owner.pk, actor=None, now=NOW),
        lambda: delete_user(owner.pk, actor=None, now=NOW),
    ):
        with pytest.raises(ValidationFailed) as refused:
            shut_out()
        assert codes(refused) == ["ssr.admin.last"]


def test_a_helper_cannot_reset_or_delete_an_administrator():
    admin, helper = ada(), a_user("bo@example.com")
    User.objects.filter(pk=admin.pk).update(is_staff=True)
    for deed in (reset_password, delete_user, end_sessions):
        with pytest.raises(ValidationFailed) as refused:
            deed(admin.pk, actor=helper, now=NOW)
        assert codes(refused) == ["ssr.admin.above"]


@pytest.mark.postgres
def test_a_reset_shuts_out_mails_a_link_for_seven_days_and_says_who_did_it():
    user, admin = ada(), a_user("bo@example.com")
    reset_password(user.pk, actor=admin, now=NOW)
    after, mail, event = now_of(user), OutboxMail.objects.get(), Event.objects.get()
    assert (after.status, after.security_epoch) == (Status.RECOVERY, user.security_epoch + 1)
    assert mail.template == "password_reset_by_admin"
    assert mail.challenge.expires_at - mail.challenge.sent_at == timedelta(days=7)
    assert (event.type, event.actor_id) == ("user.account.reset_password", admin.public_id)
    assert event.detail == {"variant": "by_administrator"}


def test_repeated_reset_mails_again_and_kills_the_first_link():
    user = ada()
    for _ in range(2):
        reset_password(user.pk, actor=None, now=NOW)
    assert (now_of(user).status, Challenge.objects.get().serial) == (Status.RECOVERY, 2)
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ACTIVE, Status.RECOVERY}))
def test_user_in_another_status_cannot_be_reset(status):
    with pytest.raises(ValidationFailed) as refused:
        reset_password(ada(status).pk, actor=None, now=NOW)
    assert codes(refused) == ["ssr.person.status"]
    assert not OutboxMail.objects.exists()


def test_staged_user_with_a_password_is_activated_at_once_without_mail():
    user = ada(Status.STAGED)
    send_activation(user.pk, actor=None, now=NOW)
    assert (now_of(user).status, OutboxMail.objects.count()) == (Status.ACTIVE, 0)
    assert Event.objects.get().type == "user.lifecycle.activate"


def test_deleting_takes_two_decisions():
    user = ada()
    delete_user(user.pk, actor=None, now=NOW)
    assert now_of(user).status == Status.DEPROVISIONED
    delete_user(user.pk, actor=None, now=NOW)
    assert not User.objects.exists()


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DEPROVISIONED}))
def test_only_deactivated_users_are_erased(status):
    user = ada(status)
    with pytest.raises(ValidationFailed) as refused:
        erase(user.pk, actor=None, now=NOW)
    assert codes(refused) == ["ssr.person.status"]


@pytest.mark.postgres
def test_deleted_user_leaves_only_anonymous_events():
    user, admin = ada(), a_user("bo@example.com")
    context = open_context(now=NOW, ip_address="192.0.2.1", client="Firefox")
    record([Entry("user.session.start", user_id=user.public_id)], now=NOW, context_id=context.pk)
    open_session(SignIn(user, [], timedelta(hours=1), timedelta(hours=1)), NOW)
    devices.remember(user, "laptop", NOW)
    outbox.enqueue(template="forgot_password_denied", to=parse_email(user.email), context=REQUEST)
    perform(Action.DEACTIVATE, user.pk, actor=admin, now=NOW)
    erase(user.pk, actor=admin, now=NOW)
    for model in (Session, RememberedDevice, OutboxMail, Challenge):
        assert not model.objects.exists()
    forgotten = EventContext.objects.get()
    assert (forgotten.ip_address, forgotten.client) == (None, "")
    assert not User.objects.filter(public_id=user.public_id).exists()
    gone = Event.objects.get(type="user.lifecycle.delete")
    assert (gone.actor_id, gone.user_id) == (admin.public_id, user.public_id)


def test_mails_of_the_new_holder_of_an_address_stay():
    user = ada()
    perform(Action.DEACTIVATE, user.pk, actor=None, now=NOW)
    a_user("ada@example.com")
    outbox.enqueue(template="forgot_password_denied", to=parse_email("ada@example.com"), context=REQUEST)
    erase(user.pk, actor=None, now=NOW)
    assert OutboxMail.objects.count() == 1
