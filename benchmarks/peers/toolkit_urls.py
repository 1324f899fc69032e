"""The addresses of the plain install, as django-oauth-toolkit's manual includes them."""

from django.urls import include, path

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
