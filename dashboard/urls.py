"""Addresses of the end-user dashboard, below ``/me/``."""

from django.urls import path

from dashboard import activity, data, preferences, profile, security, sessions, views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("apps/<str:key>", views.open_app, name="open"),
    path("apps/<str:key>/pin", views.pin_app, name="pin"),
    path("confirm-email", views.confirm_email, name="confirm_email"),
    path("not-now", views.not_now, name="not_now"),
    path("profile", profile.profile, name="profile"),
    path("activity", activity.overview, name="activity"),
    path("activity/<int:event>/not-me", activity.not_me, name="not_me"),
    path("preferences", preferences.preferences, name="preferences"),
    path("data", data.overview, name="data"),
    path("data/delete", data.delete, name="delete"),
    path("data/export", data.export, name="export"),
    path("data/withdraw/<str:key>", data.withdraw, name="withdraw"),
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
