"""How gunicorn runs the web process. What differs between machines stands on its command line."""

from ssr_project import env, log_lines

logconfig_dict = log_lines.configuration(env.read().log_level, as_json=True)
# Nobody commands it from inside its container, whose file system is read-only anyway.
control_socket_disable = True
# The most that gunicorn reads: an app signs people out by an address with an ID token in it.
limit_request_line = 8190
