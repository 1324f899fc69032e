"""``manage.py events export``: the log as a file, one JSON object a line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.db.models import QuerySet

from accounts.events.event_export import export_events
from accounts.events.event_search import read_moment, search_events
from accounts.management.subcommands import EXIT_REFUSED, Subcommand, SubcommandsCommand, argument
from accounts.models import Event

ARGUMENTS = (
    argument(
        "--search",
        default="",
        help="email address, user ID, event type, IP address or support reference, as in the administration",
    ),
    argument("--since", default="", help="from this time on, for example 2027-01-31T08:00+01:00"),
    argument("--until", default="", help="up to this time"),
)


class Command(SubcommandsCommand):
    """Write the log, or what a search finds in it, oldest first."""

    help = "Write the log, or what a search finds in it, oldest first."

    def subcommands(self) -> Mapping[str, Subcommand]:
        return {
            "export": Subcommand(
                "write events, one JSON object a line",
                self.export,
                ARGUMENTS,
                writes=False,
                is_atomic=False,
            )
        }

    def export(self, options: dict[str, Any], now: datetime) -> None:
        """Write the lines part by part: the log may not fit into memory."""
        names = [name for name in ("search", "since", "until") if options[name]]
        for part in export_events(_filtered(options), actor=None, now=now, filters=names):
            self.stdout.write(part, ending="")


def _filtered(options: dict[str, Any]) -> QuerySet[Event]:
    events = search_events(Event.objects.all(), options["search"])
    if options["since"]:
        events = events.filter(occurred_at__gte=_moment("since", options))
    if options["until"]:
        events = events.filter(occurred_at__lte=_moment("until", options))
    return events


def _moment(name: str, options: dict[str, Any]) -> datetime:
    moment = read_moment(options[name])
    if moment is None:
        raise CommandError(f"--{name}: write the time as 2027-01-31T08:00+01:00.", returncode=EXIT_REFUSED)
    return moment
