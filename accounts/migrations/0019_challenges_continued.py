from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a challenge accept the code of a mail that another one sent."""

    dependencies = [("accounts", "0018_longer_addresses"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("challenge", "mailed", models.BooleanField(default=True)),
        migrations.AddIndex(
            "challenge", models.Index(fields=["address", "purpose"], name="challenge_by_address")
        ),
    ]
