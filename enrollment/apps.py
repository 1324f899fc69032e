"""Who may sign up, what is asked of them, and what a new person joins."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    verbose_name = "Sign-up"
