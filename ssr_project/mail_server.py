"""Where mail goes."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured

from ssr_project.env import Environment
from ssr_project.service_urls import service_url

SMTP = "django.core.mail.backends.smtp.EmailBackend"
MAILBOX = "ssr_project.mailbox.MailboxBackend"
STARTTLS: Final = ("smtp+tls", "smtps")
IMPLICIT_TLS: Final = ("smtp+ssl",)
SCHEMES: Final = ("smtp", *STARTTLS, *IMPLICIT_TLS)


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

    Raises ``ImproperlyConfigured`` for a scheme that is not known.
    """
    if not environment.email_url:
        return MailServer(MAILBOX if environment.embedded else SMTP)
    parts = service_url("EMAIL_URL", environment.email_url)
    if parts.scheme not in SCHEMES:
        raise ImproperlyConfigured(f"EMAIL_URL has to begin with one of {', '.join(SCHEMES)}.")
    return MailServer(
        backend=SMTP,
        host=parts.hostname or "",
        port=parts.port or 25,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme in STARTTLS,
        use_ssl=parts.scheme in IMPLICIT_TLS,
    )
