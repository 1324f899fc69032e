"""``manage.py apps assign Payroll --group Staff``: apps and who may use them, from the server itself."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError

from accounts.management.subcommands import Argument, Deed, DeedCommand, Said, argument
from applications.management.lookups import app_named, group_ids, person_ids
from applications.models import Application
from applications.selectors import notes_of
from applications.services import apps
from applications.services.assignments import (
    assign_groups,
    assign_people,
    set_everyone,
    unassign_groups,
    unassign_people,
)
from policies.services.policy_changes import Author

APP = argument("app", help="client id or name")
WHO = (
    argument("--group", action="append", default=[], metavar="NAME", help="a group"),
    argument("--person", action="append", default=[], metavar="ADDRESS", help="somebody, by their address"),
    argument("--everyone", action="store_true", help="everybody"),
)


class Command(DeedCommand):
    """Look at apps, switch them on and off, delete them and say who may use them."""

    help = "Look at apps, switch them on and off, delete them and say who may use them."

    def deeds(self) -> Mapping[str, Deed]:
        app: tuple[Argument, ...] = (APP,)
        return {
            "list": Deed("list every app", self.listed, writes=False),
            "show": Deed("say everything about an app", self.show, app, writes=False),
            "enable": Deed("let people in again", self.enable, app),
            "disable": Deed("let nobody in, and keep everything", self.disable, app),
            "delete": Deed("delete an app with everything that belongs to it", self.delete, app),
            "assign": Deed("let a group, somebody or everybody in", self.assign, (*app, *WHO)),
            "unassign": Deed("take a group, somebody or everybody off", self.unassign, (*app, *WHO)),
        }

    def listed(self, _options: dict[str, Any], _now: datetime) -> Said:
        rows = Application.objects.select_related("enrollment_policy", "authentication_policy")
        return [
            {
                "client_id": row.key,
                "label": row.label,
                "state": "active" if row.active else "switched off",
                "who": _who(row),
            }
            for row in rows.prefetch_related("groups", "people")
        ]

    def show(self, options: dict[str, Any], _now: datetime) -> Said:
        return self.facts(app_named(options["app"]))

    def facts(self, row: Application) -> dict[str, Any]:
        """Return the facts about an app; a subclass above adds those of its client."""
        enrollment, authentication = row.enrollment_policy, row.authentication_policy
        return {
            "client_id": row.key,
            "label": row.label,
            "description": row.description,
            "active": row.active,
            "everyone": row.everyone,
            "groups": [group.name for group in row.groups.all()],
            "people": [person.email for person in row.people.all()],
            "contact": row.contact,
            "enrollment_policy": enrollment.name if enrollment else None,
            "authentication_policy": authentication.name if authentication else None,
            "verified_addresses_only": row.verified_addresses_only,
            "consent_required": row.consent_required,
            "initiate_login_uri": row.initiate_login_uri,
            "email_callback_uri": row.email_callback_uri,
            "notes": [] if row.built_in else [note.english for note in notes_of(row)],
        }

    def enable(self, options: dict[str, Any], now: datetime) -> Said:
        return _switched(options, now, active=True)

    def disable(self, options: dict[str, Any], now: datetime) -> Said:
        return _switched(options, now, active=False)

    def delete(self, options: dict[str, Any], now: datetime) -> Said:
        row = app_named(options["app"])
        key = row.key
        return {"deleted": key, "label": row.label, **asdict(apps.delete_application(row, _server(now)))}

    def assign(self, options: dict[str, Any], now: datetime) -> Said:
        row, author = _asked(options, now)
        changed = assign_groups(row, group_ids(options["group"]), author)
        changed += assign_people(row, person_ids(options["person"]), author)
        if options["everyone"]:
            changed += set_everyone(row, author, everyone=True)
        return _assigned(row, changed)

    def unassign(self, options: dict[str, Any], now: datetime) -> Said:
        row, author = _asked(options, now)
        changed = unassign_groups(row, group_ids(options["group"]), author)
        changed += unassign_people(row, person_ids(options["person"]), author)
        if options["everyone"]:
            changed += set_everyone(row, author, everyone=False)
        return _assigned(row, changed)


def _server(now: datetime) -> Author:
    """Return the author of what is typed on the server itself."""
    return apps.author(None, now)


def _who(row: Application) -> str:
    if row.everyone:
        return "everybody"
    named = [group.name for group in row.groups.all()]
    count = len(row.people.all())
    return ", ".join([*named, *([f"{count} by name"] if count else [])]) or "nobody"


def _switched(options: dict[str, Any], now: datetime, *, active: bool) -> Said:
    row = app_named(options["app"])
    apps.set_active(row, _server(now), active=active)
    return {"client_id": row.key, "label": row.label, "active": active}


def _asked(options: dict[str, Any], now: datetime) -> tuple[Application, Author]:
    if not (options["group"] or options["person"] or options["everyone"]):
        raise CommandError("Say whom: --group NAME, --person ADDRESS or --everyone.", returncode=2)
    return app_named(options["app"]), _server(now)


def _assigned(row: Application, changed: int) -> Said:
    return {"client_id": row.key, "label": row.label, "changed": changed, "who": _who(row)}
