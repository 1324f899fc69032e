from collections.abc import Iterable

from django.apps import apps
from django.db import models

from tests.architecture.sources import APPS

HEIGHT = {app: height for height, app in enumerate(reversed(APPS))}
"""Third-party apps are not here: they count as below everything."""


def upward(tables: Iterable[type[models.Model]]) -> list[str]:
    """Return the relations that point from a lower app at a higher one."""
    return [
        f"{table.__name__}.{field.name} -> {field.related_model._meta.label}"
        for table in tables
        if table._meta.app_label in HEIGHT
        for field in (*table._meta.local_fields, *table._meta.local_many_to_many)
        if isinstance(field.related_model, type)
        and HEIGHT.get(field.related_model._meta.app_label, -1) > HEIGHT[table._meta.app_label]
    ]


def test_foreign_keys_point_downward():
    assert upward(apps.get_models(include_auto_created=True)) == []


def test_a_planted_upward_key_is_seen():
    class Planted(models.Model):
        transaction = models.ForeignKey("flows.Transaction", models.CASCADE)

        class Meta:
            app_label = "accounts"

    try:
        assert upward([Planted]) == ["Planted.transaction -> flows.Transaction"]
    finally:
        del apps.all_models["accounts"]["planted"]
        apps.clear_cache()
