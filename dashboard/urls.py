"""Addresses of the end-user dashboard, below ``/me/``."""

from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("confirm-email", views.confirm_email, name="confirm_email"),
]
