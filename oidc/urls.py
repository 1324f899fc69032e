"""URLs of OAuth and OpenID Connect, for both issuers (see ``oidc.issuers``)."""

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse
from django.urls import URLPattern, path

from oidc.issuers import DEFAULT, OWN
from oidc.views.authorize import authorize
from oidc.views.discovery import configuration, keys, related_origins
from oidc.views.interact import interact
from oidc.views.introspection import introspect, revoke
from oidc.views.logout import logout
from oidc.views.resume import resume
from oidc.views.token import token
from oidc.views.userinfo import userinfo

app_name = "oidc"

_OPENID: Final = "openid-configuration"
_OAUTH: Final = "oauth-authorization-server"
_V1: dict[str, Callable[..., HttpResponse]] = {
    "authorize": authorize,
    "interact": interact,
    "token": token,
    "keys": keys,
    "logout": logout,
    "userinfo": userinfo,
    "introspect": introspect,
    "revoke": revoke,
}


def _routes(issuer: str) -> list[URLPattern]:
    base = f"oauth2/{issuer}/" if issuer else "oauth2/"
    root, of = (base if issuer else ""), {"issuer": issuer}
    mark = f"{issuer}-" if issuer else ""
    return [
        *(path(f"{base}v1/{name}", view, of, name=f"{mark}{name}") for name, view in _V1.items()),
        path(f"{root}.well-known/{_OPENID}", configuration, of, name=f"{mark}configuration"),
        path(f"{root}.well-known/{_OAUTH}", configuration, of, name=f"{mark}metadata"),
        *(_inserted(base, name, of) for name in (_OPENID, _OAUTH) if issuer),
    ]


def _inserted(base: str, name: str, of: dict[str, str]) -> URLPattern:
    """Return the metadata URL of RFC 8414 §3.1, inserted before the path of the issuer."""
    return path(f".well-known/{name}/{base.rstrip('/')}", configuration, of, name=f"inserted-{name}")


urlpatterns = [
    *_routes(OWN),
    *_routes(DEFAULT),
    path(".well-known/webauthn", related_origins, name="related-origins"),
    path("oauth2/resume/<slug:transaction_id>", resume, name="resume"),
]
