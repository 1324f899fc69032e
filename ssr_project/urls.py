"""Every address of the server."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from ssr_project.favicon import favicon
from ssr_project.security_txt import security_txt

urlpatterns = [
    path("", include("flows.hosted.urls")),
    path("", include("flows.idx.urls")),
    path("", include("oidc.urls")),
    path("", include("accounts.urls")),
    path("", include("applications.urls")),
    path("", include("identity_providers.urls")),
    path("me/", include("dashboard.urls")),
    path("admin/", admin.site.urls),
    *([path("dev/", include("ssr_project.dev.urls"))] if settings.EMBEDDED else []),
    path("favicon.ico", favicon),
    path(".well-known/security.txt", security_txt, name="security_txt"),
]

handler400 = "ssr_project.error_pages.bad_request"
handler403 = "ssr_project.error_pages.permission_denied"
handler404 = "ssr_project.error_pages.page_not_found"
handler500 = "ssr_project.error_pages.server_error"
