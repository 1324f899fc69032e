"""Buttons that move a row of an ordered list by one place, without a script."""

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

UP: Final = "up"
DOWN: Final = "down"
ON: Final = "on"
OFF: Final = "off"
MOVES: Final = (UP, DOWN, ON, OFF)
LABELS: Final[dict[str, str | Promise]] = {
    UP: _("Move up"),
    DOWN: _("Move down"),
    ON: _("Turn on"),
    OFF: _("Turn off"),
}


def moved_ids(ids: Sequence[int], id: int, move: str) -> list[int]:
    """Return the ids with one of them a place further up or down; at the end of the list it stays."""
    order = list(ids)
    if id not in order:
        return order
    place = order.index(id)
    other = place + (-1 if move == UP else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def buttons(moves: Sequence[tuple[str, str]], name: str) -> SafeString:
    """Return buttons of the form around them, one for each move and address; ``name`` is for listeners."""
    rendered = [
        format_html(
            '<button class="action-button" formaction="{}" aria-label="{}: {}">{}</button>',
            address,
            LABELS[move],
            name,
            LABELS[move],
        )
        for move, address in moves
    ]
    return format_html_join(" ", "{}", ((button,) for button in rendered))
