"""One default policy of each kind with its catch-all rule; what administrators chose before is kept."""

from django.db import migrations

OPTIONAL = ("password", "email", "passkey", "totp", "recovery_code")
NOT_ALLOWED = ("phone", "security_question")


def _default_rule(apps, kind, name):
    policy = apps.get_model("policies", "Policy").objects.create(kind=kind, name=name, is_default=True)
    rule = apps.get_model("policies", "Rule")
    return rule.objects.create(policy=policy, name="Catch-all rule", is_default=True)


def add_session(apps, _schema_editor):
    old = apps.get_model("policies", "GlobalSessionPolicy").objects.first()
    lifetimes = {"idle_minutes": old.idle_minutes, "absolute_minutes": old.absolute_minutes} if old else {}
    rule = _default_rule(apps, "session", "Default global session policy")
    apps.get_model("policies", "SessionOutcome").objects.create(rule=rule, **lifetimes)


def add_authentication(apps, _schema_editor):
    rule = _default_rule(apps, "authentication", "Default authentication policy")
    apps.get_model("policies", "AuthenticationOutcome").objects.create(rule=rule)


def add_enrollment(apps, _schema_editor):
    rule = _default_rule(apps, "enrollment", "Default authenticator enrollment policy")
    outcome = apps.get_model("policies", "EnrollmentOutcome").objects.create(rule=rule)
    wish = apps.get_model("policies", "EnrollmentWish")
    for need, authenticators in (("optional", OPTIONAL), ("not_allowed", NOT_ALLOWED)):
        for authenticator in authenticators:
            wish.objects.create(outcome=outcome, authenticator=authenticator, need=need)


def add_password(apps, _schema_editor):
    old = apps.get_model("policies", "PasswordPolicy").objects.first()
    names = ("min_length", "refuse_common", "refuse_personal")
    rules = {name: getattr(old, name) for name in names} if old else {}
    rule = _default_rule(apps, "password", "Default password policy")
    apps.get_model("policies", "PasswordOutcome").objects.create(rule=rule, **rules)


def add_account_management(apps, _schema_editor):
    rule = _default_rule(apps, "account_management", "Default account management policy")
    apps.get_model("policies", "AccountManagementOutcome").objects.create(rule=rule, factors=2)


def copy_prevention(apps, _schema_editor):
    """Whoever hid accounts hid them everywhere."""
    rows = apps.get_model("policies", "AccountProtection").objects.filter(enumeration_prevention=True)
    rows.update(hide_at_sign_in=True, hide_at_recovery=True, hide_at_sign_up=True)


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0004_policies_and_rules"),
    ]

    operations = [
        migrations.RunPython(step, migrations.RunPython.noop)
        for step in (
            add_session,
            add_authentication,
            add_enrollment,
            add_password,
            add_account_management,
            copy_prevention,
        )
    ]
