"""``manage.py apps assign Payroll --group Staff``: apps and their assignments, on the command line."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError

from accounts.management.subcommands import Argument, Result, Subcommand, SubcommandsCommand, argument
from applications.management.lookups import app_named, group_ids, user_ids
from applications.models import Application
from applications.selectors import notes_of
from applications.services import apps
from applications.services.assignments import (
    assign_groups,
    assign_users,
    set_everyone,
    unassign_groups,
    unassign_users,
)
from policies.services.policy_changes import Author

APP = argument("app", help="client id or name of the app")
WHO = (
    argument("--group", action="append", default=[], metavar="NAME", help="name of a group"),
    argument("--person", action="append", default=[], metavar="ADDRESS", help="email address of a user"),
    argument("--everyone", action="store_true", help="every user"),
)


class Command(SubcommandsCommand):
    """List, enable, disable, assign and delete apps."""

    help = "List, enable, disable, assign and delete apps."

    def subcommands(self) -> Mapping[str, Subcommand]:
        app: tuple[Argument, ...] = (APP,)
        return {
            "list": Subcommand("list the apps", self.listed, writes=False),
            "show": Subcommand("show an app", self.show, app, writes=False),
            "enable": Subcommand("enable an app", self.enable, app),
            "disable": Subcommand("disable an app and keep its data", self.disable, app),
            "delete": Subcommand("delete an app and its data", self.delete, app),
            "assign": Subcommand("assign groups, users or everyone", self.assign, (*app, *WHO)),
            "unassign": Subcommand("unassign groups, users or everyone", self.unassign, (*app, *WHO)),
        }

    def listed(self, _options: dict[str, Any], _now: datetime) -> Result:
        rows = Application.objects.select_related("enrollment_policy", "authentication_policy")
        return [
            {
                "client_id": row.key,
                "label": row.label,
                "state": "active" if row.active else "inactive",
                "who": _access_text(row),
            }
            for row in rows.prefetch_related("groups", "people")
        ]

    def show(self, options: dict[str, Any], _now: datetime) -> Result:
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
            "people": [user.email for user in row.people.all()],
            "contact": row.contact,
            "enrollment_policy": enrollment.name if enrollment else None,
            "authentication_policy": authentication.name if authentication else None,
            "verified_addresses_only": row.verified_addresses_only,
            "consent_required": row.consent_required,
            "initiate_login_uri": row.initiate_login_uri,
            "email_callback_uri": row.email_callback_uri,
            "notes": [] if row.built_in else [note.english for note in notes_of(row)],
        }

    def enable(self, options: dict[str, Any], now: datetime) -> Result:
        return _switched(options, now, active=True)

    def disable(self, options: dict[str, Any], now: datetime) -> Result:
        return _switched(options, now, active=False)

    def delete(self, options: dict[str, Any], now: datetime) -> Result:
        row = app_named(options["app"])
        key = row.key
        return {"deleted": key, "label": row.label, **asdict(apps.delete_application(row, _server(now)))}

    def assign(self, options: dict[str, Any], now: datetime) -> Result:
        row, author = _asked(options, now)
        changed = assign_groups(row, group_ids(options["group"]), author)
        changed += assign_users(row, user_ids(options["person"]), author)
        if options["everyone"]:
            changed += set_everyone(row, author, everyone=True)
        return _assigned(row, changed)

    def unassign(self, options: dict[str, Any], now: datetime) -> Result:
        row, author = _asked(options, now)
        changed = unassign_groups(row, group_ids(options["group"]), author)
        changed += unassign_users(row, user_ids(options["person"]), author)
        if options["everyone"]:
            changed += set_everyone(row, author, everyone=False)
        return _assigned(row, changed)


def _server(now: datetime) -> Author:
    """Return the author of what is typed on the server itself."""
    return apps.author(None, now)


def _access_text(row: Application) -> str:
    if row.everyone:
        return "everyone"
    named = [group.name for group in row.groups.all()]
    count = len(row.people.all())
    return ", ".join([*named, *([f"{count} by name"] if count else [])]) or "no one"


def _switched(options: dict[str, Any], now: datetime, *, active: bool) -> Result:
    row = app_named(options["app"])
    apps.set_active(row, _server(now), active=active)
    return {"client_id": row.key, "label": row.label, "active": active}


def _asked(options: dict[str, Any], now: datetime) -> tuple[Application, Author]:
    if not (options["group"] or options["person"] or options["everyone"]):
        raise CommandError("Add --group NAME, --person ADDRESS or --everyone.", returncode=2)
    return app_named(options["app"]), _server(now)


def _assigned(row: Application, changed: int) -> Result:
    return {"client_id": row.key, "label": row.label, "changed": changed, "who": _access_text(row)}
