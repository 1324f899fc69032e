"""Applying a document: one atomic block, all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.configuration_cache import forget, locked_version, raise_version
from accounts.domain.events import SYSTEM
from accounts.domain.violations import WHOLE_FORM, ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, record
from applications.selectors import administration_policy_id
from applications.services.apps import author
from configuration.document import SECTIONS, complete, parse, read_values
from configuration.plan import ChangeKind, Plan, compare, missing_references
from configuration.schema import joined
from configuration.section import EntryChange, GeneratedSecret
from policies.selectors import load_policies
from policies.services.change_blocks import one_change
from policies.services.policy_changes import owners_can_sign_in, require_owner_access


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
    """What was done. ``secrets``: the secrets of new clients."""

    plan: Plan
    version: str
    secrets: tuple[GeneratedSecret, ...]


def plan_document(request: ApplyRequest) -> Planned:
    """Return what applying a document would change. Raises ValidationFailed with paths of the document.

    It is applied and taken back, so that a plan passes every check that applying it makes.
    """
    done = apply_document(request, now=timezone.now(), dry_run=True)
    return Planned(done.plan, done.version)


def apply_document(request: ApplyRequest, *, now: datetime, dry_run: bool = False) -> Applied:
    """Make the configuration what a document says, or change nothing. Raises ValidationFailed.

    ``dry_run``: do all of it and take it back.
    """
    try:
        with transaction.atomic():
            version = locked_version()
            if request.version and request.version != version:
                raise ValidationFailed([Violation(WHOLE_FORM, "ssr.document.changed")])
            planned = _planned(request)
            with one_change():
                secrets = () if planned.is_empty else _write(planned, now)
            transaction.set_rollback(dry_run)
            return Applied(planned, version if dry_run else locked_version(), () if dry_run else secrets)
    finally:
        # What was taken back must not be remembered as what is there.
        forget()


def _planned(request: ApplyRequest) -> Plan:
    values, current = parse(request.raw), read_values()
    complete(SECTIONS, current, values)
    planned = compare(SECTIONS, current, values, prune=request.prune)
    raise_if(missing_references(SECTIONS, current, values, planned))
    return planned


def _write(planned: Plan, now: datetime) -> tuple[GeneratedSecret, ...]:
    """Write everything, then ask what single writes did not: whether an owner can still sign in."""
    by = author(None, now)
    before = owners_can_sign_in(load_policies(), by.administration, by)
    secrets = _perform(list(_steps(planned, now)))
    raise_version()
    after = owners_can_sign_in(load_policies(), administration_policy_id(), by)
    require_owner_access(before=before, after=after)
    counts = {kind.name.lower(): planned.count(kind) for kind in ChangeKind}
    record([Entry("system.configuration.apply", actor=SYSTEM, detail=counts)], now=now)
    return secrets


@dataclass(frozen=True, slots=True)
class _Step:
    """One write. ``path`` is where the document asks for it."""

    path: str
    do: Callable[[], Sequence[GeneratedSecret] | None]


def _steps(planned: Plan, now: datetime) -> Iterator[_Step]:
    """Yield the saves, then the removals with the last sections first, then the orders."""
    for change in planned.changes:
        if change.kind is not ChangeKind.REMOVE:
            saved = EntryChange(change.key, change.before, change.after, now)
            yield _Step(change.path, partial(change.section.save, saved))
    for change in reversed(planned.changes):
        if change.kind is ChangeKind.REMOVE:
            yield _Step(change.path, partial(change.section.remove, change.key, now))
    for order in planned.orders:
        yield _Step(order.section.name, partial(order.section.reorder, order.after, now))


def _perform(steps: Sequence[_Step]) -> tuple[GeneratedSecret, ...]:
    """Take every step. What is refused is tried again after the others: it may need what they write.

    Raises ValidationFailed with everything that is still refused when nothing more succeeds.
    """
    secrets, waiting = list[GeneratedSecret](), list(steps)
    while waiting:
        refused, wrong = list[_Step](), list[Violation]()
        for step in waiting:
            new_secrets, why = _run_step(step)
            secrets += new_secrets
            wrong += why
            refused += [step] if why else []
        if len(refused) == len(waiting):
            raise ValidationFailed(wrong)
        waiting = refused
    return tuple(secrets)


def _run_step(step: _Step) -> tuple[tuple[GeneratedSecret, ...], tuple[Violation, ...]]:
    try:
        with transaction.atomic():
            return tuple(step.do() or ()), ()
    except ValidationFailed as failure:
        moved = (
            Violation(joined(step.path, violation.field), violation.code, violation.params)
            for violation in failure.violations
        )
        return (), tuple(moved) or (Violation(step.path, "ssr.document.in_use"),)
    except ObjectDoesNotExist:
        return (), (Violation(step.path, "ssr.document.waits"),)
    except IntegrityError:
        return (), (Violation(step.path, "ssr.document.in_use"),)
