"""Imports of people as jobs: upload, check, run and undo. A task does the work (``import_batches``)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.domain.attributes import Attribute
from accounts.domain.import_columns import (
    GROUPS,
    PASSWORD_HASH,
    VERIFIED,
    check_headings,
    check_mapping,
    guess,
)
from accounts.domain.import_lines import LineOutcome
from accounts.domain.import_phases import CAN_CHECK, CAN_RUN, CAN_STOP, CAN_UNDO, WORKING, Phase
from accounts.domain.text import one_line
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.lifecycle.import_files import ENCODINGS, inspect_file, store_file
from accounts.models import ImportFilePart, User, UserImport
from accounts.profile.schema import profile_schema
from accounts.users.administrators import rank_of_actor

MAX_STORED: Final = 50
FILE_RETENTION: Final = timedelta(days=7)
RETENTION: Final = timedelta(days=30)
PERMISSION: Final = "accounts.add_userimport"
CONFIRMATIONS: Final = {VERIFIED: "trusts_verified", PASSWORD_HASH: "trusts_hashes"}
"""Columns that only owners import, by the option in which they vouch for them."""
WRONG_PHASE: Final = Violation("", "ssr.import.phase")
OUTCOME_COUNTS: Final = {
    LineOutcome.CREATE: "created_count",
    LineOutcome.UPDATE: "updated_count",
    LineOutcome.SKIP: "skipped_count",
    LineOutcome.ERROR: "error_count",
    LineOutcome.REMOVED: "removed_count",
    LineOutcome.KEPT: "kept_count",
}
_UNWRITTEN: Final = CAN_CHECK | {Phase.CHECKING}
_PLANNED_COUNTS: Final = ("created_count", "updated_count", "skipped_count")
"""In the phases before the run these count what it would do: an import that stops there did none of it."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What is done with the lines. ``mapping`` has a target for each column.

    ``updates``: lines about existing users update profile and groups, and are skipped otherwise. ``invites``:
    new users who can't sign in yet get an activation email. ``trusts_verified``: an owner vouches for the
    addresses that the file calls verified; ``trusts_hashes``: for the passwords behind its hashes.
    """

    mapping: tuple[str, ...]
    updates: bool = False
    invites: bool = False
    trusts_verified: bool = False
    trusts_hashes: bool = False


def upload(
    label: str, chunks: Iterable[bytes], *, encoding: str = ENCODINGS[0], actor: User | None, now: datetime
) -> UserImport:
    """Store a file and guess what its columns are for. Raises ValidationFailed."""
    with transaction.atomic():
        if UserImport.objects.filter(parts__number=0).count() >= MAX_STORED:
            raise ValidationFailed([Violation("file", "ssr.import.stored", (str(MAX_STORED),))])
        job = UserImport(
            label=one_line(label) or "–",
            importer=actor.public_id if actor else "",
            created_at=now,
            encoding=encoding,
        )
        job.save()
        store_file(job, chunks)
        inspect_file(job)
        schema = profile_schema()
        raise_if(check_headings(job.headings, schema))
        job.mapping = list(guess(job.headings, schema))
        job.save()
        record([_entry("upload", job, actor)], now=now)
    return job


def start_check(import_id: int, options: ImportOptions, *, actor: User | None, now: datetime) -> UserImport:
    """Begin the dry run, which writes nothing but its result. Raises ValidationFailed."""
    with transaction.atomic():
        job = _locked(import_id, CAN_CHECK)
        raise_if(check_options(job, options, profile_schema(), actor))
        job.mapping = list(options.mapping)
        job.updates, job.invites = options.updates, options.invites
        trusts = options.trusts_verified and VERIFIED in options.mapping
        if trusts:
            record([_entry("trust_verified", job, actor)], now=now)
        job.trusts_verified = trusts
        job.trusts_hashes = options.trusts_hashes and PASSWORD_HASH in options.mapping
        if job.trusts_hashes:
            record([_entry("trust_hashes", job, actor)], now=now)
        raise_if(check_rights(job, actor))
        _forget_results(job)
        _begin(job, Phase.CHECKING, actor)
    return job


def check_options(
    job: UserImport, options: ImportOptions, schema: Mapping[str, Attribute], actor: User | None
) -> list[Violation]:
    """Return what is wrong with the options."""
    violations = check_mapping(options.mapping, job.headings, schema)
    if violations:
        return violations
    for target, option in CONFIRMATIONS.items():
        if target not in options.mapping:
            continue
        if not rank_of_actor(actor).owner:
            field = f"column_{options.mapping.index(target)}"
            violations.append(Violation(field, f"ssr.import.{target}.owner"))
        elif not getattr(options, option):
            violations.append(Violation(option, f"ssr.import.{target}.confirm"))
    return violations


def check_rights(job: UserImport, actor: User | None) -> list[Violation]:
    """Return why the actor lacks the rights for what this import does. The server itself has them."""
    if actor is None:
        return []
    needed = {PERMISSION, "accounts.add_user"}
    needed |= {"accounts.change_user"} if job.updates else set()
    needed |= {"accounts.add_membership"} if GROUPS in job.mapping else set()
    violations = [] if actor.has_perms(needed) else [Violation("", "ssr.import.permission")]
    if (job.trusts_verified or job.trusts_hashes) and not actor.is_superuser:
        violations.append(Violation("", "ssr.import.owner"))
    return violations


def start_run(import_id: int, *, actor: User | None, now: datetime) -> UserImport:
    """Begin to write what the dry run has shown. Raises ValidationFailed."""
    with transaction.atomic():
        job = _locked(import_id, CAN_RUN)
        raise_if(check_rights(job, actor))
        _forget_results(job)
        _begin(job, Phase.RUNNING, actor)
        detail = {"updates": job.updates, "invites": job.invites, "lines": job.lines}
        record([_entry("start", job, actor, detail)], now=now)
    return job


def can_undo(job: UserImport) -> bool:
    """Return whether the import is over and has created users."""
    return Phase(job.phase) in CAN_UNDO and job.created_count > 0


def start_undo(import_id: int, *, actor: User | None, now: datetime) -> UserImport:
    """Begin to remove the users that the import created and left as they are. Raises ValidationFailed."""
    with transaction.atomic():
        job = _locked(import_id, CAN_UNDO)
        raise_if([] if can_undo(job) else [WRONG_PHASE])
        raise_if(check_rights(job, actor))
        _begin(job, Phase.UNDOING, actor)
        record([_entry("undo", job, actor)], now=now)
    return job


def stop_work(import_id: int, *, actor: User | None, now: datetime) -> UserImport:
    """Stop the check or the run of an import; what is written stays, and can be undone.

    Raises ValidationFailed.
    """
    with transaction.atomic():
        job = _locked(import_id, CAN_STOP)
        end_phase(job, Phase.STOPPED, actor, now)
    return job


def discard(import_id: int, *, actor: User | None, now: datetime) -> None:
    """Delete an import with its file, unless work goes on. Its users stay. Raises ValidationFailed."""
    with transaction.atomic():
        job = _locked(import_id, set(Phase) - WORKING)
        record([_entry("delete", job, actor)], now=now)
        job.delete()


def _locked(import_id: int, phases: Iterable[Phase]) -> UserImport:
    job = UserImport.objects.select_for_update().filter(pk=import_id).first()
    if job is None or Phase(job.phase) not in phases:
        raise ValidationFailed([WRONG_PHASE])
    return job


def _begin(job: UserImport, phase: Phase, actor: User | None) -> None:
    """Move a locked job to a phase that the task works on."""
    job.phase, job.position = phase.value, 0
    job.importer = actor.public_id if actor else ""
    job.save()


def _forget_results(job: UserImport) -> None:
    """Delete what the last phase reported of the lines. The caller saves the job."""
    job.reported_lines.all().delete()
    for name in OUTCOME_COUNTS.values():
        setattr(job, name, 0)


def _entry(
    kind: str, job: UserImport, actor: User | None, detail: dict[str, int | bool] | None = None
) -> Entry:
    return Entry(
        f"system.users.import.{kind}", actor=acting(actor), targets=(job.event_target,), detail=detail or {}
    )


def end_phase(job: UserImport, phase: Phase, actor: User | None, now: datetime) -> None:
    """End the work on a locked job, with an event for what wrote users."""
    if phase is Phase.STOPPED:
        record([_entry("stop", job, actor)], now=now)
        if Phase(job.phase) in _UNWRITTEN:
            for name in _PLANNED_COUNTS:
                setattr(job, name, 0)
    elif phase in (Phase.DONE, Phase.UNDONE):
        counts: dict[str, int | bool] = {name: getattr(job, name) for name in OUTCOME_COUNTS.values()}
        record([_entry("finish", job, actor, counts)], now=now)
    job.phase = phase.value
    job.save()


def purge(now: datetime) -> int:
    """Delete files after a week, and imports after a month; return how many rows."""
    with transaction.atomic():
        old = UserImport.objects.filter(created_at__lt=now - FILE_RETENTION)
        planned = dict.fromkeys(_PLANNED_COUNTS, 0)
        old.filter(phase__in=_UNWRITTEN).update(phase=Phase.STOPPED.value, **planned)
        old.filter(phase=Phase.RUNNING).update(phase=Phase.STOPPED.value)
        parts = ImportFilePart.objects.filter(user_import__in=old).delete()[0]
        return parts + UserImport.objects.filter(created_at__lt=now - RETENTION).delete()[0]
