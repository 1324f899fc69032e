"""Addresses of the hosted pages. Apps and administrators link to these; they do not change."""

from django.urls import path

from flows.domain.transaction import Intent
from flows.hosted import access, identity_providers, links, sign_out, views

app_name = "flows"

urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("signin", views.entry, {"intent": Intent.SIGN_IN}, name="sign_in"),
    path("signup", views.entry, {"intent": Intent.SIGN_UP}, name="sign_up"),
    path("recover", views.entry, {"intent": Intent.RECOVER}, name="recover"),
    path("unlock", views.entry, {"intent": Intent.UNLOCK}, name="unlock"),
    # Where a script puts the address bar once a link is open: reloading it says to open the link again.
    path("flow/link", links.link, {"token": ""}, name="link_without_token"),
    path("activate", links.activate, {"token": ""}, name="activate_without_token"),
    path("admin-access", access.admin_access, {"token": ""}, name="admin_access_without_token"),
    path("flow/link/<str:token>", links.link, name="link"),
    path("flow/<slug:transaction_id>", views.transaction, name="transaction"),
    path("flow/<slug:transaction_id>/state", views.state, name="state"),
    path("activate/<str:token>", links.activate, name="activate"),
    path("admin-access/<str:token>", access.admin_access, name="admin_access"),
    path("idp/start/<slug:provider_id>", identity_providers.start, name="identity_provider_start"),
    path("idp/callback/<slug:provider_id>", identity_providers.callback, name="identity_provider_callback"),
    path(
        "idp/logout/<slug:provider_id>",
        identity_providers.backchannel_logout,
        name="identity_provider_logout",
    ),
    path("signout", sign_out.sign_out, name="sign_out"),
    path("signout/<slug:provider_id>", sign_out.sign_out_upstream, name="sign_out_upstream"),
    path("signed-out", sign_out.signed_out, name="signed_out"),
]
