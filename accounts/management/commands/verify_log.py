"""``manage.py verify_log``: compare the log with its seals."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.event_seals import Finding
from accounts.events.verification import Failure, Report, has_seal, verify_log
from accounts.management.subcommands import require_tables

WORDS: Final[Mapping[Finding, str]] = {
    Finding.CHANGED: "an event was changed",
    Finding.MISSING: "events are missing",
    Finding.INSERTED: "events were inserted",
    Finding.REORDERED: "events were put in another order",
    Finding.SEAL_CHANGED: "the seal was changed",
    Finding.SEAL_MISSING: "seals are missing",
    Finding.REMOVAL_FORGED: "the range is marked as removed, but not by this server",
    Finding.KEY_MISSING: "the key of the seal is missing in EVENT_SEAL_KEYS",
    Finding.UNSEALED: "events of more than an hour ago are not sealed",
    Finding.SEALED_LATE: "sealed more than an hour late: beat stood still, or seals were replaced",
    Finding.BEGINS_LATE: "the first seal is more than an hour younger than the first account",
}


class Command(BaseCommand):
    """Compare the log with its seals, and name each range that differs."""

    help = "Compare the log with its seals, and name each range that differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="write JSON")
        parser.add_argument(
            "--expect",
            type=_seal_named,
            metavar="NUMBER:MAC",
            help="also fail if this seal, taken from the log of the server, is not in the database",
        )
        parser.add_argument(
            "--accept-late",
            type=_seal_named,
            metavar="NUMBER:MAC",
            help="do not report late seals up to this one, which stands for all before it",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the report. Raises CommandError, exit code 1, if the log differs from its seals."""
        require_tables()
        expected, late = options["expect"], options["accept_late"]
        accepted = late[0] if late and has_seal(*late) else 0
        report = verify_log(timezone.now(), accepted=accepted)
        for named in filter(None, (expected, late)):
            if not has_seal(*named):
                report.add(Failure(Finding.SEAL_MISSING, named[0], 0, None))
        self.stdout.write(json.dumps(asdict(report), indent=2) if options["json"] else _text(report))
        if report.failed:
            raise CommandError("The log differs from its seals.", returncode=1)


def _seal_named(text: str) -> tuple[int, str]:
    number, colon, mac = text.partition(":")
    if not colon or not number.isdecimal() or not mac:
        raise ArgumentTypeError("write the number and the mac of the seal as NUMBER:MAC")
    return int(number), mac


def _text(report: Report) -> str:
    lines = [
        f"{report.ranges} ranges checked, with {report.events} events.",
        f"Retention removed the events of {report.removed_ranges} ranges.",
    ]
    if report.last_number:
        lines.append(f"Last seal: {report.last_number}:{report.last_mac}")
    lines += map(_failure_text, report.failures)
    if report.failed > len(report.failures):
        lines.append(f"{report.failed - len(report.failures)} more ranges fail.")
    return "\n".join(lines)


def _failure_text(failure: Failure) -> str:
    ids = f"{failure.first_id} to {failure.last_id}" if failure.last_id is not None else "after the last seal"
    return f"Range {failure.number} (ids {ids}): {WORDS[failure.finding]}."
