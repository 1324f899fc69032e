"""The addresses of django-allauth, and the page that users land on."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("", login_required(TemplateView.as_view(template_name="allauth_home.html"))),
    path("accounts/", include("allauth.urls")),
]
