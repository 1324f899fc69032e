"""What the ordered policies hold now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0005_default_policies'),
    ]

    operations = [
        migrations.DeleteModel(
            name='GlobalSessionPolicy',
        ),
        migrations.DeleteModel(
            name='PasswordPolicy',
        ),
        migrations.RemoveField(
            model_name='accountprotection',
            name='enumeration_prevention',
        ),
    ]
