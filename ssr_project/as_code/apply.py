"""Applying a document: one atomic block, all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.configuration import forget, locked_version, raise_version
from accounts.domain.documents.plans import Change, Mark, Plan, Reordering, dangling, plan
from accounts.domain.documents.sections import Saving, Told, complete, read_document, read_values
from accounts.domain.events import SYSTEM
from accounts.domain.violations import WHOLE_FORM, Violation
from accounts.events import Entry, record
from accounts.services.refusals import ValidationFailed, raise_if
from applications.selectors import administration_policy_id
from applications.services.apps import author
from policies.selectors import load_policies
from policies.services.policy_changes import owners_can_sign_in, require_owner_access
from ssr_project.as_code.registry import SECTIONS


@dataclass(frozen=True, slots=True)
class ApplyRequest:
    """A requested apply. ``version``: the configuration's version of the plan, if given."""

    raw: object
    prune: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and the version of the configuration that it was made for."""

    plan: Plan
    version: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done. ``told``: the secrets of new clients."""

    plan: Plan
    version: str
    told: tuple[Told, ...]


def plan_document(request: ApplyRequest) -> Planned:
    """Return what applying a document would change. Raises ValidationFailed with paths of the document.

    It is applied and taken back, so that a plan passes every check that applying it makes.
    """
    done = apply_document(request, now=timezone.now(), rehearse=True)
    return Planned(done.plan, done.version)


def apply_document(request: ApplyRequest, *, now: datetime, rehearse: bool = False) -> Applied:
    """Make the configuration what a document says, or change nothing. Raises ValidationFailed.

    ``rehearse``: do all of it and take it back.
    """
    try:
        with transaction.atomic():
            version = locked_version()
            if request.version and request.version != version:
                raise ValidationFailed([Violation(WHOLE_FORM, "ssr.document.changed")])
            planned = _planned(request)
            told = () if planned.is_empty else _write(planned, now)
            transaction.set_rollback(rehearse)
            return Applied(planned, version if rehearse else locked_version(), () if rehearse else told)
    finally:
        # What was taken back must not be remembered as what is there.
        forget()


def _planned(request: ApplyRequest) -> Plan:
    wanted, wrong = read_document(SECTIONS, request.raw)
    raise_if(wrong)
    current = read_values(SECTIONS)
    wanted = complete(SECTIONS, current, wanted)
    planned = plan(SECTIONS, current, wanted, prune=request.prune)
    raise_if(dangling(SECTIONS, current, wanted, planned))
    return planned


def _write(planned: Plan, now: datetime) -> tuple[Told, ...]:
    """Write everything, then ask what single writes did not: whether an owner can still sign in."""
    by = author(None, now)
    before = owners_can_sign_in(load_policies(), by.administration, by)
    told = _perform(list(_steps(planned, now)))
    raise_version()
    after = owners_can_sign_in(load_policies(), administration_policy_id(), by)
    require_owner_access(before=before, after=after)
    counts = {mark.name.lower(): planned.count(mark) for mark in Mark}
    record([Entry("system.configuration.apply", actor=SYSTEM, detail=counts)], now=now)
    return told


@dataclass(frozen=True, slots=True)
class _Step:
    """One write. ``path`` is where the document asks for it."""

    path: str
    do: Callable[[], tuple[Told, ...]]


def _steps(planned: Plan, now: datetime) -> Iterator[_Step]:
    """First what is there afterwards, then what goes, the last sections first, then the orders."""
    for change in planned.changes:
        if change.mark is not Mark.REMOVE:
            yield _Step(change.path, _saving(change, now))
    for change in reversed(planned.changes):
        if change.mark is Mark.REMOVE:
            yield _Step(change.path, _removing(change, now))
    for order in planned.orders:
        yield _Step(order.section.name, _ordering(order, now))


def _saving(change: Change, now: datetime) -> Callable[[], tuple[Told, ...]]:
    return lambda: change.section.save(Saving(change.key, change.after or {}, change.before, now))


def _removing(change: Change, now: datetime) -> Callable[[], tuple[Told, ...]]:
    def remove() -> tuple[Told, ...]:
        if change.section.remove is not None:
            change.section.remove(change.key, now)
        return ()

    return remove


def _ordering(order: Reordering, now: datetime) -> Callable[[], tuple[Told, ...]]:
    def reorder() -> tuple[Told, ...]:
        if order.section.reorder is not None:
            order.section.reorder(order.after, now)
        return ()

    return reorder


def _perform(steps: Sequence[_Step]) -> tuple[Told, ...]:
    """Take every step. What is refused is tried again after the others: it may need what they write.

    Raises ValidationFailed with everything that is still refused when nothing more succeeds.
    """
    told, waiting = list[Told](), list(steps)
    while waiting:
        refused, wrong = list[_Step](), list[Violation]()
        for step in waiting:
            said, why = _tried(step)
            told += said
            wrong += why
            refused += [step] if why else []
        if len(refused) == len(waiting):
            raise ValidationFailed(wrong)
        waiting = refused
    return tuple(told)


def _tried(step: _Step) -> tuple[tuple[Told, ...], tuple[Violation, ...]]:
    try:
        with transaction.atomic():
            return step.do(), ()
    except ValidationFailed as failure:
        moved = (Violation(_path(step.path, one.field), one.code, one.params) for one in failure.violations)
        return (), tuple(moved) or (Violation(step.path, "ssr.document.in_use"),)
    except ObjectDoesNotExist:
        return (), (Violation(step.path, "ssr.document.waits"),)
    except IntegrityError:
        return (), (Violation(step.path, "ssr.document.in_use"),)


def _path(place: str, field: str) -> str:
    return f"{place}.{field}" if field else place
