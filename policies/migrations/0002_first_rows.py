"""One default policy of each kind with its catch-all rule, and the row of account protection."""

from django.db import migrations

OPTIONAL = ("password", "email", "passkey", "totp", "recovery_code", "identity_provider")
NOT_ALLOWED = ("phone", "security_question")


def add_default_rule(apps, kind, name):
    """Create the default policy of a kind; return its catch-all rule."""
    policy = apps.get_model("policies", "Policy").objects.create(kind=kind, name=name, is_default=True)
    rules = apps.get_model("policies", "Rule").objects
    return rules.create(policy=policy, name="Catch-all rule", is_default=True)


def add_session(apps, _schema_editor):
    rule = add_default_rule(apps, "session", "Default global session policy")
    apps.get_model("policies", "SessionOutcome").objects.create(rule=rule)


def add_authentication(apps, _schema_editor):
    rule = add_default_rule(apps, "authentication", "Default authentication policy")
    apps.get_model("policies", "AuthenticationOutcome").objects.create(rule=rule)


def add_enrollment(apps, _schema_editor):
    rule = add_default_rule(apps, "enrollment", "Default authenticator enrollment policy")
    outcome = apps.get_model("policies", "EnrollmentOutcome").objects.create(rule=rule)
    settings = apps.get_model("policies", "AuthenticatorSetting").objects
    for need, authenticators in (("optional", OPTIONAL), ("not_allowed", NOT_ALLOWED)):
        for authenticator in authenticators:
            settings.create(outcome=outcome, authenticator=authenticator, need=need)


def add_password(apps, _schema_editor):
    rule = add_default_rule(apps, "password", "Default password policy")
    apps.get_model("policies", "PasswordOutcome").objects.create(rule=rule)


def add_account_management(apps, _schema_editor):
    rule = add_default_rule(apps, "account_management", "Default account management policy")
    apps.get_model("policies", "AccountManagementOutcome").objects.create(rule=rule, factors=2)


def add_account_protection(apps, _schema_editor):
    apps.get_model("policies", "AccountProtection").objects.create()


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [
        migrations.RunPython(add_rows, migrations.RunPython.noop)
        for add_rows in (
            add_session,
            add_authentication,
            add_enrollment,
            add_password,
            add_account_management,
            add_account_protection,
        )
    ]
