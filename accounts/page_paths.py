"""Paths of the product's pages and endpoints, by the names that the modules ``urls`` give them.

A name belongs to no layer: mails and notices of a lower app may link to a page of a higher one.
"""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=1024)
def page_path(name: str, *arguments: str | int) -> str:
    """Return the path of a URL. Secrets are no arguments here: the results stay in memory."""
    # settings.FORCE_SCRIPT_NAME makes the path the same in every request and in a worker.
    return reverse(name, args=arguments)
