"""The server's own settings, in a folder of their own and with cheap password hashes.

What a test is about stays as it is in production. `DATABASE_URL` and `REDIS_URL` decide the lane, as they
decide it for the server: without them everything runs on SQLite.
"""

import os
import tempfile

# Lives as long as the process: two runs at once, or two workers of one run, never share a file.
_FOLDER = tempfile.TemporaryDirectory(prefix="ssr-tests-")

os.environ["DATA_DIR"] = _FOLDER.name
os.environ["ARGON2_MEMORY_KIB"] = "64"
os.environ["ARGON2_TIME_COST"] = "1"
for name in ("MODE", "PUBLIC_URL", "SECRET_KEY", "CHALLENGE_KEYS", "EMAIL_URL", "TRUSTED_PROXIES", "PORT"):
    os.environ.pop(name, None)

from ssr_project.settings import *  # noqa: E402, F403
from ssr_project.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads do not share a database in memory the way two processes share a file.
    DATABASES["default"]["TEST"] = {"NAME": f"{_FOLDER.name}/test.sqlite3"}
