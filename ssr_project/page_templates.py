"""The environment of the pages' templates: Jinja2 with Django's translations, addresses and static files."""

from typing import Any

from django.template.defaultfilters import date, urlencode
from django.templatetags.static import static
from django.templatetags.tz import utc
from django.utils.html import json_script
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext
from jinja2 import ChainableUndefined, Environment

from accounts import local_time
from accounts.messaging.words import grouped
from accounts.page_paths import page_path
from flows.hosted.icons import icon


def environment(**options: Any) -> Environment:
    """Return the environment for Django's Jinja2 backend.

    What is missing from a context counts as empty, as in Django's own templates: a part is included by
    pages that give it different values.
    """
    chosen = {name: options[name] for name in ("auto_reload", "loader")}
    jinja = Environment(
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        keep_trailing_newline=True,
        undefined=ChainableUndefined,
        **chosen,
    )
    # Values are escaped when they are put into a translated text, so that a text may hold markup.
    jinja.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    jinja.globals |= {
        "get_language": get_language,
        "get_language_bidi": get_language_bidi,
        "icon": icon,
        "static": static,
        "url": page_path,
    }
    jinja.filters |= {
        "date": date,
        "day": local_time.day,
        "day_and_time": local_time.day_and_time,
        "json_script": json_script,
        "split_code": grouped,
        "urlencode": urlencode,
        "utc": utc,
    }
    return jinja
