"""Addresses of the IDX API. Clients follow ``href``; introspect and cancel they know by heart."""

from django.urls import path

from flows.idx import views
from flows.idx.forms import PATHS

app_name = "idx"

_OWN_VIEWS = {"challenge/poll", "cancel"}

urlpatterns = [
    path("idp/idx/start", views.start, name="start"),
    path("idp/idx/introspect", views.introspect, name="introspect"),
    path("idp/idx/challenge/poll", views.poll, name="poll"),
    path("idp/idx/cancel", views.cancel, name="cancel"),
    *(
        path(f"idp/idx/{where}", views.answer, {"where": where})
        for where in sorted({*PATHS.values()} - _OWN_VIEWS)
    ),
]
