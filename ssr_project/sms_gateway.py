"""Where text messages go."""

from ssr_project.env import Environment

HTTP = "accounts.messaging.sms_gateway.post"
MAILBOX = "ssr_project.mailbox.keep_text"


def sms_backend(environment: Environment) -> str:
    """Return what takes a text message, by its dotted name; empty when nothing does."""
    if environment.sms_gateway_url:
        return HTTP
    return MAILBOX if environment.embedded else ""
