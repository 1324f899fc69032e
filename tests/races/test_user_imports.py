"""Imports of people at the same moment as each other, as a sign-up, and in several workers."""

from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.lifecycle.creation import NewUser, create_user
from accounts.lifecycle.import_batches import work_on_imports
from accounts.lifecycle.import_jobs import ImportOptions, start_check, start_run, upload
from accounts.models import Origin, User, UserImport
from accounts.profile.schema import profile_schema
from tests.races.together import at_once, beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NUMBER = 120


def running_import(numbers) -> UserImport:
    lines = "".join(f"person{number}@example.com,Ada,Okafor\n" for number in numbers)
    now = timezone.now()
    job = upload("people.csv", [f"email,firstname,lastname\n{lines}".encode()], actor=None, now=now)
    start_check(job.pk, ImportOptions(tuple(job.mapping)), actor=None, now=now)
    work_on_imports()
    return start_run(job.pk, actor=None, now=now)


def finish() -> None:
    """Work until nothing is left: a batch that was rolled back is repeated by the next run."""
    for _ in range(20):
        work_on_imports()


def total(name: str) -> int:
    return sum(UserImport.objects.values_list(name, flat=True))


def test_two_imports_of_the_same_people_create_each_once():
    running_import(range(NUMBER))
    running_import(reversed(range(NUMBER)))

    at_once(lambda _: work_on_imports(), 4)
    finish()

    assert set(UserImport.objects.values_list("phase", flat=True)) == {"done"}
    assert (User.objects.count(), total("created_count")) == (NUMBER, NUMBER)
    assert (total("skipped_count"), total("error_count")) == (NUMBER, 0)


def test_import_and_sign_up_of_the_same_address_leave_one_user():
    job = running_import(range(30))

    def sign_up() -> None:
        for number in (29, 7, 15):
            address = parse_email(f"person{number}@example.com")
            new = NewUser(address, {}, Status.ACTIVE, Origin.SELF_SERVICE, email_verified=True)
            # The address is refused where the import was quicker.
            with suppress(IntegrityError), transaction.atomic():
                create_user(new, profile_schema(), timezone.now())

    beside(work_on_imports, sign_up)
    finish()

    job.refresh_from_db()
    signed_up = User.objects.filter(origin=Origin.SELF_SERVICE).count()
    assert (job.phase, User.objects.count(), job.created_count + signed_up) == ("done", 30, 30)
