import accounts.identities
import accounts.models.users
import django.contrib.auth.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdminAccessLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('address', models.CharField(max_length=254)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('key', models.SlugField(default='default', max_length=32, unique=True)),
                ('name', models.CharField(default='Orchard', max_length=60)),
                ('color', models.CharField(default='#0b6657', max_length=7, verbose_name='primary color')),
                ('accent', models.CharField(default='#d98c3f', max_length=7, verbose_name='accent color')),
                ('logo', models.TextField(blank=True)),
                ('support_email', models.EmailField(blank=True, max_length=254)),
                ('postal_address', models.CharField(blank=True, max_length=200)),
                ('help_url', models.URLField(blank=True, verbose_name='help URL')),
                ('privacy_url', models.URLField(blank=True, verbose_name='privacy policy URL')),
                ('terms_url', models.URLField(blank=True, verbose_name='terms of service URL')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('uses', models.JSONField(default=list)),
                ('ends_at', models.BigIntegerField(db_index=True)),
            ],
            options={
                'verbose_name': 'attempt counter',
            },
        ),
        migrations.CreateModel(
            name='ConfigurationVersion',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=32)),
                ('changes', models.JSONField(db_default=[], default=list, editable=False)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=255, unique=True)),
                ('description', models.CharField(blank=True, max_length=1024)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='PasswordFailures',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField()),
                ('locked_until', models.FloatField(null=True)),
                ('last_at', models.FloatField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ProfileAttribute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('key', models.CharField(help_text='Identifies the attribute in APIs and configuration files. You can’t change it later.', max_length=64, unique=True)),
                ('type', models.CharField(choices=[('string', 'Text'), ('long_text', 'Long text'), ('number', 'Number'), ('integer', 'Whole number'), ('boolean', 'Yes or no'), ('choice', 'One choice'), ('multiple_choice', 'Multiple choice'), ('date', 'Date'), ('email', 'Email address'), ('url', 'Web address'), ('phone', 'Phone number'), ('country', 'Country'), ('language', 'Language'), ('time_zone', 'Time zone')], max_length=20)),
                ('title', models.CharField(max_length=255)),
                ('help', models.CharField(blank=True, help_text='Shown below the field on forms.', max_length=1024, verbose_name='help text')),
                ('required', models.BooleanField(default=False)),
                ('min_length', models.PositiveIntegerField(blank=True, null=True, verbose_name='minimum length')),
                ('max_length', models.PositiveIntegerField(blank=True, null=True, verbose_name='maximum length')),
                ('minimum', models.DecimalField(blank=True, decimal_places=10, max_digits=30, null=True)),
                ('maximum', models.DecimalField(blank=True, decimal_places=10, max_digits=30, null=True)),
                ('min_items', models.PositiveIntegerField(blank=True, null=True, verbose_name='minimum number of options')),
                ('max_items', models.PositiveIntegerField(blank=True, null=True, verbose_name='maximum number of options')),
                ('earliest', models.CharField(blank=True, help_text='A date such as 2026-01-31, or the word today.', max_length=10, verbose_name='earliest date')),
                ('latest', models.CharField(blank=True, help_text='A date such as 2026-01-31, or the word today.', max_length=10, verbose_name='latest date')),
                ('pattern', models.CharField(blank=True, help_text='Regular expression (RE2) that the whole value must match.', max_length=255)),
                ('pattern_message', models.CharField(blank=True, help_text='Shown when a value doesn’t match the pattern.', max_length=255, verbose_name='message for the pattern')),
                ('options', models.JSONField(blank=True, default=list)),
                ('default', models.JSONField(blank=True, null=True)),
                ('unique', models.BooleanField(default=False, help_text='No two people can have the same value.')),
                ('permission', models.CharField(choices=[('hidden', 'Hidden'), ('read_only', 'Read only'), ('read_write', 'Read and write')], default='read_write', help_text='What people can do with this attribute in their own profile.', max_length=20)),
                ('sensitive', models.BooleanField(default=False, help_text='Sensitive attributes must be hidden.')),
                ('base', models.BooleanField(default=False, editable=False, verbose_name='base attribute')),
                ('autocomplete', models.CharField(blank=True, help_text='HTML autocomplete token for browsers, such as given-name.', max_length=64)),
                ('position', models.PositiveIntegerField(default=100, help_text='Lower numbers come first.')),
            ],
            options={
                'ordering': ('position', 'key'),
            },
        ),
        migrations.CreateModel(
            name='RuleRecomputation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule_id', models.CharField(max_length=32, unique=True)),
                ('changed_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('user_after', models.BigIntegerField(default=0)),
                ('is_last', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='SpentChallenge',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='TaskPosition',
            fields=[
                ('task', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('last_id', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('auth.group',),
            managers=[
                ('objects', django.contrib.auth.models.GroupManager()),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True, verbose_name='user ID')),
                ('login', models.CharField(blank=True, max_length=254, null=True, unique=True)),
                ('email', models.CharField(max_length=254, verbose_name='email address')),
                ('email_verified', models.BooleanField(default=False, verbose_name='verified email address')),
                ('first_name', models.CharField(blank=True, max_length=50)),
                ('last_name', models.CharField(blank=True, max_length=50)),
                ('email_folded', accounts.models.users.SearchFormField(default='', editable=False, source='email')),
                ('first_name_folded', accounts.models.users.SearchFormField(default='', editable=False, source='first_name')),
                ('last_name_folded', accounts.models.users.SearchFormField(default='', editable=False, source='last_name')),
                ('profile', models.JSONField(blank=True, default=dict)),
                ('status', models.CharField(choices=[('STAGED', 'Staged'), ('PROVISIONED', 'Pending activation'), ('ACTIVE', 'Active'), ('RECOVERY', 'Password reset'), ('PASSWORD_EXPIRED', 'Password expired'), ('LOCKED_OUT', 'Locked'), ('SUSPENDED', 'Suspended'), ('LEAVING', 'Pending deletion'), ('DEPROVISIONED', 'Deactivated')], default='STAGED', max_length=20)),
                ('origin', models.CharField(choices=[('self_service', 'Signed up'), ('administrator', 'Added by an administrator'), ('import', 'Imported')], default='administrator', max_length=20)),
                ('security_epoch', models.PositiveIntegerField(default=1)),
                ('is_staff', models.BooleanField(default=False, verbose_name='administrator')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('activated_at', models.DateTimeField(blank=True, null=True, verbose_name='activated')),
                ('status_changed_at', models.DateTimeField(blank=True, null=True, verbose_name='status changed')),
                ('password_changed_at', models.DateTimeField(blank=True, null=True, verbose_name='password changed')),
                ('undone_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('has_authenticators', models.BooleanField(default=False, editable=False)),
                ('has_put_off', models.BooleanField(default=False, editable=False)),
                ('last_authenticator', models.CharField(blank=True, editable=False, max_length=32)),
                ('theme', models.CharField(choices=[('system', 'Same as my device'), ('light', 'Light'), ('dark', 'Dark')], db_default='system', default='system', max_length=6)),
                ('language', models.CharField(blank=True, db_default='', default='', max_length=12)),
                ('sign_up_app', models.CharField(blank=True, db_default='', default='', editable=False, max_length=100)),
                ('sign_up_policy', models.CharField(blank=True, db_default='', default='', editable=False, max_length=32)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'people',
                'ordering': ('email',),
                'permissions': (('support_user', 'Can help users (unlock, suspend, new password, sessions, codes)'), ('export_user', 'Can export people as a file')),
            },
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, max_length=32, unique=True)),
                ('purpose', models.CharField(choices=[('sign_up', 'Sign-up'), ('sign_in', 'Sign-in'), ('recovery', 'Account recovery'), ('activation', 'Account activation'), ('welcome', 'Email verification after sign-up'), ('unlock', 'Account unlock'), ('step_up', 'Account change'), ('email_change', 'Email address change'), ('email_undo', 'Undo of security changes'), ('leave_undo', 'Cancellation of account deletion'), ('phone', 'Phone number verification')], max_length=16)),
                ('address', models.CharField(max_length=254)),
                ('key_id', models.CharField(max_length=32)),
                ('serial', models.PositiveIntegerField(default=1)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('max_attempts', models.PositiveSmallIntegerField(default=5)),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('decoy', models.BooleanField(default=False)),
                ('mailed', models.BooleanField(default=True)),
                ('transaction_id', models.CharField(blank=True, db_index=True, max_length=32)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Enrollment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, max_length=32, unique=True)),
                ('authenticator', models.CharField(choices=[('password', 'Password'), ('email', 'Email'), ('phone', 'Phone'), ('totp', 'Authenticator app'), ('passkey', 'Passkey'), ('security_question', 'Security question'), ('recovery_code', 'Recovery codes'), ('access_code', 'Temporary access code')], max_length=20)),
                ('label', models.CharField(blank=True, max_length=100)),
                ('data', models.JSONField(default=dict)),
                ('credential_id', models.CharField(blank=True, max_length=1400, null=True, unique=True)),
                ('sign_count', models.PositiveBigIntegerField(default=0)),
                ('backed_up', models.BooleanField(default=False)),
                ('last_step', models.BigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrollments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'authenticator enrollment',
            },
        ),
        migrations.CreateModel(
            name='AccessCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=100)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='issued_access_codes', to=settings.AUTH_USER_MODEL)),
                ('enrollment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='access_code', to='accounts.enrollment')),
            ],
        ),
        migrations.CreateModel(
            name='EventContext',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ip_address', models.GenericIPAddressField(blank=True, null=True)),
                ('client', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ip_address__isnull', False)), fields=['ip_address'], name='event_context_by_address')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=80)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('actor_type', models.CharField(max_length=10)),
                ('actor_id', models.CharField(blank=True, max_length=100)),
                ('user_id', models.CharField(blank=True, max_length=32)),
                ('targets', models.JSONField(default=list)),
                ('transaction_id', models.CharField(blank=True, max_length=32)),
                ('detail', models.JSONField(default=dict)),
                ('occurred_at', models.DateTimeField(db_index=True, verbose_name='time')),
                ('uuid', models.UUIDField(editable=False, unique=True)),
                ('transaction_reference', models.CharField(blank=True, db_default='', default='', editable=False, max_length=8)),
                ('outcome', models.CharField(choices=[('success', 'Success'), ('failure', 'Failure')], default='success', max_length=10)),
                ('schema_version', models.PositiveSmallIntegerField(default=1)),
                ('context', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.eventcontext')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='GroupRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('active', models.BooleanField(default=True, help_text='An inactive rule puts no one into a group.')),
                ('conditions', models.JSONField(default=list, editable=False)),
                ('trusts_user_values', models.BooleanField(default=False, help_text='People can change some attributes themselves, and with them the groups of such a rule.', verbose_name='may use what people write themselves')),
                ('groups', models.ManyToManyField(to='accounts.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'group rule',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('policy', 'Profile enrollment policy'), ('administrator', 'Administrator'), ('rule', 'Group rule')], max_length=20, verbose_name='added by')),
                ('source_id', models.CharField(blank=True, max_length=32)),
                ('granted_at', models.DateTimeField(verbose_name='added')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.group')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=255, unique=True, verbose_name='Message-ID')),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'Text message')], default='email', max_length=8)),
                ('template', models.CharField(max_length=64)),
                ('to', models.CharField(max_length=254)),
                ('language', models.CharField(default='en', max_length=16)),
                ('context', models.JSONField(default=dict)),
                ('serial', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Sending'), ('sent', 'Accepted by the mail server'), ('failed', 'Failed permanently'), ('dropped', 'Not sent: expired')], default='queued', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('available_at', models.DateTimeField(verbose_name='next attempt')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='reserved by a worker until')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('challenge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.challenge')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'permissions': (('test_outboxmail', 'Can send a test email'),),
            },
        ),
        migrations.CreateModel(
            name='PasswordHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password_hash', models.CharField(max_length=255)),
                ('replaced_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_passwords', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Postponement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=40)),
                ('times', models.PositiveIntegerField(default=1)),
                ('last_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postponements', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=100)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('enrollment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to='accounts.enrollment')),
            ],
        ),
        migrations.CreateModel(
            name='RefusalCount',
            fields=[
                ('type', models.CharField(max_length=80)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('actor_type', models.CharField(max_length=10)),
                ('actor_id', models.CharField(blank=True, max_length=100)),
                ('user_id', models.CharField(blank=True, max_length=32)),
                ('targets', models.JSONField(default=list)),
                ('transaction_id', models.CharField(blank=True, max_length=32)),
                ('detail', models.JSONField(default=dict)),
                ('occurred_at', models.DateTimeField(db_index=True, verbose_name='time')),
                ('uuid', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField(default=1)),
                ('context', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.eventcontext')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RememberedDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('device_hash', models.CharField(max_length=64)),
                ('epoch', models.PositiveIntegerField()),
                ('first_seen', models.DateTimeField()),
                ('last_seen', models.DateTimeField()),
                ('further_factor_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.CharField(blank=True, max_length=120)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SecurityChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('added', '{0} added'), ('replaced', '{0} replaced'), ('removed', '{0} removed'), ('password', 'Password changed'), ('address', 'Email address changed'), ('deletion', 'Account deletion requested')], max_length=10)),
                ('at', models.DateTimeField(db_index=True)),
                ('login', models.CharField(max_length=254)),
                ('email', models.CharField(max_length=254)),
                ('email_verified', models.BooleanField()),
                ('authenticator', models.CharField(blank=True, choices=[('password', 'Password'), ('email', 'Email'), ('phone', 'Phone'), ('totp', 'Authenticator app'), ('passkey', 'Passkey'), ('security_question', 'Security question'), ('recovery_code', 'Recovery codes'), ('access_code', 'Temporary access code')], max_length=20)),
                ('added', models.CharField(blank=True, max_length=32)),
                ('left_groups', models.JSONField(default=list)),
                ('challenge', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='security_change', to='accounts.challenge')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='security_changes', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
        ),
        migrations.CreateModel(
            name='SealedEnrollment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=32)),
                ('sealed', models.TextField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sealed_enrollments', to='accounts.securitychange')),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('key_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('sid', models.CharField(blank=True, db_default='', db_index=True, default='', max_length=32)),
                ('proofs', models.JSONField(default=list)),
                ('data', models.JSONField(default=dict)),
                ('bindings', models.JSONField(db_default=[], default=list)),
                ('further', models.BooleanField(db_default=False, default=False)),
                ('persistent', models.BooleanField(db_default=False, default=False)),
                ('device_id', models.CharField(blank=True, max_length=128)),
                ('client', models.CharField(blank=True, max_length=120, verbose_name='browser')),
                ('ip_address', models.GenericIPAddressField(blank=True, null=True, verbose_name='IP address')),
                ('created_at', models.DateTimeField(verbose_name='started')),
                ('last_seen_at', models.DateTimeField(verbose_name='last used')),
                ('idle_seconds', models.PositiveIntegerField()),
                ('idle_expires_at', models.DateTimeField(verbose_name='ends if unused')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='ends at the latest')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='UniqueAttributeValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(max_length=512)),
                ('attribute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.profileattribute')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unique_values', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('status', 'LEAVING')), fields=['status_changed_at'], name='user_leaving_by_time'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(fields=['email_folded', 'id'], name='user_by_email'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(fields=['last_name_folded', 'first_name_folded', 'id'], name='user_by_name'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('status', 'ACTIVE'), _negated=True), fields=['status', 'id'], name='user_not_active'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('is_staff', True)), fields=['id'], name='user_of_staff'),
        ),
        migrations.AddIndex(
            model_name='challenge',
            index=models.Index(fields=['expires_at'], name='challenge_by_expiry'),
        ),
        migrations.AddIndex(
            model_name='challenge',
            index=models.Index(fields=['address', 'purpose'], name='challenge_by_address'),
        ),
        migrations.AddConstraint(
            model_name='enrollment',
            constraint=models.UniqueConstraint(condition=models.Q(('authenticator', 'passkey'), _negated=True), fields=('user', 'authenticator'), name='one_enrollment_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['user_id', '-occurred_at', '-id'], name='event_of_user'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('actor_id', models.F('user_id')), _negated=True), fields=['actor_id', '-occurred_at', '-id'], name='event_by_other'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('transaction_reference', ''), _negated=True), fields=['transaction_reference'], name='event_by_reference'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['type', '-occurred_at', '-id'], name='event_of_type'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('outcome', 'failure')), fields=['-occurred_at', '-id'], name='event_that_failed'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['group', 'user'], name='membership_of_group'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('source', 'rule')), fields=['source_id', 'user'], name='membership_by_rule'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'group', 'source', 'source_id'), name='one_membership_per_source'),
        ),
        migrations.AddIndex(
            model_name='outboxmail',
            index=models.Index(condition=models.Q(('state__in', ('queued', 'sending'))), fields=['available_at'], name='outbox_waiting'),
        ),
        migrations.AddIndex(
            model_name='outboxmail',
            index=models.Index(fields=['created_at'], name='outbox_by_age'),
        ),
        migrations.AddIndex(
            model_name='outboxmail',
            index=models.Index(fields=['to'], name='outbox_by_recipient'),
        ),
        migrations.AddIndex(
            model_name='passwordhistory',
            index=models.Index(fields=['user', '-replaced_at', '-id'], name='old_password_of_user'),
        ),
        migrations.AddConstraint(
            model_name='postponement',
            constraint=models.UniqueConstraint(fields=('user', 'what'), name='postponement_of_user'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('enrollment', 'digest'), name='one_row_for_a_recovery_code'),
        ),
        migrations.AddIndex(
            model_name='remembereddevice',
            index=models.Index(fields=['device_hash'], name='device_by_hash'),
        ),
        migrations.AddConstraint(
            model_name='remembereddevice',
            constraint=models.UniqueConstraint(fields=('user', 'device_hash'), name='device_of_user'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['created_at', 'key_hash'], name='session_by_start'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['ip_address'], name='session_by_network_address'),
        ),
        migrations.AddConstraint(
            model_name='uniqueattributevalue',
            constraint=models.UniqueConstraint(fields=('attribute', 'value'), name='one_holder_per_unique_value'),
        ),
    ]
