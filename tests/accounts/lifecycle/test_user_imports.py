"""Imports of people: dry run, run, undo, and what a file can be wrong in."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.configuration_cache import PROFILE_SCHEMA, raise_version
from accounts.credentials.passwords import verify_password
from accounts.domain.lifecycle import Status
from accounts.domain.violations import ValidationFailed, Violation
from accounts.lifecycle import import_batches, import_errors, import_files, import_jobs
from accounts.lifecycle.import_errors import error_file
from accounts.lifecycle.import_jobs import ImportOptions, start_check, start_run, start_undo, upload
from accounts.models import (
    Event,
    Group,
    ImportFilePart,
    ImportLine,
    Membership,
    OutboxMail,
    ProfileAttribute,
    User,
    UserImport,
)
from accounts.users.groups import add_members
from policies.models import Policy, Rule
from tests.actors import PASSWORD, a_user
from tests.group_rules import FINANCE, a_rule

pytestmark = pytest.mark.django_db
BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
DIGEST = "A" * 43 + "="
HEADING = "E-Mail;Vorname;Nachname;Gruppen;Abteilung\n"


def imported(text: str | bytes, *, encoding: str = "utf-8-sig") -> UserImport:
    raw = text.encode() if isinstance(text, str) else text
    return upload("people.csv", [raw], encoding=encoding, actor=None, now=timezone.now())


def checked(text: str, **options) -> UserImport:
    job = imported(text)
    mapping = tuple(options.pop("mapping", job.mapping))
    start_check(job.pk, ImportOptions(mapping, **options), actor=None, now=timezone.now())
    import_batches.work_on_imports()
    job.refresh_from_db()
    return job


def run(job: UserImport) -> UserImport:
    start_run(job.pk, actor=None, now=timezone.now())
    import_batches.work_on_imports()
    job.refresh_from_db()
    return job


def undo(job: UserImport) -> UserImport:
    start_undo(job.pk, actor=None, now=timezone.now())
    import_batches.work_on_imports()
    job.refresh_from_db()
    return job


def counts(job: UserImport) -> tuple[int, int, int, int]:
    return job.created_count, job.updated_count, job.skipped_count, job.error_count


def problems(job: UserImport) -> list[tuple[int, str, str]]:
    lines = job.reported_lines.exclude(problems=[]).order_by("number")
    return [(line.number, problem[0], problem[1]) for line in lines for problem in line.problems]


def refusal(text: str | bytes, **options) -> str:
    with pytest.raises(ValidationFailed) as refused:
        imported(text, **options)
    assert not UserImport.objects.exists()
    return refused.value.violations[0].code


def test_dry_run_names_each_bad_cell_and_run_writes_the_others():
    Group.objects.create(name="Staff", created_at=timezone.now())
    ada = a_user("ada@example.com", PASSWORD)
    text = HEADING + (
        "ada@example.com;Eve;Changed;Staff;\n"
        "ben@example.com;Ben;Adeyemi;Staff;'=1+1\n"
        "\n"
        "nowhere;Cy;Doe;;\n"
        "dee@example.com;;Doe;Crew;\n"
        "BEN@example.com;Ben;Again;;\n"
        "eve@example.com;Eve;Okafor;;;;\n"
        "fay@example.com;Fay\n"
    )

    job = checked(text)

    assert (job.mapping, job.phase, job.lines) == (
        ["email", "firstName", "lastName", "groups", "department"],
        "checked",
        8,
    )
    assert counts(job) == (1, 0, 1, 5)
    assert problems(job) == [
        (5, "email", "registration.error.invalidLoginEmail"),
        (6, "firstName", "model.validation.field.blank"),
        (6, "groups", "ssr.group.unknown"),
        (7, "email", "ssr.import.repeated"),
        (8, "", "ssr.import.columns"),
        (9, "lastName", "model.validation.field.blank"),
    ]
    assert User.objects.count() == 1
    assert not OutboxMail.objects.exists()

    assert counts(run(job)) == (1, 0, 1, 5)

    ben = User.objects.get(login="ben@example.com")
    assert (ben.status, ben.origin, ben.email_verified, ben.last_login, ben.profile) == (
        Status.STAGED,
        "import",
        False,
        None,
        {"department": "=1+1"},
    )
    assert Membership.objects.get().source_id == job.public_id
    assert User.objects.get(pk=ada.pk).first_name == ada.first_name
    assert not OutboxMail.objects.exists()
    assert Event.objects.filter(type="system.users.import.finish").get().detail["created_count"] == 1


def test_update_changes_profile_and_groups_and_nothing_else():
    Group.objects.create(name="Staff", created_at=timezone.now())
    ada = a_user("ada@example.com", PASSWORD)
    User.objects.filter(pk=ada.pk).update(profile={"department": "Sales", "city": "Cork"})
    before = User.objects.get(pk=ada.pk)

    lines = "ADA@example.com,,,Finance,Staff\nben@example.com,Ben,Okafor,,\n"
    job = run(checked(f"email,vorname,nachname,department,groups\n{lines}", updates=True))

    assert counts(job) == (1, 1, 0, 0)
    after = User.objects.get(pk=ada.pk)
    kept = ("password", "status", "email", "email_verified", "first_name", "is_staff", "security_epoch")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.profile == {"department": "Finance", "city": "Cork"}
    assert Membership.objects.get(user=ada).source == "import"
    assert undo(job).removed_count == 1
    assert Membership.objects.filter(user=ada).exists()


def test_update_leaves_the_account_of_an_unverified_sign_up_alone():
    Group.objects.create(name="Staff", created_at=timezone.now())
    a_user("ada@example.com", PASSWORD, origin="self_service", email_verified=False)
    job = run(checked("email,firstname,groups\nada@example.com,Changed,Staff\n", updates=True))
    assert (counts(job), problems(job)) == ((0, 0, 0, 1), [(2, "email", "ssr.import.unverified")])
    assert not Membership.objects.exists()


def test_group_rules_apply_to_new_and_updated_users():
    a_rule(FINANCE, group="Finance")
    ada = a_user("ada@example.com", PASSWORD)
    text = "email,firstname,lastname,department\nada@example.com,A,B,Finance\nben@example.com,A,B,Finance\n"
    run(checked(text, updates=True))
    ben = User.objects.get(login="ben@example.com")
    members = Membership.objects.filter(source="rule").values_list("user", flat=True)
    assert set(members) == {ada.pk, ben.pk}


def test_import_that_fails_holds_up_no_other(monkeypatch, caplog):
    first, second = (checked(f"email,firstname,lastname\n{name}@example.com,A,B\n") for name in "ab")
    for job in (first, second):
        start_run(job.pk, actor=None, now=timezone.now())
    write = import_batches.create_imported

    def broken(context, line, *arguments, **options):
        if context.job.pk == first.pk:
            raise RuntimeError("a@example.com")
        return write(context, line, *arguments, **options)

    monkeypatch.setattr(import_batches, "create_imported", broken)
    import_batches.work_on_imports()
    assert list(UserImport.objects.order_by("pk").values_list("phase", flat=True)) == ["running", "done"]
    assert "a@example.com" not in caplog.text


def test_verified_addresses_need_an_owner_who_confirms_the_file():
    text = "email,firstname,lastname,verified\nada@example.com,Ada,Okafor,yes\n"
    job = imported(text)
    mapping = tuple(job.mapping)
    admin = a_user("admin@example.com", PASSWORD)
    now = timezone.now()
    for actor, trusts, code in (
        (admin, True, "ssr.import.verified.owner"),
        (None, False, "ssr.import.verified.confirm"),
    ):
        with pytest.raises(ValidationFailed) as refused:
            start_check(job.pk, ImportOptions(mapping, trusts_verified=trusts), actor=actor, now=now)
        assert refused.value.violations[0].code == code

    run(checked(text, trusts_verified=True))

    ada = User.objects.get(login="ada@example.com")
    assert (ada.status, ada.email_verified, ada.last_login) == (Status.ACTIVE, True, None)
    assert Event.objects.filter(type="system.users.import.trust_verified").count() == 1


def test_invited_users_get_an_activation_email():
    run(checked("email,firstname,lastname\nada@example.com,Ada,Okafor\n", invites=True))
    assert (OutboxMail.objects.get().template, User.objects.get().status) == ("activation", "PROVISIONED")


def test_hashes_are_wrapped_for_new_users_and_refused_by_line(caplog):
    ada = a_user("ada@example.com", PASSWORD)
    before = User.objects.get(pk=ada.pk).password
    kinds = [f"pbkdf2_sha256${1000 + number}$salt${DIGEST}" for number in range(5)]
    rows = [
        ("ada@example.com", kinds[0]),
        ("ben@example.com", BCRYPT),
        ("cy@example.com", "hunter2"),
        ("dee@example.com", BCRYPT.replace("$05$", "$15$")),
        *((f"kind{number}@example.com", kind) for number, kind in enumerate(kinds)),
        ("eve@example.com", ""),
    ]
    lines = "".join(f"{address},A,B,{text}\n" for address, text in rows)
    heading = "email,firstname,lastname,Password hash\n"
    unconfirmed = imported(heading + lines)
    with pytest.raises(ValidationFailed) as refused:
        start_check(unconfirmed.pk, ImportOptions(tuple(unconfirmed.mapping)), actor=None, now=timezone.now())
    assert [violation.field for violation in refused.value.violations] == ["trusts_hashes"]
    job = run(checked(heading + lines, updates=True, trusts_hashes=True))

    assert problems(job) == [
        (4, "password_hash", "ssr.import.hash"),
        (5, "password_hash", "ssr.import.hash.cost"),
        (9, "password_hash", "ssr.import.hash.kinds"),
        (10, "password_hash", "ssr.import.hash.kinds"),
    ]
    assert counts(job) == (5, 1, 0, 4)
    assert User.objects.get(pk=ada.pk).password == before
    ben, eve = User.objects.get(login="ben@example.com"), User.objects.get(login="eve@example.com")
    assert (ben.status, eve.status, eve.has_password) == (Status.ACTIVE, Status.STAGED, False)
    verdict = verify_password(ben.password, "U*U")
    assert (verdict.right, bool(verdict.upgraded)) == (True, True)
    told = "".join(error_file(job, str)) + caplog.text + str(list(Event.objects.values()))
    assert [secret for secret in ("hunter2", BCRYPT, DIGEST) if secret in told] == []


def test_hashes_that_would_slow_every_sign_in_are_refused():
    costs = ("$2b$14$" + BCRYPT[7:], f"$argon2id$v=19$m=262144,t=10,p=4$c2FsdHNhbHQ${DIGEST[:-1]}")
    lines = "".join(f'a{number}@example.com,A,B,"{text}"\n' for number, text in enumerate(costs))
    job = checked("email,firstname,lastname,password hash\n" + lines, trusts_hashes=True)
    assert problems(job) == [(3, "password_hash", "ssr.import.hash.seconds")]


def test_import_asks_for_the_rights_of_the_pages_that_do_the_same():
    admin = a_user("admin@example.com", PASSWORD)
    User.objects.filter(pk=admin.pk).update(is_staff=True)
    job = imported("email,firstname,lastname,groups\nada@example.com,A,B,\n")
    needed = ["add_userimport", "add_user", "change_user", "add_membership"]
    for missing in (*needed, ""):
        held = Permission.objects.filter(codename__in=[name for name in needed if name != missing])
        admin.user_permissions.set(held)
        actor, now = User.objects.get(pk=admin.pk), timezone.now()
        options = ImportOptions(tuple(job.mapping), updates=True)
        if missing:
            with pytest.raises(ValidationFailed) as refused:
                start_check(job.pk, options, actor=actor, now=now)
            assert refused.value.violations[0].code == "ssr.import.permission"
        else:
            assert start_check(job.pk, options, actor=actor, now=now).phase == "checking"


def test_import_that_fails_again_and_again_is_stopped(monkeypatch):
    job = checked("email,firstname,lastname\nada@example.com,A,B\n")
    start_run(job.pk, actor=None, now=timezone.now())
    monkeypatch.setattr(import_batches, "MAX_FAILURES", 2)
    monkeypatch.setattr(import_batches, "create_imported", lambda *_, **__: 1 / 0)
    for phase in ("running", "stopped"):
        import_batches.work_on_imports()
        job.refresh_from_db()
        assert job.phase == phase


def test_undo_keeps_users_who_have_been_chosen_since():
    lines = "".join(f"{name}@example.com,A,B\n" for name in ("ada", "ben", "cho"))
    job = run(checked("email,firstname,lastname\n" + lines))
    group = Group.objects.create(name="Staff", created_at=timezone.now())
    ada, cho = (User.objects.get(login=f"{name}@example.com") for name in ("ada", "cho"))
    add_members([group.pk], [ada.pk], actor=None, now=timezone.now())
    published = Policy.objects.get(kind="session", is_default=True)
    draft = Policy.with_drafts.create(kind="session", name="Draft", draft_of=published)
    Rule.objects.create(policy=draft, name="Not yet in force").people_excluded.add(cho)
    undo(job)
    assert {user.login for user in User.objects.all()} == {"ada@example.com", "cho@example.com"}


def _stop_check(job: UserImport) -> None:
    start_check(job.pk, ImportOptions(tuple(job.mapping)), actor=None, now=timezone.now())
    UserImport.objects.update(created_count=1, position=2)  # one batch was checked
    import_jobs.stop_work(job.pk, actor=None, now=timezone.now())


def _expire(job: UserImport) -> None:
    import_jobs.purge(job.created_at + import_jobs.FILE_RETENTION + timedelta(seconds=1))


def test_error_file_has_the_cells_of_every_line_in_order(monkeypatch):
    """The address of line 2 was taken after its check: it fails after the lines that were not valid."""
    job = checked("email,firstname,lastname\nada@example.com,Ada,Okafor\nbad,Ben,Adeyemi\n")
    taken = Violation("email", "ssr.import.repeated")
    monkeypatch.setattr(
        import_batches, "create_imported", lambda _context, line, *_rest, **_who: (line.failed([taken]), None)
    )
    run(job)
    monkeypatch.setattr(import_errors, "BATCH", 1)
    text = "".join(error_file(job, str)).removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(text)))
    assert [(row["line"], row["email"]) for row in rows] == [("2", "ada@example.com"), ("3", "bad")]


@pytest.mark.parametrize("end", [_stop_check, _expire])
def test_import_that_never_ran_has_nothing_to_undo(end):
    job = checked("email,firstname,lastname\nada@example.com,Ada,Okafor\nbad,Ada,Okafor\n")
    assert counts(job) == (1, 0, 0, 1)
    end(job)
    job.refresh_from_db()
    assert (job.phase, job.created_count) == ("stopped", 0)
    with pytest.raises(ValidationFailed):
        start_undo(job.pk, actor=None, now=timezone.now())


def test_undo_removes_untouched_users_and_names_the_others():
    lines = "".join(f"person{number}@example.com,Ada,Okafor\n" for number in range(4))
    job = run(checked("email,firstname,lastname\n" + lines))
    changed, signed_in = User.objects.order_by("pk")[:2]
    User.objects.filter(pk=changed.pk).update(first_name="Ben")
    User.objects.filter(pk=signed_in.pk).update(last_login=timezone.now())

    undo(job)

    assert (job.phase, job.removed_count, job.kept_count) == ("undone", 2, 2)
    assert set(User.objects.all()) == {changed, signed_in}
    kept = ImportLine.objects.filter(outcome="kept").values_list("created_id", flat=True)
    assert set(kept) == {changed.public_id, signed_in.public_id}


def test_batches_resume_after_a_kill_without_a_lost_or_doubled_line(monkeypatch):
    monkeypatch.setattr(import_batches, "BATCH", 3)
    lines = "".join(f"person{number}@example.com,Ada,Okafor\n" for number in range(10))
    job = checked("email,firstname,lastname\n" + lines + "person2@example.com,Again,Okafor\n")
    start_run(job.pk, actor=None, now=timezone.now())
    write = import_batches.create_imported

    def killed(context, line, *arguments, **options):
        if line.number == 6:
            raise KeyboardInterrupt
        return write(context, line, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(import_batches, "create_imported", killed)
        with pytest.raises(KeyboardInterrupt):
            import_batches.work_on_imports()
    assert User.objects.count() == 3

    import_batches.work_on_imports()

    job.refresh_from_db()
    assert (counts(job), User.objects.count()) == ((10, 0, 0, 1), 10)


def test_import_stops_when_its_administrator_has_lost_the_right():
    admin = a_user("admin@example.com", PASSWORD)
    User.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True)
    admin.refresh_from_db()
    job = checked("email,firstname,lastname\nada@example.com,Ada,Okafor\n")
    start_run(job.pk, actor=admin, now=timezone.now())
    User.objects.filter(pk=admin.pk).update(is_superuser=False)

    import_batches.work_on_imports()

    job.refresh_from_db()
    assert (job.phase, User.objects.count()) == ("stopped", 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "ssr.import.empty"),
        (b"email\n\n", "ssr.import.empty"),
        ("email\nädа@example.com\n".encode("utf-16"), "ssr.import.encoding"),
        ("email;name\na@example.com;Jürgen\n".encode("latin-1"), "ssr.import.encoding"),
        (b'email\n"ada@example.com\n', "ssr.import.quotes"),
        (b'email\n"ada"@example.com\n', "ssr.import.quotes"),
        (b"email\n" + b"x" * 200_000, "ssr.import.quotes"),
        (b"email\n" + b"," * 300_000, "ssr.import.quotes"),
        (b"email,role\nada@example.com,owner\n", "ssr.import.role"),
        (b"email,Is_Superuser\nada@example.com,1\n", "ssr.import.role"),
        (b"a," * 101 + b"\na\n", "ssr.import.columns.many"),
    ],
)
def test_file_that_is_no_table_is_refused(text, code):
    assert refusal(text) == code


def test_large_file_is_refused_and_not_stored(monkeypatch):
    monkeypatch.setattr(import_files, "MAX_BYTES", 1000)
    assert refusal(b"x" * 1001) == "ssr.import.size"
    monkeypatch.setattr(import_files, "MAX_LINES", 2)
    assert refusal("email\n" + "a@example.com\n" * 3) == "ssr.import.lines"
    assert not ImportFilePart.objects.exists()


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("email,firstname,lastname\r\nada@example.com,Zoë,O'Neill\r\n".encode("utf-8-sig"), "utf-8-sig"),
        ("email,firstname,lastname\rada@example.com,Zoë,O'Neill\r".encode("utf-16"), "utf-16"),
        ("email\tfirstname\tlastname\nada@example.com\tZoë\tO'Neill".encode("cp1252"), "cp1252"),
        ('email,firstname,lastname\r"ada@example.com","Zoë",O\'Neill\r\n'.encode(), "utf-8-sig"),
    ],
)
def test_encodings_and_line_ends_are_read(raw, encoding):
    job = imported(raw, encoding=encoding)
    start_check(job.pk, ImportOptions(tuple(job.mapping)), actor=None, now=timezone.now())
    import_batches.work_on_imports()
    run(job)
    user = User.objects.get()
    assert (user.first_name, user.last_name) == ("Zoë", "O'Neill")


def test_null_character_is_an_error_of_its_cell():
    job = checked("email,firstname,lastname,groups\nada@example.com,A\0da,Okafor,St\0aff\n")
    assert problems(job) == [(2, name, "ssr.import.characters") for name in ("firstName", "groups")]


def test_duplicate_headings_are_ignored_unless_chosen_twice():
    job = imported("email,Email,firstname\na@example.com,b@example.com,Ada\n")
    assert job.mapping == ["email", "", "firstName"]
    with pytest.raises(ValidationFailed) as refused:
        start_check(job.pk, ImportOptions(("email", "email", "")), actor=None, now=timezone.now())
    assert {violation.field for violation in refused.value.violations} == {"column_0", "column_1"}
    for mapping in (("", "", "firstName"), ("email", "", "password"), ("email",)):
        with pytest.raises(ValidationFailed):
            start_check(job.pk, ImportOptions(mapping), actor=None, now=timezone.now())


def test_unique_value_of_two_lines_is_an_error_of_the_second():
    ProfileAttribute.objects.create(key="badge", title="Badge", type="string", unique=True)
    raise_version(PROFILE_SCHEMA)
    job = checked("email,firstname,lastname,badge\na@example.com,A,B,7\nb@example.com,A,B, 7\n")
    assert problems(job) == [(3, "badge", "ssr.import.repeated.value")]
    assert counts(run(job)) == (1, 0, 0, 1)


def test_file_is_encrypted_and_deleted_before_its_import():
    job = imported("email,firstname,lastname\nada@example.com,Ada,Okafor\n")
    assert "ada" not in ImportFilePart.objects.get().sealed
    import_jobs.purge(job.created_at + import_jobs.FILE_RETENTION)
    assert ImportFilePart.objects.exists()
    import_jobs.purge(job.created_at + import_jobs.FILE_RETENTION + timedelta(seconds=1))
    job.refresh_from_db()
    assert (ImportFilePart.objects.count(), job.phase) == (0, "stopped")
    import_jobs.purge(job.created_at + import_jobs.RETENTION + timedelta(seconds=1))
    assert not UserImport.objects.exists()
