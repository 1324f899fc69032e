from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_appearance'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AlterField(
            model_name='challenge',
            name='purpose',
            field=models.CharField(choices=[('sign_up', 'Confirm the address of a sign-up'), ('sign_in', 'Sign in'), ('recovery', 'Recover the account'), ('activation', 'Activate an account made by an administrator'), ('welcome', 'Confirm the address after a sign-up that did not ask for it'), ('unlock', 'Unlock the account'), ('step_up', 'Confirm a change of settings'), ('email_change', 'Confirm a new address'), ('email_undo', 'Take a change of address back'), ('leave_undo', 'Keep an account that was to be deleted'), ('phone', 'Confirm a phone number')], max_length=16),
        ),
        migrations.AlterField(
            model_name='user',
            name='status',
            field=models.CharField(choices=[('STAGED', 'Staged'), ('PROVISIONED', 'Waiting for activation'), ('ACTIVE', 'Active'), ('RECOVERY', 'Password reset'), ('PASSWORD_EXPIRED', 'Must change the password'), ('LOCKED_OUT', 'Locked out'), ('SUSPENDED', 'Suspended'), ('LEAVING', 'Asked to be deleted'), ('DEPROVISIONED', 'Deactivated')], default='STAGED', max_length=20),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('status', 'LEAVING')), fields=['status_changed_at'], name='person_leaving_by_time'),
        ),
    ]
