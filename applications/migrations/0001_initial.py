import accounts.identities
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('enrollment', '0001_initial'),
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
                ('key', models.CharField(max_length=100, unique=True)),
                ('label', models.CharField(max_length=100)),
                ('description', models.CharField(blank=True, help_text='One line below the name.', max_length=120)),
                ('active', models.BooleanField(default=True, help_text='Nobody gets into an app that is switched off.')),
                ('color', models.CharField(blank=True, help_text='Empty: one made from the name.', max_length=7, verbose_name='colour')),
                ('logo', models.BinaryField(blank=True, null=True)),
                ('logo_type', models.CharField(blank=True, editable=False, max_length=20)),
                ('logo_digest', models.CharField(blank=True, editable=False, max_length=16)),
                ('everyone', models.BooleanField(default=False, help_text='If not: the members of these groups, and these people.', verbose_name='everybody may use it')),
                ('contact', models.CharField(blank=True, help_text='Empty: the support address.', max_length=200, verbose_name='whom to ask for access')),
                ('consent_required', models.BooleanField(default=False, help_text='For apps of others: before it learns anything, the person says what it may learn.', verbose_name='people are asked for their consent')),
                ('verified_addresses_only', models.BooleanField(default=True, help_text='Nobody gets in before their e-mail address is proved.')),
                ('initiate_login_uri', models.URLField(blank=True, help_text='Where a sign-in is started from the dashboard or from a link on another device.', verbose_name='initiate-login URI')),
                ('email_callback_uri', models.URLField(blank=True, help_text='For apps with pages of their own: links in mails lead there, with otp and state.', verbose_name='e-mail callback URI')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Lower ones come first.')),
                ('in_new_tab', models.BooleanField(default=False, verbose_name='opens a new tab')),
                ('shown', models.BooleanField(default=True, verbose_name='on the dashboard')),
                ('created_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('authentication_policy', models.ForeignKey(blank=True, help_text='Empty: the default authentication policy.', limit_choices_to={'kind': 'authentication'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy')),
                ('enrollment_policy', models.ForeignKey(blank=True, help_text='Empty: the default one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrollment.profileenrollmentpolicy', verbose_name='profile enrollment policy')),
                ('groups', models.ManyToManyField(blank=True, related_name='applications', to='accounts.group')),
                ('people', models.ManyToManyField(blank=True, related_name='applications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'app',
                'verbose_name_plural': 'apps',
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
