"""Every address of the server."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from ssr_project.security_txt import security_txt

urlpatterns = [
    *[
        path(prefix, include(module))
        for prefix, module in (
            ("", "flows.hosted.urls"),
            ("", "flows.idx.urls"),
            ("me/", "dashboard.urls"),
        )
        if find_spec(module)
    ],
    # No view but the flow checks a password (DESIGN idea 15).
    path("admin/login/", RedirectView.as_view(url="/signin", query_string=True)),
    path("admin/", admin.site.urls),
    *([path("dev/", include("ssr_project.dev.urls"))] if settings.EMBEDDED else []),
    path(".well-known/security.txt", security_txt),
]
