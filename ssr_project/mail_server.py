"""Where mail goes."""

from dataclasses import dataclass

import environ

from ssr_project.env import Environment

SMTP = "django.core.mail.backends.smtp.EmailBackend"
MAILBOX = "ssr_project.mailbox.MailboxBackend"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Django's ``EMAIL_*`` settings."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def mail_server(environment: Environment) -> MailServer:
    """Return the server that ``EMAIL_URL`` names; without one, the embedded mode keeps mail in a folder.

    Raises ``ImproperlyConfigured`` for a scheme that is not known (smtp, smtp+tls and smtp+ssl are).
    """
    if not environment.email_url:
        return MailServer(MAILBOX if environment.embedded else SMTP)
    said = environ.Env.email_url_config(environment.email_url)
    return MailServer(
        backend=said["EMAIL_BACKEND"],
        host=said["EMAIL_HOST"] or "",
        port=said["EMAIL_PORT"] or 25,
        user=said["EMAIL_HOST_USER"] or "",
        password=said["EMAIL_HOST_PASSWORD"] or "",
        use_tls=said.get("EMAIL_USE_TLS", False),
        use_ssl=said.get("EMAIL_USE_SSL", False),
    )
