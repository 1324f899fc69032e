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
                ('groups_included_asked', models.BooleanField(default=False, editable=False)),
                ('people_included_asked', models.BooleanField(default=False, editable=False)),
                ('zones_included_asked', models.BooleanField(default=False, editable=False)),
                ('device', models.CharField(choices=[('any', 'Any'), ('new', 'New to the person'), ('known', 'Used before')], default='any', max_length=20, verbose_name='device')),
                ('occasion', models.CharField(choices=[('any', 'Any'), ('sign_in', 'Sign-in'), ('sign_up', 'Sign-up'), ('recovery', 'Recovery'), ('settings', 'Settings')], default='any', max_length=20, verbose_name='occasion')),
                ('weekdays', policies.models.fields.KeysField(blank=True, default=frozenset, help_text='Empty: every day.', max_length=200, verbose_name='only on')),
                ('from_time', models.TimeField(blank=True, help_text='May be later than the end: over midnight.', null=True, verbose_name='from')),
                ('until_time', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('time_zone', models.CharField(blank=True, default='UTC', help_text='Such as Europe/Berlin.', max_length=100, verbose_name='time zone')),
                ('operations', policies.models.fields.KeysField(blank=True, default=frozenset, help_text='Empty: whatever it is.', max_length=200, verbose_name='only to')),
                ('authenticators', policies.models.fields.KeysField(blank=True, default=frozenset, help_text='Empty: whatever it is about.', max_length=200, verbose_name='only about')),
                ('groups_excluded', models.ManyToManyField(blank=True, related_name='+', to='accounts.group', verbose_name='but not members of')),
                ('groups_included', models.ManyToManyField(blank=True, help_text='Empty: everybody.', related_name='+', to='accounts.group', verbose_name='only members of')),
                ('people_excluded', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='but not these people')),
                ('people_included', models.ManyToManyField(blank=True, help_text='Empty: everybody.', related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='only these people')),
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
                ('hide_at_sign_in', models.BooleanField(default=False, help_text='Everybody is asked the same questions; the note about unknown usernames is hidden.', verbose_name='hide at sign-in whether an account exists')),
                ('hide_at_recovery', models.BooleanField(default=False, help_text='Everybody is told to check their email; only people with an account get one.', verbose_name='hide at recovery whether an account exists')),
                ('hide_at_sign_up', models.BooleanField(default=False, help_text='Sign-up then answers everybody with “check your email”; the holder of a taken address is told by mail. Needs email verification at sign-up.', verbose_name='hide at sign-up whether an account exists')),
                ('challenge_minutes', models.PositiveIntegerField(default=10, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(30)], verbose_name='emailed codes and links work for (minutes)')),
                ('new_device_mail', models.BooleanField(default=True, verbose_name='tell people by mail of a sign-in with a new device')),
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
                ('networks', models.TextField(help_text='One network a line, such as 203.0.113.0/24 or 2001:db8::/32; a single address is one too.')),
                ('limit_multiplier', models.PositiveSmallIntegerField(default=1, help_text='Each address may try this many times as often as others. Raise it for an office or a school whose users share one address; 1 to 100.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='limits for each address, times')),
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
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('session', 'Global session policy'), ('authentication', 'Authentication policy'), ('enrollment', 'Authenticator enrollment policy'), ('password', 'Password policy'), ('account_management', 'Account management policy')], max_length=20)),
                ('name', models.CharField(max_length=100)),
                ('description', models.CharField(blank=True, max_length=1024)),
                ('position', models.PositiveIntegerField(default=0)),
                ('active', models.BooleanField(default=True)),
                ('is_default', models.BooleanField(default=False, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='Whose members the policy is for.', related_name='+', to='accounts.group')),
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
                ('allowed', models.BooleanField(default=True, verbose_name='may do it')),
                ('factors', models.PositiveSmallIntegerField(choices=[(1, 'One factor'), (2, 'Two different factors')], default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2)], verbose_name='factors')),
                ('if_enrolled', models.BooleanField(default=True, help_text='Otherwise people with one authenticator are shut out.', verbose_name='a second one only of people who have one')),
                ('phishing_resistant', models.BooleanField(default=False, verbose_name='by something that no false page can ask for')),
                ('proof_minutes', models.PositiveIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='proved within (minutes)')),
                ('ends_sessions', models.BooleanField(default=True, verbose_name='sessions in other browsers end afterwards')),
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
                ('allowed', models.BooleanField(default=True, verbose_name='may come in')),
                ('deny_text', models.CharField(blank=True, default='', help_text='Your own words to whoever is refused.', max_length=500, verbose_name='what people are told')),
                ('factors', models.PositiveSmallIntegerField(choices=[(1, 'One factor'), (2, 'Two different factors')], default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2)], verbose_name='factors')),
                ('password', models.BooleanField(default=False, verbose_name='one of them a password')),
                ('knowledge', models.BooleanField(default=False, verbose_name='one of them something known')),
                ('possession', models.BooleanField(default=False, verbose_name='one of them something had')),
                ('phishing_resistant', models.BooleanField(default=False, verbose_name='which no false page can ask for')),
                ('device_bound', models.BooleanField(default=False, verbose_name='which lives in one device')),
                ('user_verifying', models.BooleanField(default=False, verbose_name='which knows its user')),
                ('excluded', policies.models.fields.KeysField(blank=True, default=frozenset, max_length=200, verbose_name='authenticators that do not count')),
                ('password_minutes', models.PositiveIntegerField(blank=True, help_text='Empty: never.', null=True, verbose_name='ask for the password again after (minutes)')),
                ('other_minutes', models.PositiveIntegerField(blank=True, help_text='Empty: never.', null=True, verbose_name='ask for other factors again after (minutes)')),
                ('keep_me_signed_in', models.BooleanField(default=False, verbose_name='ask whether to stay signed in')),
                ('ask_again_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='ask that again after (days)')),
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
                ('offer', models.BooleanField(default=False, verbose_name='offer optional ones at sign-up')),
                ('nudge', models.BooleanField(default=True, verbose_name='suggest a passkey on the dashboard')),
                ('nudge_skips', models.PositiveSmallIntegerField(default=0, help_text='0: without limit.', verbose_name='suggest it at most (times)')),
                ('nudge_pause_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(365)], verbose_name='and not again within (days)')),
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
                ('min_length', models.PositiveSmallIntegerField(default=15, help_text='15 is NIST’s minimum for a password used alone; 8 is the lowest possible.', validators=[django.core.validators.MinValueValidator(8), django.core.validators.MaxValueValidator(64)], verbose_name='shortest password (characters)')),
                ('min_lower', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='small letters')),
                ('min_upper', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='capital letters')),
                ('min_number', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='digits')),
                ('min_symbol', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(8)], verbose_name='symbols')),
                ('refuse_common', models.BooleanField(default=True, verbose_name='refuse common passwords')),
                ('refuse_personal', models.BooleanField(default=True, verbose_name='refuse parts of the name and address')),
                ('refuse_breached', models.BooleanField(default=False, help_text='The service learns five characters of a digest, never the password.', verbose_name='ask a service for leaked passwords')),
                ('history', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(30)], verbose_name='earlier passwords that may not come again')),
                ('max_age_days', models.PositiveSmallIntegerField(default=0, help_text='0: never.', verbose_name='has to be changed after (days)')),
                ('warn_days', models.PositiveSmallIntegerField(default=0, verbose_name='people are warned before that (days)')),
                ('min_age_minutes', models.PositiveIntegerField(default=0, verbose_name='cannot be changed again within (minutes)')),
                ('lockout_attempts', models.PositiveSmallIntegerField(default=10, help_text='0: never.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='wrong passwords that lock')),
                ('unlock_minutes', models.PositiveIntegerField(default=15, help_text='0: stays locked until somebody unlocks it.', verbose_name='opens by itself after (minutes)')),
                ('lockout_tell', models.BooleanField(default=False, verbose_name='the page says that the account is locked')),
                ('lockout_notify', models.BooleanField(default=True, verbose_name='its holder gets a mail')),
                ('reset_allowed', models.BooleanField(default=True, verbose_name='people may reset their password')),
                ('unlock_allowed', models.BooleanField(default=True, verbose_name='people may unlock their account')),
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
                ('allowed', models.BooleanField(default=True, verbose_name='may sign in')),
                ('first_factor', models.CharField(choices=[('password', 'A password'), ('any', 'Any authenticator')], default='any', max_length=20, verbose_name='a sign-in begins with')),
                ('further_factor', models.BooleanField(default=False, verbose_name='ask for a further factor')),
                ('prompt', models.CharField(choices=[('always', 'Every time'), ('new_device', 'On a new device'), ('after', 'After some time on the same device')], default='always', max_length=20, verbose_name='and ask for it')),
                ('further_minutes', models.PositiveIntegerField(default=15, verbose_name='again after (minutes)')),
                ('idle_minutes', models.PositiveIntegerField(default=120, verbose_name='ends when unused for (minutes)')),
                ('absolute_minutes', models.PositiveIntegerField(default=1440, verbose_name='ends at the latest after (minutes)')),
                ('persistent', models.BooleanField(default=False, verbose_name='stays when the browser is closed')),
            ],
            options={
                'verbose_name': 'outcome',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='rule',
            name='zones_excluded',
            field=models.ManyToManyField(blank=True, related_name='+', to='policies.networkzone', verbose_name='but not from'),
        ),
        migrations.AddField(
            model_name='rule',
            name='zones_included',
            field=models.ManyToManyField(blank=True, help_text='Empty: from anywhere.', related_name='+', to='policies.networkzone', verbose_name='only from'),
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
            name='AuthenticatorSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authenticator', models.CharField(choices=[('password', 'Password'), ('email', 'Email'), ('phone', 'Phone'), ('totp', 'Authenticator app'), ('passkey', 'Passkey'), ('security_question', 'Security question'), ('recovery_code', 'Recovery codes'), ('access_code', 'Temporary access code')], max_length=20)),
                ('need', models.CharField(choices=[('required', 'Required'), ('optional', 'Optional'), ('not_allowed', 'Not allowed')], default='not_allowed', max_length=20, verbose_name='need')),
                ('grace_until', models.DateTimeField(blank=True, null=True, verbose_name='may be put off until')),
                ('grace_skips', models.PositiveSmallIntegerField(default=0, verbose_name='may be put off (times)')),
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
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('kind',), name='one_default_policy_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(fields=('kind', 'name'), name='one_policy_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='authenticatorsetting',
            constraint=models.UniqueConstraint(fields=('outcome', 'authenticator'), name='one_setting_of_an_authenticator'),
        ),
    ]
