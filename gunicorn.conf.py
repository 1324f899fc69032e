"""How gunicorn runs the web process. What differs between machines stands on its command line."""

from gunicorn.arbiter import Arbiter
from gunicorn.http import message

from ssr_project import env, log_lines

logconfig_dict = log_lines.configuration(env.read().log_level, as_json=True)
# Threads, because a request waits for the database. Hashes have threads of their own (accounts.hashers), and
# more threads than these only divide one interpreter's lock. WEB_CONCURRENCY sets the number of processes.
worker_class = "gthread"
threads = 4
# The master loads everything once; workers share its memory (ssr_project.warm_up).
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
# Nobody commands it from inside its container, whose file system is read-only anyway.
control_socket_disable = True
# An app's request carries a state and a nonce of 8 kB each, which percent-encoding may triple, and its logout
# an ID token. gunicorn's own ceiling is a constant of 8,190. A browser repeats its address in Referer.
message.MAX_REQUEST_LINE = 65_536
limit_request_line = 65_535
limit_request_field_size = 65_536


def when_ready(server: Arbiter) -> None:
    """Prepare the workers' memory, before the first of them is forked."""
    from ssr_project import warm_up  # noqa: PLC0415 - imports models

    warm_up.prepare(server.app.wsgi())
