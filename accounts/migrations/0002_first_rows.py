"""The rows that are always there: the base attributes of a profile, one brand, one configuration version."""

from django.db import migrations
from django.utils import timezone

from accounts.domain.base_attributes import BASE_ATTRIBUTES

COPIED = (
    "key",
    "title",
    "help",
    "required",
    "min_length",
    "max_length",
    "minimum",
    "maximum",
    "min_items",
    "max_items",
    "earliest",
    "latest",
    "pattern",
    "pattern_message",
    "unique",
    "sensitive",
    "autocomplete",
)


def add_rows(apps, schema_editor):
    attributes = apps.get_model("accounts", "ProfileAttribute")
    attributes.objects.bulk_create(
        attributes(
            **{name: getattr(attribute, name) for name in COPIED},
            type=attribute.type.value,
            permission=attribute.permission.value,
            options=[{"value": option.value, "title": option.title} for option in attribute.options],
            base=True,
            position=position,
        )
        for position, attribute in enumerate(BASE_ATTRIBUTES)
    )
    apps.get_model("accounts", "Brand").objects.create()
    apps.get_model("accounts", "ConfigurationVersion").objects.create(
        id=1, token="first", changed_at=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
