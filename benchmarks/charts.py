"""Bar charts as SVG files that read well on a light and on a dark page."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABEL_WIDTH, BAR, GAP = 860, 310, 14, 12
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.muted{fill:#59636e}"
    "line{stroke:#59636e;stroke-dasharray:3 3}"
    ".s0{fill:#0969da}.s1{fill:#bf8700}.s2{fill:#8c959f}.bad{fill:#cf222e}.good{fill:#1a7f37}"
    "@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.muted{fill:#9198a1}.s0{fill:#4493f8}.s1{fill:#d29922}"
    ".s2{fill:#656c76}.bad{fill:#f85149}.good{fill:#3fb950}}"
)


@dataclass(frozen=True)
class Bar:
    """One bar: how long, what is written beside it, and the class that colours it."""

    value: float
    text: str
    style: str


@dataclass(frozen=True)
class Group:
    """Bars under one label."""

    label: str
    bars: Sequence[Bar]


def bar_chart(
    title: str, groups: Sequence[Group], legend: Sequence[tuple[str, str]] = (), mark: float | None = None
) -> str:
    """Return an SVG with horizontal bars; `mark` draws a line at a value."""
    bars = [bar for group in groups for bar in group.bars]
    texts = 20 + 7 * max(len(bar.text) for bar in bars)
    scale = (WIDTH - LABEL_WIDTH - texts) / max(*(bar.value for bar in bars), mark or 0)
    y, shapes = 52, [f'<text x="0" y="16" font-weight="600">{escape(title)}</text>']
    x = 0
    for style, name in legend:
        shapes.append(f'<rect class="{style}" x="{x}" y="26" width="12" height="12" rx="2"/>')
        shapes.append(f'<text class="muted" x="{x + 18}" y="36">{escape(name)}</text>')
        x += 36 + 8 * len(name)
    top = y
    for group in groups:
        middle = y + len(group.bars) * BAR / 2 + 4
        shapes.append(
            f'<text x="{LABEL_WIDTH - 8}" y="{middle}" text-anchor="end">{escape(group.label)}</text>'
        )
        for bar in group.bars:
            length = max(1.0, bar.value * scale)
            shape = f'x="{LABEL_WIDTH}" y="{y}" width="{length:.1f}" height="{BAR - 2}" rx="2"'
            shapes.append(f'<rect class="{bar.style}" {shape}/>')
            at = f'x="{LABEL_WIDTH + length + 6:.1f}" y="{y + 11}"'
            shapes.append(f'<text class="muted" {at}>{escape(bar.text)}</text>')
            y += BAR
        y += GAP
    if mark is not None:
        at = LABEL_WIDTH + mark * scale
        shapes.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top - 4}" y2="{y - GAP + 4}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" '
        f'aria-label="{escape(title)}"><style>{_STYLE}</style>{"".join(shapes)}</svg>\n'
    )
