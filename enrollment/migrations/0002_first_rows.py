"""The default profile enrollment policy, which cannot be deleted. Sign-up is off until an administrator allows it."""

from django.db import migrations

FIELDS = ("email", "firstName", "lastName")


def add_policy(apps, schema_editor):
    policy = apps.get_model("enrollment", "ProfileEnrollmentPolicy").objects.create(
        name="Default policy", is_default=True
    )
    attributes = apps.get_model("accounts", "ProfileAttribute").objects.in_bulk(FIELDS, field_name="key")
    field = apps.get_model("enrollment", "EnrollmentFormField")
    field.objects.bulk_create(
        field(policy=policy, attribute=attributes[key], required=True, position=place * 10)
        for place, key in enumerate(FIELDS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial"), ("accounts", "0002_first_rows")]
    operations = [migrations.RunPython(add_policy, migrations.RunPython.noop)]
