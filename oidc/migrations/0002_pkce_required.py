"""Let confidential clients do without PKCE. Those that exist keep what they were made with."""

from django.db import migrations, models


def keep_required(apps, schema_editor):
    """Require PKCE of the confidential clients that have always had to use it."""
    clients = apps.get_model("oidc", "Client").objects.using(schema_editor.connection.alias)
    clients.filter(client_type="confidential").update(pkce_required=True)


class Migration(migrations.Migration):
    dependencies = [("oidc", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="client",
            name="pkce_required",
            field=models.BooleanField(
                "require PKCE",
                default=False,
                help_text="Public clients always need it, whatever is set here.",
            ),
        ),
        migrations.RunPython(keep_required, migrations.RunPython.noop),
    ]
