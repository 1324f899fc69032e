"""The addresses of the floor."""

from django.urls import path

from benchmarks.peers import floor

urlpatterns = [
    path("", floor.home),
    path("bare/", floor.bare),
    path("signin/", floor.sign_in),
    path("signup/", floor.sign_up),
    path("signup/one-page/", floor.sign_up, {"form_class": floor.OnePageForm}),
    path("signup/code/", floor.verify),
    path("signup/password/", floor.set_password),
]
