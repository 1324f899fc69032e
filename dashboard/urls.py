"""Addresses of the end-user dashboard, below ``/me/``."""

from django.urls import path

from dashboard import security, sessions, views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("confirm-email", views.confirm_email, name="confirm_email"),
    path("not-now", views.not_now, name="not_now"),
    path("security", security.overview, name="security"),
    path("security/password", security.password, name="password"),
    path("security/email", security.email, name="email"),
    path("security/add/<slug:authenticator>", security.add, name="add"),
    path("security/remove/<slug:handle>", security.remove, name="remove"),
    path("security/rename/<slug:handle>", security.rename, name="rename"),
    path("security/forget/<int:remembered>", security.forget, name="forget"),
    path("sessions", sessions.overview, name="sessions"),
    path("sessions/end/<slug:handle>", sessions.end, name="end"),
    path("sessions/end-others", sessions.end_others, name="end_others"),
]
