"""The dashboard, and the administration with a policy that requires two factors."""

from django.db import migrations

NOT_COUNTED = frozenset({"email", "phone", "security_question"})


def add_rows(apps, _schema_editor):
    policy = apps.get_model("policies", "Policy").objects.create(
        kind="authentication",
        name="Administration",
        description="Two different factors for whoever opens the administration; a mailbox is none of them.",
    )
    rule = apps.get_model("policies", "Rule").objects.create(policy=policy, name="Two factors")
    apps.get_model("policies", "AuthenticationOutcome").objects.create(rule=rule, factors=2, excluded=NOT_COUNTED)
    applications = apps.get_model("applications", "Application").objects
    # Every user may open both; the administration asks for a permission of its own.
    open_to_all = {"everyone": True, "verified_addresses_only": False, "shown": False}
    applications.create(key="dashboard", label="Dashboard", **open_to_all)
    applications.create(
        key="administration", label="Administration", authentication_policy=policy, **open_to_all
    )


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("policies", "0002_first_rows")]
    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
