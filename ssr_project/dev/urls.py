"""Addresses for developers. They exist in the embedded mode only."""

from django.urls import path

from ssr_project.dev import views

app_name = "dev"
urlpatterns = [
    path("mail", views.mail_list, name="mail-list"),
    path("mail.json", views.mail_json, name="mail-json"),
    path("mail/<slug:mail_id>", views.mail_page, name="mail"),
]
