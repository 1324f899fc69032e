"""The web process of a production deployment."""

import os

from django.core.wsgi import get_wsgi_application

from ssr_project.charsets import with_known_charset
from ssr_project.checks import require_safe_settings
from ssr_project.database_version import require_same_version

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")

application = with_known_charset(get_wsgi_application())
require_safe_settings()
require_same_version()
