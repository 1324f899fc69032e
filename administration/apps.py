"""The administration: an app of its own, and Django's site for it."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AppConfig):
    """Has no models: it registers those of the apps below."""

    name = "administration"


class SiteConfig(AdminConfig):
    """Django's administration behind the flow's sign-in."""

    default_site = "administration.site.Site"
