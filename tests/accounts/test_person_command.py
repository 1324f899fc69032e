"""`manage.py person`."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.credentials import lockout
from accounts.domain.lifecycle import Action, Status
from accounts.lifecycle.administrator_actions import perform
from accounts.models import Event, User
from accounts.sessions.lifetime import SignIn, open_session
from tests.accounts.credentials.test_lockout import OWN, Rules, lock
from tests.actors import PASSWORD, a_user

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def said(*words, **options):
    out = StringIO()
    call_command("person", *words, stdout=out, **options)
    return out.getvalue()


def as_json(*words):
    return json.loads(said(*words, "--json"))


def refusal(*words):
    with pytest.raises(CommandError) as refused:
        said(*words)
    return refused.value.returncode, str(refused.value)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("suspend", Status.ACTIVE, Status.SUSPENDED),
        ("unsuspend", Status.SUSPENDED, Status.ACTIVE),
        ("unlock", Status.LOCKED_OUT, Status.ACTIVE),
        ("expire-password", Status.ACTIVE, Status.PASSWORD_EXPIRED),
        ("reset-password", Status.ACTIVE, Status.RECOVERY),
        ("deactivate", Status.ACTIVE, Status.DEPROVISIONED),
        ("reactivate", Status.PROVISIONED, Status.PROVISIONED),
        ("activate-now", Status.PROVISIONED, Status.ACTIVE),
        ("activate", Status.STAGED, Status.ACTIVE),
        ("delete", Status.ACTIVE, Status.DEPROVISIONED),
    ],
)
def test_an_action_does_what_the_administration_would_do(action, before, after):
    user = a_user(ADA, PASSWORD, status=before)
    assert as_json(action, ADA)["status"] == after
    assert User.objects.get(pk=user.pk).status == after
    assert Event.objects.get().actor_type == "system"


def test_action_result_is_printed_in_words(ada):
    assert said("suspend", "Ada@Example.com") == f"id: {ada.public_id}\nemail: {ADA}\nstatus: SUSPENDED\n"


def test_deactivated_user_is_found_by_former_address_and_reactivated(ada):
    said("deactivate", ADA)
    assert as_json("activate", ADA)["status"] == Status.PROVISIONED


def test_delete_given_twice_deletes_permanently(ada):
    assert as_json("delete", ADA)["status"] == Status.DEPROVISIONED
    assert as_json("delete", ADA) == {"id": ada.public_id, "deleted": True}
    assert not User.objects.exists()


def test_unknown_address_has_its_own_exit_code():
    assert refusal("suspend", "nobody@example.com") == (
        3,
        "No user has the email address nobody@example.com.",
    )


def test_users_with_the_same_former_address_are_listed_by_public_id(ada):
    perform(Action.DEACTIVATE, ada.pk, actor=None, now=timezone.now())
    second = a_user(ADA)
    perform(Action.DEACTIVATE, second.pk, actor=None, now=timezone.now())
    code, why = refusal("show", ADA)
    assert code == 4
    assert ada.public_id in why
    assert as_json("show", second.public_id)["status"] == Status.DEPROVISIONED


def test_action_the_status_forbids_is_refused_with_a_reason(ada):
    code, why = refusal("unsuspend", ADA)
    assert code == 5
    assert why.startswith(f"{ADA}: You can’t do this while")


@pytest.mark.parametrize("words", [("explode", ADA), ("suspend",), ("suspend", ADA, "--end")])
def test_unknown_argument_is_refused(words, ada):
    refusal(*words)
    assert User.objects.get().status == Status.ACTIVE


def test_show_prints_the_account_without_secrets(ada):
    lock(OWN, Rules(unlock_after=None), timezone.now())
    lockout.lock_account(ada.pk, timezone.now())
    shown = as_json("show", ADA)
    assert (shown["status"], shown["has_password"]) == (Status.LOCKED_OUT, True)
    assert (shown["locked_until"], shown["strangers_locked_until"]) == ("unlocked by hand", None)
    assert "argon2" not in said("show", ADA)


def test_sessions_are_listed_and_ended(ada):
    day = timedelta(days=1)
    open_session(SignIn(ada, [], day, day, client="Firefox on Linux", ip_address="192.0.2.1"), timezone.now())
    assert "  Firefox on Linux · 192.0.2.1 · " in said("sessions", ADA)
    assert as_json("sessions", ADA, "--end")["ended"]
    assert as_json("sessions", ADA)["sessions"] == []
    assert Event.objects.get().type == "user.session.clear"
