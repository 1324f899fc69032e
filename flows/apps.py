"""One sign-in, sign-up or recovery at a time: one engine, two front ends."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "flows"
    verbose_name = "Transactions"
