"""Everybody may use what is always there; the administration asks for a right of its own."""

from django.db import migrations


def open_to_everybody(apps, _schema_editor):
    rows = apps.get_model("applications", "Application").objects.filter(key__in=("dashboard", "administration"))
    rows.update(everyone=True, verified_addresses_only=False, shown=False)


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0003_apps"),
    ]

    operations = [migrations.RunPython(open_to_everybody, migrations.RunPython.noop)]
