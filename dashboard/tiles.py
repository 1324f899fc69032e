"""The user's apps as tiles, in the order in which they are wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.urls import reverse

from accounts.domain.text import fold
from applications.domain import Application
from applications.domain.colors import ink_on, letter_of
from applications.models import Pin, Use
from applications.selectors import applications
from dashboard.account_context import AccountContext


@dataclass(frozen=True, slots=True)
class TileView:
    """One tile. Without a ``url`` the app has to be opened by its own address, and the tile says so."""

    label: str
    description: str
    url: str
    color: str
    ink: str
    letter: str
    logo_url: str
    in_new_tab: bool
    key: str
    is_pinned: bool


def tiles_of(account: AccountContext) -> tuple[TileView, ...]:
    """Return the apps that a user may use: pinned, recently used, then in the administrators' order."""
    apps = [app for app in _own(account) if app.tile.shown]
    if not apps:
        return ()
    uses = Use.objects.filter(user=account.user)
    used_at = {key: at.timestamp() for key, at in uses.values_list("application__key", "last_at")}
    pinned = frozenset(Pin.objects.filter(user=account.user).values_list("application__key", flat=True))
    # What comes in has the order of the administrators and then of the alphabet already.
    apps.sort(key=lambda app: (app.key not in pinned, -used_at.get(app.key, 0)))
    return tuple(_tile(app, is_pinned=app.key in pinned) for app in apps)


def _own(account: AccountContext) -> Iterator[Application]:
    """What the user may use: what is known of them for the policies answers it."""
    user = account.facts.user
    if user is not None:
        for app in applications():
            if not app.built_in and app.usable_by(user.group_ids, user.application_keys):
                yield app


def _tile(app: Application, *, is_pinned: bool) -> TileView:
    return TileView(
        label=app.label,
        description=app.tile.description,
        url=reverse("dashboard:open", args=[app.key]) if app.initiate_login_uri else "",
        color=app.tile.color,
        ink=ink_on(app.tile.color),
        letter=letter_of(app.label),
        logo_url=app.tile.logo_url,
        in_new_tab=app.tile.in_new_tab,
        key=app.key,
        is_pinned=is_pinned,
    )


def found(tiles: tuple[TileView, ...], typed: str) -> tuple[TileView, ...]:
    """Return the tiles whose words hold what was typed, in whatever case."""
    return tuple(_found(tiles, fold(typed)))


def _found(tiles: tuple[TileView, ...], text: str) -> Iterator[TileView]:
    return (tile for tile in tiles if text in fold(f"{tile.label} {tile.description}"))


def has_app(account: AccountContext, key: str) -> bool:
    """Return whether the app is one of the user's own."""
    return any(app.key == key for app in _own(account))


def app_to_open(account: AccountContext, key: str) -> Application | None:
    """Return one of the user's own apps, if a sign-in can be begun there."""
    return next((app for app in _own(account) if app.key == key and app.initiate_login_uri), None)


def launch_url(app: Application) -> str:
    """Return where the app begins its sign-in here (OpenID Connect Core 1.0 §4, ``iss``)."""
    parts = urlsplit(app.initiate_login_uri)
    issuer = urlencode({"iss": settings.PUBLIC_URL})
    query = f"{parts.query}&{issuer}" if parts.query else issuer
    return urlunsplit(parts._replace(query=query))
