"""What the lines of a batch would do: a dry run shows it, and the run does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from accounts.credentials.passwords import MAX_CHECK_SECONDS, MAX_FOREIGN_COSTS
from accounts.domain.administration import Rank, check_access
from accounts.domain.attributes import Attribute
from accounts.domain.foreign_hashes import ForeignCost, estimated_seconds
from accounts.domain.import_columns import EMAIL, PASSWORD_HASH
from accounts.domain.import_lines import (
    ImportedUser,
    LineOutcome,
    RawLine,
    address_of,
    read_line,
)
from accounts.domain.text import fold
from accounts.domain.violations import Violation
from accounts.models import Group, User, UserImport
from accounts.profile.profiles import check_unique
from accounts.users.administrators import rank_of

UNVERIFIED: Final = Violation(EMAIL, "ssr.import.unverified")


@dataclass(slots=True)
class EarlierLines:
    """What lines before this one hold, of what only one user may have."""

    addresses: set[str] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)

    def repeats(self, raw: RawLine, unique: Mapping[str, Attribute]) -> list[Violation]:
        """Return what of the line an earlier one has, and keep the rest for the lines that follow."""
        found: list[Violation] = []
        address = address_of(raw)
        if address is not None:
            if address.normal in self.addresses:
                found.append(Violation(EMAIL, "ssr.import.repeated"))
            self.addresses.add(address.normal)
        for key, attribute in unique.items():
            value = (key, fold(raw.cells.get(key, "")[:500]))
            if value in self.values:
                found.append(Violation(key, "ssr.import.repeated.value", (attribute.title,)))
            elif value[1]:
                self.values.add(value)
        return found


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line with what it does; ``existing`` is the user who has the address."""

    number: int
    outcome: LineOutcome
    user: ImportedUser | None = None
    existing: User | None = None
    violations: tuple[Violation, ...] = ()

    def failed(self, violations: Sequence[Violation]) -> "PlannedLine":
        """Return the line as an error."""
        return PlannedLine(self.number, LineOutcome.ERROR, violations=tuple(violations))


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What decides about every line of a batch."""

    job: UserImport
    schema: Mapping[str, Attribute]
    groups: Mapping[str, Group]
    actor: Rank
    hash_costs: set[ForeignCost] = field(default_factory=set)
    """The costs of foreign hashes that are in use, or will be by earlier lines."""


def plan_lines(context: ImportContext, lines: Sequence[tuple[RawLine, list[Violation]]]) -> list[PlannedLine]:
    """Return what each line does. ``lines`` come with what they repeat of earlier ones."""
    addresses = {raw.number: address_of(raw) for raw, _ in lines}
    logins = [address.normal for address in addresses.values() if address is not None]
    holders = {user.login: user for user in User.objects.filter(login__in=logins)}
    planned = []
    for raw, repeats in lines:
        address = addresses[raw.number]
        existing = holders.get(address.normal) if address else None
        planned.append(_plan(context, raw, existing, repeats))
    return planned


def _plan(
    context: ImportContext, raw: RawLine, existing: User | None, repeats: list[Violation]
) -> PlannedLine:
    if repeats:
        return PlannedLine(raw.number, LineOutcome.ERROR, violations=(*raw.violations, *repeats))
    if existing is not None and not context.job.updates and not raw.violations:
        return PlannedLine(raw.number, LineOutcome.SKIP, existing=existing)
    read = read_line(
        raw,
        context.schema,
        context.groups,
        is_new=existing is None,
        trusts_verified=context.job.trusts_verified,
    )
    violations = list(read.violations)
    if read.user is not None:
        violations += check_unique(existing.pk if existing else None, read.user.values)
    if existing is not None:
        violations += check_access(context.actor, rank_of(existing))
        # Groups would go to the person who signed up with the address, perhaps not its owner.
        violations += [UNVERIFIED] if existing.is_claim else []
    violations += _hash_violations(context, read.user)
    if violations or read.user is None:
        return PlannedLine(raw.number, LineOutcome.ERROR, violations=tuple(violations))
    outcome = LineOutcome.CREATE if existing is None else LineOutcome.UPDATE
    return PlannedLine(raw.number, outcome, read.user, existing)


def _hash_violations(context: ImportContext, user: ImportedUser | None) -> list[Violation]:
    """Count the costs of hashes: each of them would be a part of every sign-in."""
    hashed = user.password_hash if user is not None else None
    if hashed is None or hashed.cost in context.hash_costs:
        return []
    if len(context.hash_costs) >= MAX_FOREIGN_COSTS:
        return [Violation(PASSWORD_HASH, "ssr.import.hash.kinds", (str(MAX_FOREIGN_COSTS),))]
    if sum(map(estimated_seconds, {*context.hash_costs, hashed.cost})) > MAX_CHECK_SECONDS:
        return [Violation(PASSWORD_HASH, "ssr.import.hash.seconds", (str(MAX_CHECK_SECONDS),))]
    context.hash_costs.add(hashed.cost)
    return []
