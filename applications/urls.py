"""Addresses of what belongs to apps."""

from django.urls import path

from applications import views

app_name = "applications"

urlpatterns = [
    path("apps/logo/<slug:key>.<slug:digest>.svg", views.logo, name="logo_svg"),
    path("apps/logo/<slug:key>.<slug:digest>.png", views.logo, name="logo_png"),
]
