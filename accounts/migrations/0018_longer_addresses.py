"""Addresses have up to 254 characters (RFC 5321 §4.5.3.1.3), where nobody has chosen another number."""

from django.db import migrations

KEYS = ("login", "email", "secondEmail")
BEFORE, AFTER = 100, 254


def lengthen(apps, schema_editor):
    attributes = apps.get_model("accounts", "ProfileAttribute").objects
    attributes.filter(key__in=KEYS, base=True, max_length=BEFORE).update(max_length=AFTER)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_uses_of_limits")]
    operations = [migrations.RunPython(lengthen, migrations.RunPython.noop)]
