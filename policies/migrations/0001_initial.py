import accounts.identities
import django.core.validators
import django.db.models.deletion
import policies.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('identity_providers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('position', models.PositiveIntegerField(default=0)),
                ('active', models.BooleanField(default=True)),
                ('is_default', models.BooleanField(default=False, editable=False)),
                ('copied_from', models.CharField(blank=True, editable=False, max_length=32)),
                ('groups_included_asked', models.BooleanField(default=False, editable=False)),
                ('people_included_asked', models.BooleanField(default=False, editable=False)),
                ('zones_included_asked', models.BooleanField(default=False, editable=False)),
                ('providers_included_asked', models.BooleanField(default=False, editable=False)),
                ('device', models.CharField(choices=[('any', 'Any'), ('new', 'New device'), ('known', 'Known device')], default='any', help_text='A known device is one that the user has signed in with before.', max_length=20, verbose_name='device')),
                ('occasion', models.CharField(choices=[('any', 'Any'), ('sign_in', 'Sign-in'), ('sign_up', 'Sign-up'), ('recovery', 'Account recovery'), ('settings', 'Account settings')], default='any', help_text='What the user is doing.', max_length=20, verbose_name='flow')),
                ('weekdays', policies.models.fields.KeysField(blank=True, default=frozenset, help_text='Leave empty for every day.', max_length=200, verbose_name='days of the week')),
                ('from_time', models.TimeField(blank=True, help_text='Can be later than the end, to include midnight.', null=True, verbose_name='from')),
                ('until_time', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('time_zone', models.CharField(blank=True, default='UTC', help_text='Such as Europe/Berlin.', max_length=100, verbose_name='time zone')),
                ('operations', policies.models.fields.KeysField(blank=True, default=frozenset, help_text='Leave empty for any operation.', max_length=200, verbose_name='operations')),
                ('authenticators', policies.models.fields.KeysField(blank=True, default=frozenset, help_text='Leave empty for any authenticator.', max_length=200, verbose_name='authenticators')),
                ('groups_excluded', models.ManyToManyField(blank=True, related_name='+', to='accounts.group', verbose_name='not a member of')),
                ('groups_included', models.ManyToManyField(blank=True, help_text='Leave empty for everyone.', related_name='+', to='accounts.group', verbose_name='member of any of')),
                ('people_excluded', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='none of these people')),
                ('people_included', models.ManyToManyField(blank=True, help_text='Leave empty for everyone.', related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='any of these people')),
                ('providers_excluded', models.ManyToManyField(blank=True, related_name='+', to='identity_providers.identityprovider', verbose_name='not signed in with these identity providers')),
                ('providers_included', models.ManyToManyField(blank=True, help_text='Leave empty for everyone, also people who sign in without one.', related_name='+', to='identity_providers.identityprovider', verbose_name='signed in with any of these identity providers')),
            ],
            options={
                'ordering': ('policy', 'is_default', 'position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='AccountProtection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('hide_at_sign_in', models.BooleanField(default=False, help_text='Sign-in asks the same questions whether or not an account exists.', verbose_name='prevent user enumeration at sign-in')),
                ('hide_at_recovery', models.BooleanField(default=False, help_text='Everyone sees “Check your email”. Only people with an account get an email.', verbose_name='prevent user enumeration at recovery')),
                ('hide_at_sign_up', models.BooleanField(default=False, help_text='Everyone sees “Check your email”. The owner of an existing address gets a notice. Needs email verification at sign-up.', verbose_name='prevent user enumeration at sign-up')),
                ('challenge_minutes', models.PositiveIntegerField(default=10, help_text='From 5 to 30 minutes.', validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(30)], verbose_name='lifetime of emailed codes and links (minutes)')),
                ('new_device_mail', models.BooleanField(default=True, help_text='The email says what to do if it wasn’t them.', verbose_name='email people about sign-ins on new devices')),
            ],
            options={
                'verbose_name': 'account protection',
                'verbose_name_plural': 'account protection',
            },
        ),
        migrations.CreateModel(
            name='NetworkZone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('networks', models.TextField(help_text='One network or IP address per line, such as 203.0.113.0/24 or 2001:db8::/32.')),
                ('limit_multiplier', models.PositiveSmallIntegerField(default=1, help_text='Multiplies the limits of each IP address in the zone. Raise it for an office whose users share an address. From 1 to 100.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='rate limit multiplier')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('based_on', models.PositiveIntegerField(default=0, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('session', 'Global session policy'), ('authentication', 'Authentication policy'), ('enrollment', 'Authenticator enrollment policy'), ('password', 'Password policy'), ('account_management', 'Account management policy')], max_length=20)),
                ('name', models.CharField(max_length=100)),
                ('description', models.CharField(blank=True, max_length=1024)),
                ('position', models.PositiveIntegerField(default=0)),
                ('active', models.BooleanField(default=True)),
                ('is_default', models.BooleanField(default=False, editable=False, verbose_name='default')),
                ('draft_of', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='policies.policy')),
                ('groups', models.ManyToManyField(blank=True, help_text='The policy applies to members of these groups.', related_name='+', to='accounts.group')),
            ],
            options={
                'verbose_name_plural': 'policies',
                'ordering': ('kind', 'is_default', 'position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='AccountManagementOutcome',
            fields=[
                ('rule', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='policies.rule')),
                ('allowed', models.BooleanField(default=True, help_text='If off, people can’t do this themselves.', verbose_name='allow the change')),
                ('factors', models.PositiveSmallIntegerField(choices=[(1, 'One factor'), (2, 'Two different factors')], default=1, help_text='How many different factors the user must verify.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2)], verbose_name='required factors')),
                ('if_enrolled', models.BooleanField(default=True, help_text='If off, people with only one authenticator can’t make the change.', verbose_name='require a second factor only if enrolled')),
                ('phishing_resistant', models.BooleanField(default=False, help_text='Only passkeys meet this.', verbose_name='require phishing resistance')),
                ('proof_minutes', models.PositiveIntegerField(default=15, help_text='How long an earlier verification in the session counts.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='verification valid for (minutes)')),
                ('ends_sessions', models.BooleanField(default=True, help_text='The change signs the user out of other browsers.', verbose_name='end other sessions afterwards')),
            ],
            options={
                'verbose_name': 'outcome',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuthenticationOutcome',
            fields=[
                ('rule', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='policies.rule')),
                ('allowed', models.BooleanField(default=True, help_text='If off, people can’t open the application.', verbose_name='allow access')),
                ('deny_text', models.CharField(blank=True, default='', help_text='Shown to people when this rule denies access.', max_length=500, verbose_name='message when denied')),
                ('factors', models.PositiveSmallIntegerField(choices=[(1, 'One factor'), (2, 'Two different factors')], default=1, help_text='How many different factors the user must verify.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2)], verbose_name='required factors')),
                ('password', models.BooleanField(default=False, help_text='One of the factors must be the password, or an account with another provider.', verbose_name='require a password')),
                ('identity_provider', models.BooleanField(default=False, help_text='One of the factors must be an account with an identity provider.', verbose_name='require an identity provider')),
                ('knowledge', models.BooleanField(default=False, help_text='Something the user knows, such as a password.', verbose_name='require a knowledge factor')),
                ('possession', models.BooleanField(default=False, help_text='Something the user has, such as a phone or a passkey.', verbose_name='require a possession factor')),
                ('phishing_resistant', models.BooleanField(default=False, help_text='The possession factor doesn’t work on a fake website. Passkeys meet this.', verbose_name='phishing-resistant')),
                ('device_bound', models.BooleanField(default=False, help_text='The possession factor can’t be copied to another device.', verbose_name='device-bound')),
                ('user_verifying', models.BooleanField(default=False, help_text='The possession factor asks for a PIN or a biometric.', verbose_name='user verification (PIN or biometric)')),
                ('excluded', policies.models.fields.KeysField(blank=True, default=frozenset, help_text='These never count for this rule.', max_length=200, verbose_name='authenticators not accepted')),
                ('password_minutes', models.PositiveIntegerField(blank=True, help_text='Leave empty to accept it for the whole session.', null=True, verbose_name='ask for the password again after (minutes)')),
                ('other_minutes', models.PositiveIntegerField(blank=True, help_text='Leave empty to accept it for the whole session.', null=True, verbose_name='verify other factors again after (minutes)')),
                ('keep_me_signed_in', models.BooleanField(default=False, help_text='People can choose to stay signed in on their device.', verbose_name='offer “Keep me signed in”')),
                ('ask_again_days', models.PositiveSmallIntegerField(default=7, help_text='How long to wait after someone declines.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='offer it again after (days)')),
            ],
            options={
                'verbose_name': 'outcome',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EnrollmentOutcome',
            fields=[
                ('rule', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='policies.rule')),
                ('offer', models.BooleanField(default=False, help_text='New users can set them up or skip them.', verbose_name='offer optional authenticators at sign-up')),
                ('nudge', models.BooleanField(default=True, help_text='Only people without a passkey see the suggestion.', verbose_name='suggest a passkey on the dashboard')),
                ('nudge_skips', models.PositiveSmallIntegerField(default=0, help_text='0 means no limit.', verbose_name='maximum number of suggestions')),
                ('nudge_pause_days', models.PositiveSmallIntegerField(default=30, help_text='How long to wait before suggesting it again.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(365)], verbose_name='wait between suggestions (days)')),
            ],
            options={
                'verbose_name': 'outcome',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PasswordOutcome',
            fields=[
                ('rule', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='policies.rule')),
                ('min_length', models.PositiveSmallIntegerField(default=15, help_text='NIST requires 15 for a password used alone. The lowest possible value is 8.', validators=[django.core.validators.MinValueValidator(8), django.core.validators.MaxValueValidator(64)], verbose_name='minimum length (characters)')),
                ('min_lower', models.PositiveSmallIntegerField(default=0, help_text='0 means none are required.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='minimum lowercase letters')),
                ('min_upper', models.PositiveSmallIntegerField(default=0, help_text='0 means none are required.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='minimum uppercase letters')),
                ('min_number', models.PositiveSmallIntegerField(default=0, help_text='0 means none are required.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='minimum digits')),
                ('min_symbol', models.PositiveSmallIntegerField(default=0, help_text='0 means none are required.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='minimum symbols')),
                ('refuse_common', models.BooleanField(default=True, help_text='Compares new passwords with a list of well-known ones.', verbose_name='reject common passwords')),
                ('refuse_personal', models.BooleanField(default=True, help_text='New passwords can’t contain the user’s own details.', verbose_name='reject parts of the name and email address')),
                ('refuse_breached', models.BooleanField(default=False, help_text='Sends five characters of a hash to the service, never the password.', verbose_name='check for breached passwords')),
                ('history', models.PositiveSmallIntegerField(default=0, help_text='How many previous passwords can’t be reused.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(30)], verbose_name='password history')),
                ('max_age_days', models.PositiveSmallIntegerField(default=0, help_text='0 means the password never expires.', verbose_name='maximum password age (days)')),
                ('warn_days', models.PositiveSmallIntegerField(default=0, help_text='How many days before expiry people see a warning. 0 means no warning.', verbose_name='expiry warning (days)')),
                ('min_age_minutes', models.PositiveIntegerField(default=0, help_text='How long people wait before they can change it again. 0 means no wait.', verbose_name='minimum password age (minutes)')),
                ('lockout_attempts', models.PositiveSmallIntegerField(default=10, help_text='0 means accounts are never locked.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='wrong passwords before lockout')),
                ('unlock_minutes', models.PositiveIntegerField(default=15, help_text='0 keeps the account locked until someone unlocks it.', verbose_name='unlock automatically after (minutes)')),
                ('lockout_tell', models.BooleanField(default=False, help_text='The sign-in page then reveals that the account exists.', verbose_name='show that the account is locked')),
                ('lockout_notify', models.BooleanField(default=True, help_text='The email explains what happened and what to do next.', verbose_name='email the user about the lockout')),
                ('reset_allowed', models.BooleanField(default=True, help_text='People can reset a forgotten password themselves.', verbose_name='allow self-service password reset')),
                ('unlock_allowed', models.BooleanField(default=True, help_text='People can unlock their account before the lockout ends.', verbose_name='allow self-service unlock')),
            ],
            options={
                'verbose_name': 'outcome',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionOutcome',
            fields=[
                ('rule', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='policies.rule')),
                ('allowed', models.BooleanField(default=True, help_text='If off, people can’t sign in.', verbose_name='allow access')),
                ('first_factor', models.CharField(choices=[('password', 'A password or an identity provider'), ('identity_provider', 'An identity provider'), ('any', 'Any authenticator')], default='any', help_text='The first authenticator of a sign-in.', max_length=20, verbose_name='establish the session with')),
                ('further_factor', models.BooleanField(default=False, help_text='Ask for a second, different factor.', verbose_name='require multifactor authentication (MFA)')),
                ('prompt', models.CharField(choices=[('always', 'At every sign-in'), ('new_device', 'On a new device'), ('after', 'When the MFA lifetime on the device ends')], default='always', help_text='How often people verify the second factor.', max_length=20, verbose_name='prompt for MFA')),
                ('further_minutes', models.PositiveIntegerField(default=15, help_text='How long a device stays verified. Only used with the last option above.', verbose_name='MFA lifetime (minutes)')),
                ('idle_minutes', models.PositiveIntegerField(default=120, help_text='The session ends after this time without activity.', verbose_name='maximum idle time (minutes)')),
                ('absolute_minutes', models.PositiveIntegerField(default=1440, help_text='The session ends after this time, even when it’s in use.', verbose_name='maximum session lifetime (minutes)')),
                ('persistent', models.BooleanField(default=False, help_text='People stay signed in when they open the browser again.', verbose_name='keep the session when the browser closes')),
            ],
            options={
                'verbose_name': 'outcome',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='rule',
            name='zones_excluded',
            field=models.ManyToManyField(blank=True, related_name='+', to='policies.networkzone', verbose_name='not in these network zones'),
        ),
        migrations.AddField(
            model_name='rule',
            name='zones_included',
            field=models.ManyToManyField(blank=True, help_text='Leave empty for any network.', related_name='+', to='policies.networkzone', verbose_name='in any of these network zones'),
        ),
        migrations.AddField(
            model_name='rule',
            name='policy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='policies.policy'),
        ),
        migrations.CreateModel(
            name='AccountManagementPolicy',
            fields=[
            ],
            options={
                'verbose_name': 'account management policy',
                'verbose_name_plural': 'account management policies',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('policies.policy',),
        ),
        migrations.CreateModel(
            name='AuthenticationPolicy',
            fields=[
            ],
            options={
                'verbose_name': 'authentication policy',
                'verbose_name_plural': 'authentication policies',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('policies.policy',),
        ),
        migrations.CreateModel(
            name='EnrollmentPolicy',
            fields=[
            ],
            options={
                'verbose_name': 'authenticator enrollment policy',
                'verbose_name_plural': 'authenticator enrollment policies',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('policies.policy',),
        ),
        migrations.CreateModel(
            name='PasswordPolicy',
            fields=[
            ],
            options={
                'verbose_name': 'password policy',
                'verbose_name_plural': 'password policies',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('policies.policy',),
        ),
        migrations.CreateModel(
            name='SessionPolicy',
            fields=[
            ],
            options={
                'verbose_name': 'global session policy',
                'verbose_name_plural': 'global session policies',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('policies.policy',),
        ),
        migrations.CreateModel(
            name='PolicyShadow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('end', models.CharField(blank=True, choices=[('stopped', 'An administrator stopped it.'), ('changed', 'The draft or its policy was changed. The results are about the draft before.'), ('full', 'It has looked at as many attempts as one trial can.')], max_length=10)),
                ('draft', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='shadow', to='policies.policy')),
            ],
            options={
                'ordering': ('-started_at',),
            },
        ),
        migrations.CreateModel(
            name='ShadowAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('user', models.CharField(blank=True, max_length=32)),
                ('transaction', models.CharField(max_length=32)),
                ('rule', models.TextField(blank=True)),
                ('differences', models.JSONField(blank=True, default=list)),
                ('shadow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='policies.policyshadow')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='AuthenticatorSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authenticator', models.CharField(choices=[('password', 'Password'), ('email', 'Email'), ('phone', 'Phone'), ('totp', 'Authenticator app'), ('passkey', 'Passkey'), ('security_question', 'Security question'), ('recovery_code', 'Recovery codes'), ('access_code', 'Temporary access code'), ('identity_provider', 'Account with another provider')], max_length=20)),
                ('need', models.CharField(choices=[('required', 'Required'), ('optional', 'Optional'), ('not_allowed', 'Not allowed')], default='not_allowed', max_length=20, verbose_name='enrollment')),
                ('grace_until', models.DateTimeField(blank=True, help_text='People can skip it until then.', null=True, verbose_name='can be postponed until')),
                ('grace_skips', models.PositiveSmallIntegerField(default=0, help_text='How many times people can skip it.', verbose_name='can be postponed (times)')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settings', to='policies.enrollmentoutcome')),
            ],
            options={
                'verbose_name': 'authenticator',
                'ordering': ('id',),
            },
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('policy',), name='one_catch_all_rule'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(condition=models.Q(('draft_of', None), ('is_default', True)), fields=('kind',), name='one_default_policy_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(condition=models.Q(('draft_of', None)), fields=('kind', 'name'), name='one_policy_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='authenticatorsetting',
            constraint=models.UniqueConstraint(fields=('outcome', 'authenticator'), name='one_setting_of_an_authenticator'),
        ),
    ]
