from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the times of the uses of a limit. What was counted before is forgotten: it was another measure."""

    dependencies = [("accounts", "0016_left_groups")]

    operations = [
        migrations.DeleteModel("Budget"),
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("uses", models.JSONField(default=list)),
                ("ends_at", models.BigIntegerField(db_index=True)),
            ],
        ),
    ]
