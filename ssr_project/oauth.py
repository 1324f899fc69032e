"""What the OAuth library is switched to: every recommendation of RFC 9700 that it knows.

Most of it is decided by ``oidc`` itself, which calls the core only; these are for whatever of the library
looks here all the same, and for its checks under ``manage.py check --deploy``.
"""

from typing import Any, Final

_GATES: Final = (
    "IMPLICIT_GRANT",
    "PASSWORD_GRANT",
    "PKCE_METHOD",
    "PKCE_REQUIRED",
    "ACCESS_TOKEN_TRANSPORT",
    "AUTHZ_RESPONSE_ISS",
    "TOKEN_STORAGE",
    "REFRESH_TOKEN",
    "REDIRECT_URI_SCHEME",
    "REDIRECT_URI_MATCHING",
)


def switches(public_url: str) -> dict[str, Any]:
    """Return the library's settings for a server at this address. Lifetimes are in seconds."""
    return {
        "OAUTH2_VALIDATOR_CLASS": "oidc.validator.Validator",
        "OIDC_ENABLED": True,
        "OIDC_ISS_ENDPOINT": public_url,
        "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
        "OIDC_RP_INITIATED_LOGOUT_STRICT_REDIRECT_URIS": True,
        "SCOPES": {name: name for name in ("openid", "profile", "email", "groups", "offline_access")},
        "DEFAULT_SCOPES": ["openid"],
        "PKCE_REQUIRED": True,
        "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
        "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
        "ID_TOKEN_EXPIRE_SECONDS": 300,
        "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 24 * 3600,
        "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0,
        "REFRESH_TOKEN_REUSE_PROTECTION": True,
        "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],  # and loopback, by oidc.domain.redirects
        "ALLOW_URI_WILDCARDS": False,
        **{f"COMPLIANT_BCP_RFC9700_{name}": True for name in _GATES},
    }
