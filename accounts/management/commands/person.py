"""``manage.py person``: the former name of ``manage.py users``, which works until 1.0."""

from typing import Any

from accounts.management.commands import users


class Command(users.Command):
    """Do the same as ``users`` with a warning."""

    help = "Use manage.py users instead."

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        self.stderr.write(self.style.WARNING("manage.py person is now called manage.py users."))
