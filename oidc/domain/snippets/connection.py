"""What a program has to know of its registration."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from oidc.domain.grants import GrantType
from oidc.domain.scopes import OFFLINE, OPENID


@dataclass(frozen=True, slots=True)
class Connection:
    """A client as its programs see it.

    ``issuer`` is what the organisation's own tokens are signed for, ``base`` what its OAuth addresses begin
    with; ``default_issuer`` is that of the second issuer, which some libraries expect.
    """

    client_id: str
    public: bool
    native: bool
    issuer: str
    base: str
    default_issuer: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    grant_types: tuple[str, ...]
    scopes: tuple[str, ...]

    @property
    def redirect_uri(self) -> str:
        """The first registered one: programs have one."""
        return self.redirect_uris[0] if self.redirect_uris else ""

    @property
    def callback_path(self) -> str:
        """The path of the page that answers come back to."""
        return urlsplit(self.redirect_uri).path or "/"

    @property
    def post_logout_redirect_uri(self) -> str:
        """The first registered one, or none."""
        return self.post_logout_redirect_uris[0] if self.post_logout_redirect_uris else ""

    @property
    def scope(self) -> str:
        """What the program asks for: all that it may learn. It does not ask to stay connected."""
        return " ".join(name for name in self.scopes if name != OFFLINE) or OPENID

    @property
    def staying_scope(self) -> str:
        """The same, staying connected where it may: a page in a browser has no other way."""
        stays = OFFLINE in self.scopes and GrantType.REFRESH in self.grant_types
        return f"{self.scope} {OFFLINE}" if stays else self.scope


def quoted(text: str) -> str:
    """Return a string as Python and JavaScript both write it."""
    return json.dumps(text)


def filled(template: str, **values: str) -> str:
    """Put values in the places ``<<name>>`` of a program; values are never read as templates themselves."""
    first, *parts = template.split("<<")
    pieces = [first]
    for part in parts:
        name, _, rest = part.partition(">>")
        pieces += [values[name], rest]
    return "".join(pieces).strip() + "\n"
