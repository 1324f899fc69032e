"""The table of goals, on the terminal and in ``docs/performance.md``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADINGS = ("work", "ours", "allauth", "floor", "compared", "goal")


@dataclass(frozen=True)
class Goal:
    """What the product aims at: the figure of its row, or a share such as ``÷ allauth``."""

    value: float
    target: float
    of: str = ""
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def comparison(self) -> str:
        return f"{short(self.value)} {self.of}" if self.of else ""

    @property
    def wanted(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {short(self.target)}{' ✓' if self.is_met else ''}"


@dataclass(frozen=True)
class Row:
    """One kind of work: what it takes here and there."""

    work: str
    unit: str
    ours: float
    allauth: float | None = None
    floor: float | None = None
    goals: tuple[Goal, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        figures = (f"{short(self.ours)} {self.unit}".strip(), *map(short, (self.allauth, self.floor)))
        compared = "; ".join(goal.comparison for goal in self.goals)
        return (self.work, *figures, compared, "; ".join(goal.wanted for goal in self.goals))


@dataclass(frozen=True)
class Table:
    """Figures behind the rows."""

    title: str
    headings: Sequence[str]
    lines: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Result:
    """What one part has measured."""

    rows: Sequence[Row]
    tables: Sequence[Table] = ()


def short(value: float | None) -> str:
    """Return a number with as many digits as a noisy machine justifies."""
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    digits = 1 if value >= 10 else 2
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def compared(
    ours: float, allauth: float | None, floor: float | None, *targets: float | None
) -> tuple[Goal, ...]:
    """Return the goals of a work whose cost is divided by that of the peers, in their order."""
    pairs = zip(("÷ allauth", "÷ floor"), (allauth, floor), (*targets, None, None), strict=False)
    return tuple(Goal(ours / cost, target, of) for of, cost, target in pairs if cost and target)


def text_table(rows: Iterable[Sequence[str]]) -> str:
    """Lay cells out in columns for a terminal."""
    table = [HEADINGS, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write cells as a table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
