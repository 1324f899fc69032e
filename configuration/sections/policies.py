"""Network zones, the policies of each kind with their rules, and the account protection."""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_network
from typing import Annotated, Any

from django.db.models import QuerySet

from accounts.domain.text import trim
from accounts.domain.violations import Violation, raise_if
from accounts.models import User
from applications.selectors import labels_using
from configuration.column_types import columns, fields_of
from configuration.schema import (
    SINGLE,
    ListRules,
    Written,
    entry,
    list_of,
)
from configuration.section import EntryChange, Section, group_names, groups_by_name
from configuration.sections.accounts import GROUPS
from configuration.sections.rules import ZONES, prefetched, rule_entry, rules_of, write_rules
from configuration.value_types import lines, names, number
from enrollment.selectors import unverified_policies
from policies.domain.rules import Kind
from policies.domain.zones import MAX_MULTIPLIER, lines_of
from policies.models import AccountProtection, NetworkZone, Policy
from policies.services.policies import PolicyDraft, delete_policy, reorder_policies, save_policy
from policies.services.policy_changes import Author
from policies.services.protection import save_protection
from policies.services.zones import delete_zone, save_zone

NETWORKS: Any = Annotated[lines("ssr.policy.network", lambda line: str(ip_network(trim(line)))), Written()]


def unguarded(now: datetime, user: User | None = None) -> Author:
    """Return an author without the check for owners; the write as a whole ends with it."""
    return Author(user, now, guarded=False)


class ZonesSection(Section):
    """Network zones."""

    name = ZONES
    comment = "Named networks for conditions of policy rules."
    model = NetworkZone
    columns = columns(NetworkZone)
    entry = entry(
        "NetworkZone",
        fields_of(columns, {"networks": NETWORKS, "limit_multiplier": number(1, MAX_MULTIPLIER)}),
    )

    def rows(self) -> QuerySet[NetworkZone]:
        return NetworkZone.objects.order_by("name")

    def more_values(self, row: NetworkZone) -> dict[str, Any]:
        return {"networks": list(lines_of(row.networks))}

    def write(self, row: NetworkZone, change: EntryChange) -> None:
        row.networks = "\n".join(change.after.networks)
        save_zone(row, unguarded(change.now))

    def remove(self, key: str, now: datetime) -> None:
        delete_zone(self.row(key), unguarded(now))


class PoliciesSection(Section):
    """The policies of one kind, in their order. Apps choose an authentication policy, so it has no groups."""

    comment = (
        "Policies of five kinds, in order of evaluation. The default policy applies to all other users.\n"
        "A policy has exactly the rules listed here, in this order. A rule matches when all conditions in\n"
        "`when` hold. An omitted condition always holds."
    )
    model = Policy
    columns = columns(Policy, leave=("kind", "position", "is_default", "based_on"))

    def __init__(self, kind: Kind) -> None:
        self.kind, self.name = kind, section_name(kind)
        self.has_groups = kind is not Kind.AUTHENTICATION
        groups: Any = {"groups": (names(GROUPS), [])} if self.has_groups else {}
        rules: Any = Annotated[list_of(rule_entry(kind)), Written()]
        self.entry = entry(
            f"{rule_entry(kind).__name__.removesuffix('Rule')}Policy",
            {**fields_of(self.columns), "default": (bool, False), **groups, "rules": (rules, [])},
            ListRules(has_default=True, ordered=True),
        )

    def rows(self) -> QuerySet[Policy]:
        rows = Policy.objects.filter(kind=self.kind)
        return rows.prefetch_related("groups", *prefetched(self.kind))

    def new_row(self) -> Policy:
        return Policy(kind=self.kind)

    def more_values(self, row: Policy) -> dict[str, Any]:
        groups = {"groups": group_names(row)} if self.has_groups else {}
        return {"default": row.is_default, "rules": rules_of(row), **groups}

    def write(self, row: Policy, change: EntryChange) -> None:
        author, before, after = unguarded(change.now, change.user), change.before, change.after
        used = labels_using(row.pk) if row.pk and not after.active else ()
        raise_if([Violation("active", "ssr.policy.used_by_apps", (", ".join(used),))] if used else [])
        if before is None or before.model_copy(update={"rules": after.rules}) != after:
            chosen = groups_by_name(after.groups) if self.has_groups else []
            row = save_policy(PolicyDraft(row, chosen), author)
        write_rules(row, author, before.rules if before else [], after.rules)

    def remove(self, key: str, now: datetime) -> None:
        delete_policy(self.row(key), unguarded(now))

    def reorder(self, keys: Sequence[str], now: datetime) -> None:
        ids = dict(self.rows().filter(is_default=False).values_list("name", "pk"))
        raise_if(() if ids.keys() == set(keys) else (Violation("", "ssr.policy.order"),))
        reorder_policies(self.kind, [ids[key] for key in keys], unguarded(now))


def section_name(kind: Kind) -> str:
    """Return where the policies of a kind stand in the document."""
    return f"policies.{kind.value}"


class ProtectionSection(Section):
    """The account protection."""

    name = "protection"
    comment = "Enumeration prevention, lifetime of codes, security notices."
    model = AccountProtection
    columns = columns(AccountProtection)
    entry = entry("Protection", fields_of(columns, written=True), SINGLE)

    def write(self, row: AccountProtection, change: EntryChange) -> None:
        save_protection(row, unverified_policies(), actor=None, now=change.now)
