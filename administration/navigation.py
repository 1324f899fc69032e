"""The pages of the administration by task: one table of names, addresses and needed permissions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.services.recipes import RECIPES

Label = str | Promise

POLICY_KINDS: Final = (
    "policies.sessionpolicy",
    "policies.authenticationpolicy",
    "policies.enrollmentpolicy",
    "policies.passwordpolicy",
    "policies.accountmanagementpolicy",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu.

    ``label`` is short, as it stands in its section; ``title`` is the heading of the page. The page shows at
    least one of ``models`` and always needs ``also``, or it needs all permissions of one of ``sets``.
    Without models and sets it is open to every administrator.
    """

    label: Label
    url_name: str
    models: tuple[str, ...] = ()
    also: str = ""
    sets: tuple[frozenset[str], ...] = ()
    title: Label = ""
    owners_only: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One task. A section with several entries has a label of its own.

    ``parts`` names pages that belong to the task without an entry: they are reached from one of its pages.
    """

    icon: str
    entries: tuple[Entry, ...]
    label: Label = ""
    parts: tuple[str, ...] = ()


def _list(model: str, label: Label, title: Label = "", *, owners_only: bool = False) -> Entry:
    """Return the entry of a model's list."""
    url_name = f"admin:{model.replace('.', '_')}_changelist"
    return Entry(label, url_name, (model,), title=title, owners_only=owners_only)


SECTIONS: Final = (
    Section("home", (Entry(_("Home"), "admin:index"),)),
    Section("user", (_list("accounts.user", _("People")),), parts=("admin:accounts_userimport_changelist",)),
    Section(
        "users",
        (
            _list("accounts.group", _("Groups")),
            _list("accounts.grouprule", _("Group rules")),
        ),
        _("Groups"),
    ),
    Section(
        "user-plus",
        (
            _list("enrollment.profileenrollmentpolicy", _("Forms"), _("Sign-up forms")),
            _list("accounts.profileattribute", _("Profile attributes")),
        ),
        _("Sign-up"),
    ),
    Section(
        "shield",
        (
            _list(POLICY_KINDS[0], _("Global session"), _("Global session policies")),
            _list(POLICY_KINDS[1], _("Authentication"), _("Authentication policies")),
            _list(POLICY_KINDS[2], _("Authenticator enrollment"), _("Authenticator enrollment policies")),
            _list(POLICY_KINDS[3], _("Password"), _("Password policies")),
            _list(POLICY_KINDS[4], _("Account management"), _("Account management policies")),
            _list("identity_providers.identityprovider", _("Identity providers")),
            _list("policies.networkzone", _("Network zones")),
            Entry(_("Simulation"), "admin:policies_simulation", POLICY_KINDS, also="accounts.user"),
            Entry(
                _("Recipes"),
                "admin:recipes",
                sets=tuple(frozenset(recipe.permissions) for recipe in RECIPES if not recipe.owners_only),
            ),
        ),
        _("Sign-on policies"),
        parts=("admin:policies_rule_changelist",),
    ),
    Section("apps", (_list("applications.application", _("Applications")),)),
    Section("palette", (_list("accounts.brand", _("Branding")),)),
    Section(
        "history",
        (
            _list("accounts.event", _("Events")),
            _list("accounts.outboxmail", _("Messages")),
            _list("accounts.session", _("Sessions")),
            _list("flows.transaction", _("Transactions")),
            _list("accounts.challenge", _("Challenges")),
            _list("accounts.budget", _("Attempt counters")),
        ),
        _("Log"),
    ),
    Section(
        "sliders",
        (
            _list("policies.accountprotection", _("Account protection")),
            _list("accounts.role", _("Administrators’ roles"), owners_only=True),
        ),
        _("Settings"),
    ),
)


@dataclass(frozen=True, slots=True)
class Rights:
    """The permissions of an administrator; an owner has all of them."""

    permissions: frozenset[str] = frozenset()
    is_owner: bool = False

    def can_view(self, model: str) -> bool:
        """Return whether rows of the model may be seen: changing them includes that."""
        app, _dot, name = model.partition(".")
        wanted = {f"{app}.view_{name}", f"{app}.change_{name}"}
        return self.is_owner or not wanted.isdisjoint(self.permissions)

    def can_open(self, entry: Entry) -> bool:
        """Return whether the page of an entry answers this administrator."""
        if self.is_owner or entry.owners_only:
            return self.is_owner
        if entry.sets:
            return any(needed <= self.permissions for needed in entry.sets)
        if entry.also and not self.can_view(entry.also):
            return False
        return not entry.models or any(map(self.can_view, entry.models))


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is shown. ``current`` is the value of ``aria-current``, empty on other pages."""

    label: Label
    title: Label
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A section as it is shown; one with a label is a group that opens and closes."""

    label: Label
    icon: str
    links: tuple[Link, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """What an administrator can open, and the entry of this page, if it has one."""

    menus: tuple[Menu, ...]
    here: Link | None
    section: Label


def navigation(rights: Rights, path: str) -> Navigation:
    """Return the menu of an administrator on the page of this address."""
    here = _place(path)
    menus = tuple(_menus(rights, path, here))
    marked = ((link, menu.label) for menu in menus for link in menu.links if link.current)
    return Navigation(menus, *next(marked, (None, "")))


def _place(path: str) -> str:
    """Return the address of the list or page that an address belongs to: the longest that it begins with."""
    home, *lists = (reverse(entry.url_name) for section in SECTIONS for entry in section.entries)
    found = [url for url in lists if path.startswith(url)]
    return max(found, key=len, default=home if path == home else "")


def _menus(rights: Rights, path: str, here: str) -> Iterator[Menu]:
    for section in SECTIONS:
        links = tuple(_link(entry, path, here) for entry in section.entries if rights.can_open(entry))
        if links:
            part = any(path.startswith(reverse(name)) for name in section.parts)
            if part and not section.label:
                links = (replace(links[0], current="true"), *links[1:])
            is_open = part or any(link.current for link in links)
            yield Menu(section.label, section.icon, links, is_open)


def _link(entry: Entry, path: str, here: str) -> Link:
    url = reverse(entry.url_name)
    current = "" if url != here else "page" if url == path else "true"
    return Link(entry.label, entry.title or entry.label, url, current)
