"""The dashboard and the administration, which wants two factors that were proved in this session."""

from django.db import migrations


def add_rows(apps, _schema_editor):
    policy = apps.get_model("policies", "Policy").objects.create(
        kind="authentication",
        name="Administration",
        description="Two different factors for whoever opens the administration; a mailbox is none of them.",
    )
    rule = apps.get_model("policies", "Rule").objects.create(policy=policy, name="Two factors")
    apps.get_model("policies", "AuthenticationOutcome").objects.create(
        rule=rule, factors=2, excluded=frozenset({"email", "phone", "security_question"})
    )
    application = apps.get_model("applications", "Application")
    application.objects.create(key="dashboard", label="Dashboard")
    application.objects.create(key="administration", label="Administration", authentication_policy=policy)


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0001_initial"),
    ]

    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
