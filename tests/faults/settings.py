"""The server's own settings, less patient: the lease of a killed worker ends within a test."""

from ssr_project.settings import *  # noqa: F403

EMAIL_TIMEOUT = 0.5
