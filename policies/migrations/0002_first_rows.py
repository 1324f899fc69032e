"""One default row of each policy."""

from django.db import migrations


def add_rows(apps, schema_editor):
    for name in ("PasswordPolicy", "GlobalSessionPolicy", "AccountProtection"):
        apps.get_model("policies", name).objects.create()


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
