"""What is done again and again, by the beat process or thread: intervals in seconds.

A task that waited longer than its interval expires: the next one does the same.
"""

from typing import Any, Final

from celery.schedules import schedule

SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "sweep the outbox": {
        "task": "accounts.sweep_outbox",
        "schedule": schedule(5),
        "options": {"expires": 5},
    },
    "write counted refusals": {
        "task": "accounts.write_counted_refusals",
        "schedule": schedule(30),
        "options": {"expires": 30},
    },
    "seal events": {
        "task": "accounts.seal_events",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    "tell apps of logouts": {
        "task": "oidc.tell_of_logouts",
        "schedule": schedule(5),
        "options": {"expires": 5},
    },
    "recompute group rules": {
        "task": "accounts.recompute_group_rules",
        "schedule": schedule(5),
        "options": {"expires": 5},
    },
    "work on bulk actions": {
        "task": "accounts.work_on_bulk_actions",
        "schedule": schedule(5),
        "options": {"expires": 5},
    },
    "work on imports": {
        "task": "accounts.work_on_imports",
        "schedule": schedule(5),
        "options": {"expires": 5},
    },
    "purge transactions": {"task": "flows.purge", "schedule": schedule(600), "options": {"expires": 600}},
    "purge grants": {"task": "oidc.purge", "schedule": schedule(3600), "options": {"expires": 3600}},
    "rotate keys": {"task": "oidc.rotate_keys", "schedule": schedule(3600), "options": {"expires": 3600}},
    "purge accounts": {"task": "accounts.purge", "schedule": schedule(3600), "options": {"expires": 3600}},
    "erase who left": {"task": "accounts.erase", "schedule": schedule(3600), "options": {"expires": 3600}},
}
