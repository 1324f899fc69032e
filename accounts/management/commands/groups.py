"""``manage.py groups add Staff ada@example.com``: groups and their members, on the command line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.core.management.base import CommandError
from django.db.models import Count

from accounts.domain.messages import Message
from accounts.domain.text import tidy
from accounts.management.subcommands import (
    EXIT_NOT_FOUND,
    Result,
    Subcommand,
    SubcommandsCommand,
    argument,
    not_found,
)
from accounts.models import Group
from accounts.users.groups import (
    add_members,
    delete_group,
    read_addresses,
    remove_members,
    save_group,
)
from accounts.users.lookup import members

GROUP = argument("group", help="name of the group")
PEOPLE = argument("person", nargs="+", help="email address")


class Command(SubcommandsCommand):
    """List, create, rename and delete groups; add and remove members."""

    help = "List, create, rename and delete groups; add and remove members."
    options_of: ClassVar[Mapping[str, str]] = {"name": "name"}

    def subcommands(self) -> Mapping[str, Subcommand]:
        named = argument("name", help="new name of the group")
        described = argument("--description", default="", help="description of the group, one line")
        return {
            "list": Subcommand("list the groups with their number of members", _listed, writes=False),
            "show": Subcommand("show a group and its members", _shown, (GROUP,), writes=False),
            "create": Subcommand("create a group", _created, (named, described)),
            "rename": Subcommand("rename a group", _renamed, (GROUP, named)),
            "delete": Subcommand("delete a group; its members stay", _deleted, (GROUP,)),
            "add": Subcommand("add users to a group", _added, (GROUP, PEOPLE)),
            "remove": Subcommand("remove users from a group", _removed, (GROUP, PEOPLE)),
        }


def found(name: str) -> Group:
    """Return the group of this name. Raises CommandError."""
    group = Group.objects.filter(name=tidy(name)).first()
    if group is None:
        raise not_found("ssr.group.unknown", name)
    return group


def users_named(addresses: list[str]) -> list[int]:
    """Return the ids of users by address. Raises CommandError naming each unknown address."""
    ids, violations = read_addresses("\n".join(addresses))
    if violations:
        why = " ".join(Message.of(violation).english for violation in violations)
        raise CommandError(why, returncode=EXIT_NOT_FOUND)
    return ids


def _listed(_options: dict[str, Any], _now: datetime) -> Result:
    groups = Group.objects.annotate(people=Count("memberships__user", distinct=True)).order_by("name")
    return [
        {"name": group.name, "people": group.people, "description": group.description} for group in groups
    ]


def _shown(options: dict[str, Any], _now: datetime) -> Result:
    group = found(options["group"])
    emails = members(group).order_by("email").values_list("email", flat=True)
    return {"name": group.name, "description": group.description, "people": list(emails)}


def _created(options: dict[str, Any], now: datetime) -> Result:
    group = save_group(Group(name=options["name"], description=options["description"]), actor=None, now=now)
    return {"created": group.name}


def _renamed(options: dict[str, Any], now: datetime) -> Result:
    group = found(options["group"])
    group.name = options["name"]
    save_group(group, actor=None, now=now)
    return {"renamed": options["group"], "name": group.name}


def _deleted(options: dict[str, Any], now: datetime) -> Result:
    group = found(options["group"])
    people = members(group).count()
    delete_group(group, actor=None, now=now)
    return {"deleted": options["group"], "people": people}


def _added(options: dict[str, Any], now: datetime) -> Result:
    group = found(options["group"])
    count = add_members([group.pk], users_named(options["person"]), actor=None, now=now)
    return {"name": group.name, "added": count, "people": members(group).count()}


def _removed(options: dict[str, Any], now: datetime) -> Result:
    group, ids = found(options["group"]), users_named(options["person"])
    count = remove_members(group, ids, actor=None, now=now)
    return {"name": group.name, "removed": count, "people": members(group).count()}
