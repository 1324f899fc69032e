"""Every address of the server."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from ssr_project.security_txt import security_txt

urlpatterns = [
    path("", include("flows.hosted.urls")),
    *([path("", include("flows.idx.urls"))] if find_spec("flows.idx.urls") else []),
    path("", include("accounts.urls")),
    path("me/", include("dashboard.urls")),
    path("admin/", admin.site.urls),
    *([path("dev/", include("ssr_project.dev.urls"))] if settings.EMBEDDED else []),
    path(".well-known/security.txt", security_txt),
]
