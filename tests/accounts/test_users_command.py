"""`manage.py users`."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.credentials import lockout
from accounts.domain.lifecycle import Action, Status
from accounts.lifecycle.administrator_actions import perform
from accounts.lifecycle.import_batches import work_on
from accounts.lifecycle.import_jobs import stop_work
from accounts.management import user_import
from accounts.models import Event, Group, OutboxMail, User, UserImport
from accounts.sessions.lifetime import SignIn, open_session
from accounts.users.groups import save_group
from tests.accounts.credentials.test_lockout import OWN, Rules, lock
from tests.actors import PASSWORD, a_user

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"
NAMED = ("--first-name", "Ada", "--last-name", "Okafor")


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def said(*words, **options):
    out = StringIO()
    call_command("users", *words, stdout=out, **options)
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


def test_former_name_of_the_command_works_with_a_warning(ada):
    out, err = StringIO(), StringIO()
    call_command("person", "show", ADA, stdout=out, stderr=err)
    assert out.getvalue() == said("show", ADA)
    assert "manage.py users" in err.getvalue()


def test_user_is_created_listed_and_not_written_by_a_dry_run():
    save_group(Group(name="Staff"), actor=None, now=timezone.now())
    words = ("create", ADA, *NAMED, "--group", "Staff")

    assert as_json(*words, "--dry-run")["dry_run"]
    assert not User.objects.exists()
    assert as_json(*words)["status"] == Status.PROVISIONED
    assert (as_json("show", ADA)["groups"], OutboxMail.objects.get().to) == (["Staff"], ADA)
    listed = {"id": User.objects.get().public_id, "email": ADA, "name": "Ada Okafor", "status": "PROVISIONED"}
    assert as_json("list", "--search", "okaf", "--group", "Staff", "--status", "PROVISIONED") == [listed]
    assert as_json("list", "--status", "ACTIVE") == []


def test_user_with_a_verified_address_is_active_and_has_not_signed_in():
    assert as_json("create", ADA, *NAMED, "--activation", "verified")["status"] == "ACTIVE"
    user = User.objects.get()
    assert (user.email_verified, user.last_login, user.has_password) == (True, None, False)
    assert Event.objects.filter(type="user.account.mark_email_verified", user_id=user.public_id).exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("create", "ada"), 5, "email: "),
        (("create", ADA, *NAMED), 5, "already in use"),
        (("create", "eve@example.com", *NAMED, "--group", "Crew"), 3, "Crew"),
        (("create", "eve@example.com", "--set", "shoe=9"), 3, "shoe"),
        (("create", "eve@example.com", "--set", "countryCode=Atlantis"), 5, "Country"),
        (("list", "--limit", "0"), 5, "--limit"),
        (("export", "--output", "/"), 5, "--output"),
    ],
)
def test_invalid_value_is_refused_and_writes_nothing(words, code, why, ada):
    returned, told = refusal(*words)
    assert (returned, why in told) == (code, True)
    assert User.objects.count() == 1


def test_export_is_safe_for_spreadsheets_and_has_no_secrets(tmp_path):
    user = a_user(ADA, PASSWORD)
    User.objects.filter(pk=user.pk).update(first_name="=1+1", last_name="@SUM(A1)", profile={"city": "-2"})
    target = tmp_path / "people.csv"

    said("export", "--output", str(target))

    (row,) = csv.DictReader(StringIO(target.read_text().removeprefix("\ufeff")))
    assert (row["email"], row["firstName"], row["lastName"], row["city"]) == (
        ADA,
        "'=1+1",
        "'@SUM(A1)",
        "'-2",
    )
    assert (target.stat().st_mode & 0o777, "argon2" in target.read_text()) == (0o600, False)
    (facts,) = as_json("export")
    assert (facts["id"], facts["firstName"], facts["groups"]) == (user.public_id, "=1+1", [])
    exported = Event.objects.filter(type="system.users.export")
    assert [event.detail["format"] for event in exported.order_by("pk")] == ["csv", "json"]
    assert refusal("export", "--output", str(target))[0] == 5


def test_import_is_rehearsed_and_run_with_the_bad_lines_named(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("mail;Vorname;Nachname;Who\nada@example.com;Ada;Okafor;Maths\nnowhere;Ben;Doe;\n")
    words = ("import", str(path), "--column", "Who=department", "--json")
    for more, users in (("--dry-run",), 0), ((), 1):
        out = StringIO()
        with pytest.raises(CommandError) as refused:
            call_command("users", *words, *more, stdout=out)
        result = json.loads(out.getvalue())
        assert (refused.value.returncode, result["created"], result["error"]) == (5, 1, 1)
        assert [(line["line"], line["column"]) for line in result["lines"]] == [(3, "mail")]
        assert (User.objects.count(), UserImport.objects.count()) == (users, users)
    assert User.objects.get().profile == {"department": "Maths"}
    assert refusal("import", str(tmp_path / "none.csv"))[0] == 3
    assert refusal("import", str(path), "--column", "Where=city")[0] == 3
    assert refusal("import", str(path), "--column", "mail=")[0] == 5
    assert UserImport.objects.count() == 1


def test_import_that_is_stopped_meanwhile_is_no_success(tmp_path, monkeypatch):
    path = tmp_path / "people.csv"
    path.write_text("email,firstname,lastname\nada@example.com,Ada,Okafor\n")

    def stopped_when_it_runs(import_id: int, ends: float) -> None:
        if UserImport.objects.filter(phase="running").exists():
            stop_work(import_id, actor=None, now=timezone.now())
        work_on(import_id, ends)

    monkeypatch.setattr(user_import, "work_on", stopped_when_it_runs)
    code, why = refusal("import", str(path))
    assert (code, "was stopped" in why, User.objects.count()) == (5, True, 0)


def test_export_reads_every_batch(monkeypatch):
    monkeypatch.setattr("accounts.profile.user_export.BATCH", 2)
    for number in range(5):
        a_user(f"person{number}@example.com")
    assert [row["email"] for row in as_json("export")] == [
        f"person{number}@example.com" for number in range(5)
    ]
    assert as_json("export", "--search", "nothing") == []
