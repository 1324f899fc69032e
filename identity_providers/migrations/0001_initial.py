import accounts.identities
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityProvider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('openid_connect', 'OpenID Connect'), ('google', 'Google'), ('microsoft', 'Microsoft'), ('apple', 'Apple'), ('github', 'GitHub')], max_length=20)),
                ('label', models.CharField(help_text='The button says “Continue with” and this name.', max_length=60, unique=True, verbose_name='name')),
                ('issuer', models.URLField(help_text='The address of the provider, as its discovery document names it.', max_length=255)),
                ('client_id', models.CharField(max_length=255, verbose_name='client ID')),
                ('client_secret', models.TextField(blank=True, editable=False)),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('scopes', models.JSONField(blank=True, default=list)),
                ('mapping', models.JSONField(blank=True, default=list, verbose_name='attribute mapping')),
                ('active', models.BooleanField(default=True)),
                ('everywhere', models.BooleanField(default=True, help_text='If off, only the applications that select this provider show it.', verbose_name='show in all applications')),
                ('creates_accounts', models.BooleanField(default=True, help_text='If off, only people who have linked their account can sign in with it.', verbose_name='allow sign-up')),
                ('believes_assurance', models.BooleanField(default=False, help_text='If on, two factors that were verified there (amr) count as two factors here.', verbose_name='accept its authentication methods')),
                ('logo', models.BinaryField(blank=True, null=True)),
                ('logo_type', models.CharField(blank=True, editable=False, max_length=20)),
                ('logo_digest', models.CharField(blank=True, editable=False, max_length=16)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.')),
                ('created_at', models.DateTimeField(editable=False)),
            ],
            options={
                'verbose_name': 'identity provider',
                'verbose_name_plural': 'identity providers',
                'ordering': ('position', 'label'),
            },
        ),
        migrations.CreateModel(
            name='TrustedDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, unique=True)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trusted_domains', to='identity_providers.identityprovider')),
            ],
            options={
                'ordering': ('domain',),
            },
        ),
    ]
