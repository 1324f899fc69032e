"""Addresses of the IDX API. Clients follow ``href``; introspect and cancel they know by heart."""

from django.urls import path

from flows.idx import views
from flows.idx.forms import PATHS

app_name = "idx"

_VIEWS = {
    "start": views.start,
    "introspect": views.introspect,
    "challenge/poll": views.poll,
    "cancel": views.cancel,
}

urlpatterns = [
    *(path(f"idp/idx/{where}", view, name=where) for where, view in _VIEWS.items()),
    *(
        path(f"idp/idx/{where}", views.answer, {"where": where}, name=where)
        for where in sorted({*PATHS.values()} - _VIEWS.keys())
    ),
]
