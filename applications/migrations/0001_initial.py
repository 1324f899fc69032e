import accounts.identities
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('enrollment', '0001_initial'),
        ('identity_providers', '0001_initial'),
        ('policies', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('key', models.CharField(max_length=100, unique=True, verbose_name='client ID')),
                ('label', models.CharField(max_length=100, verbose_name='name')),
                ('description', models.CharField(blank=True, help_text='One line, shown below the name.', max_length=120)),
                ('active', models.BooleanField(default=True, help_text='No one can open an inactive application.')),
                ('color', models.CharField(blank=True, help_text='Leave empty to derive a color from the name.', max_length=7, verbose_name='color')),
                ('logo', models.BinaryField(blank=True, null=True)),
                ('logo_type', models.CharField(blank=True, editable=False, max_length=20)),
                ('logo_digest', models.CharField(blank=True, editable=False, max_length=16)),
                ('everyone', models.BooleanField(default=False, help_text='If off, only the groups and people listed below can use the application.', verbose_name='available to everyone')),
                ('contact', models.CharField(blank=True, help_text='Leave empty to use the support email address.', max_length=200, verbose_name='contact for access requests')),
                ('consent_required', models.BooleanField(default=False, help_text='For third-party applications: people approve which data the application can access.', verbose_name='require consent')),
                ('verified_addresses_only', models.BooleanField(default=True, help_text='People must verify their email address before they can use the application.', verbose_name='require a verified email')),
                ('initiate_login_uri', models.URLField(blank=True, help_text='The dashboard, and links opened on another device, start a sign-in here.', verbose_name='initiate login URI')),
                ('email_callback_uri', models.URLField(blank=True, help_text='For custom sign-in pages: links in emails lead here, with otp and state.', verbose_name='email callback URI')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.', verbose_name='position on the dashboard')),
                ('in_new_tab', models.BooleanField(default=False, verbose_name='open in a new tab')),
                ('shown', models.BooleanField(default=True, verbose_name='show on the dashboard')),
                ('created_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('authentication_policy', models.ForeignKey(blank=True, help_text='Leave empty to use the default authentication policy.', limit_choices_to={'kind': 'authentication'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy')),
                ('enrollment_policy', models.ForeignKey(blank=True, help_text='Leave empty to use the default policy.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrollment.profileenrollmentpolicy', verbose_name='profile enrollment policy')),
                ('groups', models.ManyToManyField(blank=True, related_name='applications', to='accounts.group')),
                ('identity_providers', models.ManyToManyField(blank=True, help_text='Providers shown in addition to those that all applications show.', related_name='applications', to='identity_providers.identityprovider')),
                ('people', models.ManyToManyField(blank=True, related_name='applications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'application',
                'verbose_name_plural': 'applications',
                'ordering': ('position', 'label'),
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scopes', models.JSONField(default=list)),
                ('granted_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='applications.application')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'application'), name='one_consent_per_app')],
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='applications.application')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'application'), name='one_pin_per_app')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('times', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='applications.application')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'application'), name='one_use_per_app')],
            },
        ),
    ]
