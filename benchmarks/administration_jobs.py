"""The work behind the pages: exports, actions on many, group rules, seals, retention, changes of policies."""

import itertools
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.configuration_cache import BRAND, area_of, raise_version
from accounts.domain.event_seals import MAX_EVENTS
from accounts.domain.group_rules import Condition, Fact, Operator
from accounts.events import retention
from accounts.events.event_export import export_events
from accounts.events.seal_chain import seal_due
from accounts.events.verification import verify_log
from accounts.models import Event, Group, GroupRule, RuleRecomputation, User
from accounts.profile.rule_changes import RuleDraft, save_rule
from accounts.profile.rule_preview import preview_rule
from accounts.profile.rule_recomputation import recompute_due
from accounts.profile.user_export import ExportFormat, export_users
from accounts.users.groups import delete_group
from benchmarks.administration_cost import Cost, measured
from benchmarks.administration_rows import POLICIES, add_policies
from benchmarks.administration_tables import EVERYBODY, SMALL_GROUP
from benchmarks.report import markdown_table
from policies.models import Policy
from policies.selectors import POLICIES as POLICIES_AREA
from policies.selectors import current_policies, load_policies

BATCHES: Final = 20
"""So many parts of a file are measured: each costs what the one before did."""


def print_jobs(client: Client) -> None:
    """Print what each job costs, and how much it gets done in a second."""
    print()
    print(markdown_table(("job", "statements", "database ms", "process ms", "seconds", "done"), ()))
    _exports()
    _actions(client)
    _rules()
    _policies()
    _log_upkeep()


def _print(name: str, work: Callable[[], Any], count: Callable[[Any], int] | None = None) -> Any:
    with measured() as cost:
        result = work()
    print(f"| {' | '.join(_cells(name, cost, count(result) if count else None))} |", flush=True)
    return result


def _cells(name: str, cost: Cost, done: int | None) -> tuple[str, ...]:
    seconds = (cost.database + cost.processor) / 1000
    speed = "" if done is None else f"{done:,}, {done / seconds:,.0f} a second of processors"
    figures = (f"{cost.database:,.0f}", f"{cost.processor:,.0f}", f"{cost.seconds:,.1f}")
    return (name, f"{cost.statements:,}", *figures, speed)


def _parts(parts: Iterable[str]) -> int:
    return sum(part.count("\n") for part in itertools.islice(parts, BATCHES))


def _exports() -> None:
    now = timezone.now()
    members = User.objects.filter(memberships__group=SMALL_GROUP)
    queries = {
        "everybody": User.objects.all(),
        "a small group": members,
        "locked": User.objects.filter(status="LOCKED_OUT"),
    }
    for name, users in queries.items():
        parts = export_users(users, ExportFormat.CSV, actor=None, now=now)
        _print(f"export of people, first {BATCHES} parts: {name}", lambda parts=parts: _parts(parts), int)
    events = export_events(Event.objects.all(), actor=None, now=now)
    _print(f"export of events, first {BATCHES} parts", lambda: _parts(events), int)


def _actions(client: Client) -> None:
    rows = list(User.objects.order_by("-pk").values_list("pk", flat=True)[:1])
    chosen = {"action": "suspend", "select_across": "1", "index": "0", ACTION_CHECKBOX_NAME: rows}
    for name, query in {
        "a group of 900,000": f"group={EVERYBODY}",
        "a small group": f"group={SMALL_GROUP}",
    }.items():
        path = f"/admin/accounts/user/?{query}"
        _print(f"action on all of {name}, until the question", lambda path=path: client.post(path, chosen))

    _print("deletion of a group of 900,000", _delete_everybody)


def _delete_everybody() -> None:
    """Delete the group, and take it back."""
    with transaction.atomic():
        delete_group(Group.objects.get(pk=EVERYBODY), actor=None, now=timezone.now())
        transaction.set_rollback(True)


def _rules() -> None:
    condition = Condition(Fact.ATTRIBUTE, Operator.IS, "city", ("Łódź",))
    group = Group.objects.get(pk=SMALL_GROUP)
    _print("group rule: test before saving", lambda: preview_rule([condition], frozenset({group.pk})))
    row = GroupRule(name="Benchmark", trusts_user_values=True)
    draft = RuleDraft(row, (condition,), (group,))
    _print("group rule: save", lambda: save_rule(draft, actor=None, now=timezone.now()))
    _print(
        "group rule: twenty seconds of its job",
        lambda: recompute_due(timezone.now()),
        lambda _none: _recomputed(),
    )


def _recomputed() -> int:
    """Return the id up to which everybody has been computed: ids begin at one and have no gaps."""
    return RuleRecomputation.objects.get().user_after


def _policies() -> None:
    add_policies()
    raise_version()
    _ = current_policies().group_ids
    some = Policy.objects.filter(is_default=False)[POLICIES // 2]
    changes = {"one of them has changed": area_of(POLICIES_AREA, some.pk), "the brand has changed": BRAND}
    for name, area in changes.items():
        raise_version(area)
        _print(f"next request with {POLICIES:,} policies: {name}", lambda: current_policies().group_ids)
    _print(f"first request with {POLICIES:,} policies", load_policies)


def _log_upkeep() -> None:
    now = timezone.now()
    _print("seals: one run of the task", lambda: seal_due(now), lambda ranges: ranges * MAX_EVENTS)
    _print("verification of these events", lambda: verify_log(now), lambda report: report.events)
    later = now + timedelta(days=120)
    _print("retention: one run of the task", lambda: retention.purge(later), int)
