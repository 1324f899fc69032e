"""An import of people on its pages: upload, columns, dry run, progress, summary, errors and undo."""

import csv
import logging
from io import StringIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.lifecycle.import_batches import work_on_imports
from accounts.models import Event, ImportFilePart, Role, User, UserImport
from administration.people import import_pages
from tests.actors import PASSWORD, a_user
from tests.administration.desk import newest_event

pytestmark = pytest.mark.django_db
ADD = "accounts/userimport/add/"
PEOPLE = (
    "E-Mail,Vorname,Nachname,Kennwort\n"
    "ada@example.com,Ada,=1+1,hunter2-secret\n"
    "nowhere,Ben,Adeyemi,hunter2-secret\n"
)


def send(desk, text: str, **fields) -> UserImport:
    file = SimpleUploadedFile("../people.csv", text.encode(), "text/csv")
    answer = desk.client.post(f"/admin/{ADD}", {"file": file, "encoding": "utf-8-sig", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return UserImport.objects.get()


def columns(job: UserImport, **options: str) -> dict[str, str]:
    return {f"column_{number}": target or "-" for number, target in enumerate(job.mapping)} | options


def do(desk, job: UserImport, slug: str, data: dict[str, str] | None = None):
    shown = desk.post(f"accounts/userimport/{job.pk}/do/{slug}/", data or {})
    work_on_imports()
    job.refresh_from_db()
    return shown


def page(desk, job: UserImport) -> str:
    return desk.open(f"accounts/userimport/{job.pk}/change/").text


def test_file_is_checked_imported_and_undone_without_showing_ignored_cells(desk, caplog):
    caplog.set_level(logging.DEBUG)
    job = send(desk, PEOPLE)
    assert job.mapping == ["email", "firstName", "lastName", ""]
    pages = [page(desk, job)]
    do(desk, job, "check", columns(job))
    pages.append(page(desk, job))
    assert ("1 new person" in pages[-1], "1 line with errors" in pages[-1]) == (True, True)
    errors = b"".join(desk.client.get(f"/admin/accounts/userimport/{job.pk}/errors/").streaming_content)
    (line,) = csv.DictReader(StringIO(errors.decode().removeprefix("\ufeff")))
    assert (line["line"], line["E-Mail"], line["problems"].startswith("E-Mail: ")) == ("3", "nowhere", True)

    do(desk, job, "start")
    pages.append(page(desk, job))
    assert User.objects.get(login="ada@example.com").last_name == "=1+1"

    do(desk, job, "undo")
    pages.append(page(desk, job))
    assert not User.objects.filter(login="ada@example.com").exists()
    assert "1 removed again" in pages[-1]

    events = str(list(Event.objects.values()))
    for text in (*pages, errors.decode(), events, caplog.text):
        assert "hunter2" not in text
    kinds = Event.objects.filter(type__startswith="system.users.import").order_by("pk")
    assert [event.type.rpartition(".")[2] for event in kinds] == [
        "upload",
        "start",
        "finish",
        "undo",
        "finish",
    ]
    assert {event.actor_id for event in kinds} == {desk.user.public_id}


def test_progress_page_refreshes_only_on_request(desk):
    job = send(desk, PEOPLE)
    desk.post(f"accounts/userimport/{job.pk}/do/check/", columns(job))
    address = f"/admin/accounts/userimport/{job.pk}/change/"
    plain, watched = desk.client.get(address), desk.client.get(f"{address}?watch=1")
    assert ("Refresh" in plain, watched["Refresh"], b"<progress" in plain.content) == (False, "5", True)
    work_on_imports()
    assert "Refresh" not in desk.client.get(f"{address}?watch=1")


def test_invalid_columns_and_files_are_refused_at_their_fields(desk):
    file = SimpleUploadedFile("people.csv", b"email,role\na@example.com,owner\n")
    answer = desk.client.post(f"/admin/{ADD}", {"file": file, "encoding": "utf-8-sig"})
    assert "can’t give roles" in answer.content.decode()
    assert not UserImport.objects.exists()
    assert desk.post(ADD, {}).error_at("file")
    job = send(desk, PEOPLE)
    shown = do(desk, job, "check", columns(job, column_1="email"))
    assert (shown.status, bool(shown.error_at("column_1")), job.phase) == (422, True, "uploaded")
    assert do(desk, job, "check", columns(job, column_1="is_staff")).error_at("column_1")
    assert "moved on" in do(desk, job, "start").said


def test_verified_column_is_for_owners_only(desk):
    job = send(desk, "email,first name,last name,verified\nada@example.com,Ada,Okafor,yes\n")
    assert do(desk, job, "check", columns(job)).error_at("trusts_verified")
    do(desk, job, "check", columns(job, trusts_verified="on"))
    assert (job.phase, job.trusts_verified) == ("checked", True)

    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Administrator"))
    assert "Only an owner" in do(desk, job, "start").said
    assert do(desk, job, "check", columns(job, trusts_verified="on")).error_at("column_3")
    assert not User.objects.filter(login="ada@example.com").exists()


def test_password_hashes_are_for_owners_only(desk):
    bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
    job = send(desk, f"email,first name,last name,password hash\nada@example.com,Ada,B,{bcrypt}\n")
    assert "CCCC" not in page(desk, job)
    assert do(desk, job, "check", columns(job)).error_at("trusts_hashes")
    do(desk, job, "check", columns(job, trusts_hashes="on"))
    assert (job.phase, job.trusts_hashes) == ("checked", True)

    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Administrator"))
    assert "Only an owner" in do(desk, job, "start").said
    assert do(desk, job, "check", columns(job, trusts_hashes="on")).error_at("column_3")
    assert not User.objects.filter(login="ada@example.com").exists()


def test_import_is_stopped_and_discarded_with_its_file(desk):
    job = send(desk, PEOPLE)
    desk.post(f"accounts/userimport/{job.pk}/do/check/", columns(job))
    assert "moved on" in desk.post(f"accounts/userimport/{job.pk}/do/discard/", {}).said
    desk.post(f"accounts/userimport/{job.pk}/do/stop/", {})
    work_on_imports()
    job.refresh_from_db()
    assert job.phase == "stopped"
    assert ("ended early" in page(desk, job), "Undo" in page(desk, job)) == (True, False)
    assert "was discarded" in desk.post(f"accounts/userimport/{job.pk}/do/discard/", {}).said
    assert (UserImport.objects.count(), ImportFilePart.objects.count()) == (0, 0)
    assert newest_event("system.users.import.delete").actor_id == desk.user.public_id


def test_check_that_comes_twice_never_starts_the_import(desk, monkeypatch):
    job = send(desk, PEOPLE)
    do(desk, job, "check", columns(job))
    monkeypatch.setattr(import_pages, "CAN_CHECK", frozenset())
    assert "moved on" in do(desk, job, "check", columns(job)).said
    assert (job.phase, User.objects.filter(origin="import").count()) == ("checked", 0)


def test_administrators_are_not_updated_by_others_than_owners(desk):
    other = a_user("boss@example.com", PASSWORD)
    User.objects.filter(pk=other.pk).update(is_staff=True, first_name="Eve")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.add(Role.objects.get(name="Administrator"))
    job = send(desk, "email,first name\nboss@example.com,Changed\n")
    do(desk, job, "check", columns(job, updates="on"))
    do(desk, job, "start")
    assert (job.error_count, User.objects.get(pk=other.pk).first_name) == (1, "Eve")


def test_upload_is_refused_without_permission_and_above_its_limit():
    body = {"file": SimpleUploadedFile("people.csv", b"email\na@example.com\n"), "encoding": "utf-8-sig"}
    assert Client(enforce_csrf_checks=True).post(f"/admin/{ADD}", body).status_code == 302
    large = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(settings.MAX_UPLOAD + 1),
    }
    assert Client().generic("POST", f"/admin/{ADD}", b"", **large).status_code == 413


def test_upload_without_a_token_is_refused(desk):
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk.client.cookies
    body = {"file": SimpleUploadedFile("people.csv", b"email\na@example.com\n"), "encoding": "utf-8-sig"}
    assert client.post(f"/admin/{ADD}", body).status_code in (403, 410)
    assert not UserImport.objects.exists()
