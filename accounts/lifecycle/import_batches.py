"""The work on imports, in small batches: a task may be killed at any moment.

Each batch is one atomic block with its progress, which only one worker has: no line is lost or done twice.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.credentials.passwords import announce_hashes, foreign_costs_in_use
from accounts.domain.foreign_hashes import ForeignCost
from accounts.domain.import_columns import GROUPS
from accounts.domain.import_lines import LineOutcome, RawLine, raw_line
from accounts.domain.import_phases import NEXT, WORKING, Phase
from accounts.domain.profile_cells import split_list
from accounts.domain.violations import ValidationFailed, Violation
from accounts.foreign_hasher import ForeignHasher
from accounts.lifecycle.import_files import read_rows
from accounts.lifecycle.import_jobs import OUTCOME_COUNTS, check_rights, end_phase
from accounts.lifecycle.import_plan import EarlierLines, ImportContext, PlannedLine, plan_lines
from accounts.lifecycle.import_undo import undo_lines
from accounts.lifecycle.imported_users import WrittenLine, create_imported, row_digest, update_imported
from accounts.models import Group, ImportLine, User, UserImport
from accounts.profile.schema import profile_schema, schema_beside_address
from accounts.users.administrators import rank_of_actor

BATCH: Final = 25
RUN_SECONDS: Final = 20.0
MAX_FAILURES: Final = 20
Work = Callable[[UserImport, User | None, datetime], bool]
"""Work on a locked job, with the rights of its administrator; it returns whether to go on."""

logger = logging.getLogger(__name__)


def work_on_imports(*, seconds: float = RUN_SECONDS) -> None:
    """Work on all imports until they are done or the time is over; the next run continues."""
    ends = time.monotonic() + seconds
    for import_id in list(
        UserImport.objects.filter(phase__in=WORKING).order_by("pk").values_list("pk", flat=True)
    ):
        try:
            work_on(import_id, ends)
        except Exception as error:  # noqa: BLE001 - whatever ails one import, the others go on
            # A deadlock, a busy pool of hashes, a group that was deleted: the next run repeats the batch.
            # The error itself may hold a cell.
            logger.warning("batch of an import was rolled back", extra={"error": type(error).__name__})
            _count_failure(import_id)


def _count_failure(import_id: int) -> None:
    """Stop an import whose batch has failed too often; what it has written can be undone."""
    UserImport.objects.filter(pk=import_id).update(failures=F("failures") + 1)
    failed = UserImport.objects.filter(pk=import_id, phase__in=WORKING, failures__gte=MAX_FAILURES)
    for job in failed:
        _do_batch(job, _stop)


def work_on(import_id: int, ends: float) -> None:
    """Work on one import until it is done or the time is over."""
    job = UserImport.objects.filter(pk=import_id, phase__in=WORKING).first()
    if job is None:
        return
    if job.phase == Phase.UNDOING:
        while time.monotonic() < ends and _do_batch(job, undo_lines):
            pass
        return
    try:
        _read_on(job, ends)
    except ValidationFailed:
        # The file was deleted meanwhile, or its key was.
        _do_batch(job, _stop)


def _read_on(job: UserImport, ends: float) -> None:
    costs = set(foreign_costs_in_use())
    earlier, batch = EarlierLines(), _Batch(costs)
    unique = {key: attribute for key, attribute in profile_schema().items() if attribute.unique}
    unique = {key: attribute for key, attribute in unique.items() if key in job.mapping}
    for raw in _lines(job):
        repeats = earlier.repeats(raw, unique)
        if raw.number <= job.position:
            continue
        batch.lines.append((raw, repeats))
        if len(batch.lines) == BATCH:
            if not _do_batch(job, batch.run) or time.monotonic() > ends:
                return
            batch = _Batch(costs)
    if not batch.lines or _do_batch(job, batch.run):
        _do_batch(job, _finish)


def _lines(job: UserImport) -> Iterator[RawLine]:
    rows = read_rows(job)
    next(rows, None)  # the headings
    for number, cells in rows:
        yield raw_line(number, cells, job.mapping)


def _do_batch(seen: UserImport, work: Work) -> bool:
    """Do one batch unless another worker has done it; return whether to go on."""
    with transaction.atomic():
        rows = UserImport.objects.select_for_update(skip_locked=True)
        job = rows.filter(pk=seen.pk, phase=seen.phase, position=seen.position).first()
        if job is None:
            return False
        actor = User.objects.filter(public_id=job.importer).first() if job.importer else None
        now = timezone.now()
        if job.importer and not _may_import(job, actor):
            _stop(job, actor, now)
            return False
        job.failures = 0
        goes_on = work(job, actor, now)
        job.save()
    seen.position = job.position
    return goes_on


def _may_import(job: UserImport, actor: User | None) -> bool:
    """Return whether the administrator who started the work still has the right to."""
    if actor is None or not (actor.is_active and actor.is_staff):
        return False
    return not check_rights(job, actor)


def _stop(job: UserImport, actor: User | None, now: datetime) -> bool:
    end_phase(job, Phase.STOPPED, actor, now)
    return False


def _finish(job: UserImport, actor: User | None, now: datetime) -> bool:
    end_phase(job, NEXT[Phase(job.phase)], actor, now)
    return False


@dataclass(slots=True)
class _Batch:
    hash_costs: set[ForeignCost]
    lines: list[tuple[RawLine, list[Violation]]] = field(default_factory=list)

    def run(self, job: UserImport, actor: User | None, now: datetime) -> bool:
        """Check the lines, and write them when the job runs."""
        groups = {group.name: group for group in Group.objects.filter(name__in=_group_names(self.lines))}
        costs = self.hash_costs
        context = ImportContext(job, schema_beside_address(), groups, rank_of_actor(actor), costs)
        planned = plan_lines(context, self.lines)
        if job.phase == Phase.RUNNING:
            done = [*_write(context, planned, actor, now)]
        else:
            done = [(line, None) for line in planned]
        for line, _user in done:
            name = OUTCOME_COUNTS[line.outcome]
            setattr(job, name, getattr(job, name) + 1)
        # In the order of the file, in which the file of errors reads them.
        done.sort(key=lambda written: written[0].number)
        ImportLine.objects.bulk_create(_report(job, done))
        job.position = self.lines[-1][0].number
        return True


def _group_names(lines: Iterable[tuple[RawLine, list[Violation]]]) -> set[str]:
    readable = (raw for raw, _ in lines if not raw.violations)
    return {name for raw in readable for name in split_list(raw.cells.get(GROUPS, ""))}


def _write(
    context: ImportContext, planned: Sequence[PlannedLine], actor: User | None, now: datetime
) -> Iterator[WrittenLine]:
    """Create and update the users, in one order for all imports: two never wait for each other."""
    hashes = _wrapped(planned)
    announce_hashes(hashes.values())
    for line in sorted(planned, key=_order):
        if line.user is not None and line.outcome is LineOutcome.CREATE:
            hashed = hashes.get(line.number, "")
            yield create_imported(context, line, line.user, hashed, actor=actor, now=now)
        elif line.user is not None and line.outcome is LineOutcome.UPDATE:
            yield update_imported(context, line, line.user, actor=actor, now=now)
        else:
            yield line, None


def _wrapped(planned: Iterable[PlannedLine]) -> dict[int, str]:
    """Return what is stored for foreign hashes, by line. Only the job is locked so far."""
    hasher, users = ForeignHasher(), (line.user for line in planned)
    return {user.number: hasher.wrap(user.password_hash) for user in users if user and user.password_hash}


def _order(line: PlannedLine) -> tuple[int, int, str]:
    existing = line.existing.pk if line.existing else 0
    return (existing > 0, existing, line.user.address.normal if line.user else "")


def _report(job: UserImport, lines: Iterable[WrittenLine]) -> Iterator[ImportLine]:
    """Yield rows for the lines that created a user or have violations."""
    for line, user in lines:
        if user is None and line.outcome is not LineOutcome.ERROR:
            continue
        yield ImportLine(
            user_import=job,
            number=line.number,
            outcome=line.outcome.value,
            created_id=user.public_id if user else "",
            row_digest=row_digest(user) if user else "",
            problems=[[violation.field, violation.code, *violation.params] for violation in line.violations],
        )
