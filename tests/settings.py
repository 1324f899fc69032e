"""The server's own settings, in a folder of their own and with cheap password hashes.

What a test is about stays as it is in production. `DATABASE_URL` and `REDIS_URL` decide the lane, as they
decide it for the server: without them everything runs on SQLite.
"""

import os
import tempfile
from urllib.parse import urlsplit, urlunsplit

# Lives as long as the process: two runs at once, or two workers of one run, never share a file.
_FOLDER = tempfile.TemporaryDirectory(prefix="ssr-tests-")

os.environ["DATA_DIR"] = _FOLDER.name
os.environ["ARGON2_MEMORY_KIB"] = "64"
os.environ["ARGON2_TIME_COST"] = "1"
_SECRETS = ("SECRET_KEY", "CHALLENGE_KEYS", "ENCRYPTION_KEYS", "EVENT_SEAL_KEYS")
for name in (*_SECRETS, "MODE", "PUBLIC_URL", "EMAIL_URL", "SMS_GATEWAY_URL", "TRUSTED_PROXIES", "PORT"):
    os.environ.pop(name, None)


def _own_redis(url: str, worker: str) -> str:
    """Workers of one run that shared a Redis database would forget each other's counts midway.

    Each has two, this one and the next (`tests.servers.processes`); a Redis server has sixteen.
    """
    return urlunsplit(urlsplit(url)._replace(path=f"/{2 * int(worker.removeprefix('gw')) % 16}"))


if os.environ.get("REDIS_URL") and os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["REDIS_URL"] = _own_redis(os.environ["REDIS_URL"], os.environ["PYTEST_XDIST_WORKER"])

from ssr_project.settings import *  # noqa: E402, F403
from ssr_project.settings import DATABASES, TEMPLATES  # noqa: E402

TEMPLATES[0]["OPTIONS"]["environment"] = "tests.page_templates.environment"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads do not share a database in memory the way two processes share a file.
    DATABASES["default"]["TEST"] = {"NAME": f"{_FOLDER.name}/test.sqlite3"}
