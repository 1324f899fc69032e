"""``manage.py rotate_keys``: replace the key that signs tokens."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from oidc.signing_keys import Rotation, rotate


class Command(BaseCommand):
    """Publish the next signing key; it takes over a day later, when every client has seen it."""

    help = "Publish the next signing key for tokens. The old key stays published until its tokens expire."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--now", action="store_true", help="sign with it at once (compromised key)")
        parser.add_argument("--dry-run", action="store_true", help="show the result and change nothing")
        parser.add_argument("--json", action="store_true", help="write one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rotate(timezone.now(), at_once=options["now"], dry_run=options["dry_run"])
        self.stdout.write(_as_json(done) if options["json"] else _in_words(done))


def _as_json(done: Rotation) -> str:
    return json.dumps({"present": done.present, "next": done.next, "at": done.at.isoformat()})


def _in_words(done: Rotation) -> str:
    present, following = done.present or "none", done.next or "a new key"
    return f"current key: {present}\nnext key: {following}, from {done.at:%Y-%m-%d %H:%M} UTC"
