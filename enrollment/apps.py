"""Profile enrollment: who may sign up, by which form, and the groups of a new user."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    verbose_name = "Sign-up"
