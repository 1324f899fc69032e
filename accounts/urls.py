"""Addresses of what belongs to the brand."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("brand/<slug:key>.<slug:digest>.css", views.style_sheet, name="brand_css"),
    path("brand/<slug:key>.<slug:digest>.svg", views.logo, name="brand_logo_svg"),
    path("brand/<slug:key>.<slug:digest>.png", views.logo, name="brand_logo_png"),
]
