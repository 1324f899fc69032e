"""Addresses of what belongs to identity providers."""

from django.urls import path

from identity_providers import views

app_name = "identity_providers"

urlpatterns = [
    path("idp/logo/<slug:public_id>.<slug:digest>.svg", views.logo, name="logo_svg"),
    path("idp/logo/<slug:public_id>.<slug:digest>.png", views.logo, name="logo_png"),
]
