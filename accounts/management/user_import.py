"""``manage.py users import FILE``: check and run an import from the command line."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.domain.import_lines import LineOutcome
from accounts.domain.import_phases import WORKING, Phase
from accounts.domain.messages import Message
from accounts.lifecycle.import_batches import work_on
from accounts.lifecycle.import_files import ENCODINGS
from accounts.lifecycle.import_jobs import OUTCOME_COUNTS, ImportOptions, start_check, start_run, upload
from accounts.management.subcommands import EXIT_NOT_FOUND, EXIT_REFUSED, argument
from accounts.models import UserImport

CHUNK: Final = 64 * 1024
TURN_SECONDS: Final = 20.0
PAUSE_SECONDS: Final = 0.5
ARGUMENTS: Final = (
    argument("file", help="CSV file with headings"),
    argument("--encoding", choices=ENCODINGS, default=ENCODINGS[0], help="encoding of the file"),
    argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADING=TARGET",
        help="what a column is for: email, groups, verified, an attribute, or empty; can be repeated",
    ),
    argument("--update", action="store_true", help="update profile and groups of existing users"),
    argument("--invite", action="store_true", help="send new users an activation email"),
    argument("--trust-hashes", action="store_true", help="take passwords over by their hashes"),
    argument("--trust-verified", action="store_true", help="take the addresses marked so as verified"),
)


def import_users(options: Mapping[str, Any]) -> dict[str, Any]:
    """Import a file and return the counts and the bad lines. A dry run leaves nothing.

    Raises CommandError and ValidationFailed.
    """
    job = _uploaded(options)
    try:
        start_check(job.pk, _options(job, options), actor=None, now=timezone.now())
        _finish_phase(job)
        if not options["dry_run"]:
            start_run(job.pk, actor=None, now=timezone.now())
            _finish_phase(job)
        return {**_result(job), "lines": list(_problems(job))}
    finally:
        if options["dry_run"] or Phase(job.phase) is Phase.UPLOADED:
            job.delete()


def _uploaded(options: Mapping[str, Any]) -> UserImport:
    try:
        with Path(options["file"]).open("rb") as file:
            chunks = iter(lambda: file.read(CHUNK), b"")
            return upload(
                options["file"], chunks, encoding=options["encoding"], actor=None, now=timezone.now()
            )
    except OSError as error:
        raise CommandError(f"{options['file']}: {error.strerror}", returncode=EXIT_NOT_FOUND) from error


def _options(job: UserImport, options: Mapping[str, Any]) -> ImportOptions:
    mapping = list(job.mapping)
    for assignment in options["column"]:
        heading, _sign, target = assignment.rpartition("=")
        if heading not in job.headings:
            raise CommandError(f"--column: there is no column {heading}.", returncode=EXIT_NOT_FOUND)
        mapping[job.headings.index(heading)] = target
    return ImportOptions(
        tuple(mapping),
        updates=options["update"],
        invites=options["invite"],
        trusts_verified=options["trust_verified"],
        trusts_hashes=options["trust_hashes"],
    )


def _finish_phase(job: UserImport) -> None:
    """Work on the import until it is done; a worker may do so at the same time.

    Raises CommandError for an import that was stopped.
    """
    while True:
        work_on(job.pk, time.monotonic() + TURN_SECONDS)
        job.refresh_from_db()
        if Phase(job.phase) is Phase.STOPPED:
            why = f"Import {job.public_id} was stopped after line {job.position}. What it has written stays."
            raise CommandError(why, returncode=EXIT_REFUSED)
        if Phase(job.phase) not in WORKING:
            return
        time.sleep(PAUSE_SECONDS)


def _result(job: UserImport) -> dict[str, Any]:
    shown = (LineOutcome.CREATE, LineOutcome.UPDATE, LineOutcome.SKIP, LineOutcome.ERROR)
    return {
        "import": job.public_id,
        **{OUTCOME_COUNTS[outcome].removesuffix("_count"): _count(job, outcome) for outcome in shown},
    }


def _count(job: UserImport, outcome: LineOutcome) -> int:
    return int(getattr(job, OUTCOME_COUNTS[outcome]))


def _problems(job: UserImport) -> Iterator[dict[str, Any]]:
    for line in job.reported_lines.filter(outcome=LineOutcome.ERROR.value).order_by("number"):
        for field, code, *params in line.problems:
            text = Message(code, tuple(params)).english
            yield {"line": line.number, "column": job.heading_of(field), "problem": text}
