"""Every environment variable, with its default and one line of help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable. An empty default stands for what ``help`` says."""

    name: str
    default: str
    help: str


VARIABLES = (
    Variable("MODE", "embedded", "embedded (one process on this machine) or production."),
    Variable("PUBLIC_URL", "", "Public address, https://id.example.com. Embedded: http://localhost:PORT."),
    Variable("SECRET_KEY", "", "Signs cookies; 50 characters or more. Embedded: generated at first start."),
    Variable(
        "SECRET_KEY_FALLBACKS", "", "Earlier values of SECRET_KEY, still accepted; separated by spaces."
    ),
    Variable(
        "CHALLENGE_KEYS",
        "",
        "Derive codes and links, id:secret,id:secret; the first signs. Embedded: generated at first start.",
    ),
    Variable(
        "ENCRYPTION_KEYS",
        "",
        "Encrypt authenticator secrets, id:secret,id:secret; the first encrypts. Embedded: generated.",
    ),
    Variable(
        "EVENT_SEAL_KEYS",
        "",
        "Seal the log, id:secret,id:secret; the first seals, keep the others. Embedded: generated.",
    ),
    Variable(
        "DATABASE_URL",
        "",
        "postgresql://user:password@host/name?sslmode=verify-full. Embedded: SQLite in DATA_DIR/db.sqlite3.",
    ),
    Variable(
        "DATABASE_POOLER",
        "no",
        "yes: DATABASE_URL names a pooler (PgBouncer) in transaction mode; no prepared statements.",
    ),
    Variable(
        "REDIS_URL",
        "",
        "rediss://:password@host:6379/0, broker and rate limits. Embedded: inside the process.",
    ),
    Variable(
        "EMAIL_URL",
        "",
        "smtp+tls://user:password@host:587. Embedded: kept in DATA_DIR/mailbox, see /dev/mail.",
    ),
    Variable(
        "SMS_GATEWAY_URL",
        "",
        "https URL of the text message gateway. Empty: no phones; embedded: see /dev/mail.",
    ),
    Variable("SMS_GATEWAY_SECRET", "", "Signs requests to SMS_GATEWAY_URL; 32 characters or more."),
    Variable("DEFAULT_FROM_EMAIL", "accounts@localhost", "Sender of every mail."),
    Variable(
        "SECURITY_CONTACT", "", "mailto: or https: contact in security.txt. Empty: the sender's address."
    ),
    Variable(
        "BREACHED_PASSWORDS_URL",
        "",
        "Range service for leaked passwords, https://api.pwnedpasswords.com/range. Empty: no check.",
    ),
    Variable(
        "TRUSTED_PROXIES",
        "",
        "Networks of the reverse proxies, 10.0.0.0/8,fd00::/8, or none. Required in production.",
    ),
    Variable(
        "OUTBOUND_ALLOWED_NETWORKS",
        "",
        "Private networks that requests may go to, 10.0.0.0/8,fd00::/8. Empty: none; embedded: loopback.",
    ),
    Variable(
        "OUTBOUND_ALLOWED_PORTS", "", "Ports that requests may go to, 443,8443. Empty: 443; embedded: any."
    ),
    Variable("EVENT_RETENTION_DAYS", "365", "Days that security events are kept. 0: no limit."),
    Variable(
        "EVENT_ORIGIN_DAYS",
        "90",
        "Days that IP address and browser of events without a user are kept. 0: as long as the events.",
    ),
    Variable("ARGON2_MEMORY_KIB", "19456", "Memory of one password hash in KiB."),
    Variable("ARGON2_TIME_COST", "2", "Passes of one password hash."),
    Variable("ARGON2_PARALLELISM", "1", "Lanes of one password hash."),
    Variable("HASH_CONCURRENCY", "", "Concurrent password hashes in one process. Empty: one for each core."),
    Variable("HASH_QUEUE_SECONDS", "2", "Seconds that a hash waits for its turn before the response is 503."),
    Variable("DATA_DIR", "var", "Folder of the embedded database, secrets and mailbox."),
    Variable(
        "PORT", "", "Port of the embedded server. Empty: the last used port, else 8000 or the next free port."
    ),
    Variable("LOG_LEVEL", "", "DEBUG, INFO, WARNING or ERROR. Empty: INFO, or WARNING when embedded."),
)

REPLACED: Final[Mapping[str, str]] = {
    "BACKCHANNEL_NETWORKS": "Set OUTBOUND_ALLOWED_NETWORKS, which holds for every request of this server.",
}
"""Variables of earlier versions, with what to do. Ignoring one silently could stop what it allowed."""
