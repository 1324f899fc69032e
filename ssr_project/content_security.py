"""What a page of ours may load, run and send (Content Security Policy Level 3)."""

from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC

DIRECTIVES = {
    "default-src": [NONE],
    "script-src": [NONCE, STRICT_DYNAMIC],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "object-src": [NONE],
}
