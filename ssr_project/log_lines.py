"""Log lines of all processes: JSON in production, short lines on a developer's machine.

No line holds a secret. Tokens travel in paths (the link of a mail) and in query strings (an OAuth
response), and Django's own lines quote paths, so every line is redacted on output.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_TOKEN_IN_PATH = re.compile(r"/[A-Za-z0-9_~.:=-]{32,}")
_QUERY = re.compile(r"(?<=[\w/-])\?[^\s'\">]+")
_REDACTED = ("event", "path", "exception", "stack")


def redact(text: str) -> str:
    """Return ``text`` without the long segments of paths and without query strings."""
    return _TOKEN_IN_PATH.sub("/…", _QUERY.sub("?…", text))


def redact_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Wash what a user or Django wrote; values put beside it are chosen by our own code."""
    for key in _REDACTED:
        if isinstance(event.get(key), str):
            event[key] = redact(event[key])
    return event


def short_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """Return ``12:00:01 WARNING accounts.mail  refused  attempts=2``, with any traceback below."""
    time, level, name = event.pop("timestamp"), event.pop("level").upper(), event.pop("logger", "")
    text, trace = event.pop("event"), event.pop("exception", "")
    beside = "".join(f"  {key}={value}" for key, value in event.items())
    return f"{time} {level} {name}  {text}{beside}" + (f"\n{trace}" if trace else "")


def configuration(level: str, *, as_json: bool) -> dict[str, Any]:
    """Return the ``logging.config`` dictionary: everything to standard error, from ``level`` up."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_common(as_json=as_json), _hand_over()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": _formatter(as_json=as_json)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.request": {"level": "ERROR"},
            # Shipped whatever the level of the rest is; a developer reads events in the administration.
            "ssr.events": {"level": "INFO" if as_json else "ERROR"},
            "gunicorn.error": {"handlers": [], "propagate": True},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            "waitress.queue": {"level": "ERROR"},
        },
    }


def _common(*, as_json: bool) -> list[Processor]:
    return [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json),
        structlog.processors.format_exc_info,
    ]


def _hand_over() -> Processor:
    return structlog.stdlib.ProcessorFormatter.wrap_for_formatter


def _formatter(*, as_json: bool) -> dict[str, Any]:
    draw: Processor = structlog.processors.JSONRenderer() if as_json else short_line
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *_common(as_json=as_json)],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact_event, draw],
    }
