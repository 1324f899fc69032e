import django.db.models.deletion
import oidc.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('applications', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('kid', models.CharField(max_length=43, primary_key=True, serialize=False)),
                ('sealed', models.TextField()),
                ('public_jwk', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('active_from', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('active_from',),
            },
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('client_id', models.CharField(editable=False, max_length=100, unique=True, verbose_name='client ID')),
                ('client_type', models.CharField(choices=[('confidential', 'Confidential'), ('public', 'Public')], max_length=32)),
                ('redirect_uris', models.TextField(blank=True, verbose_name='redirect URIs')),
                ('post_logout_redirect_uris', models.TextField(blank=True, verbose_name='post-logout redirect URIs')),
                ('allowed_origins', models.TextField(blank=True)),
                ('grant_types', models.JSONField(default=oidc.models.default_grant_types)),
                ('scopes', models.JSONField(default=oidc.models.default_scopes, help_text='Scopes that the application can request.')),
                ('pkce_required', models.BooleanField(default=False, help_text='Public clients always need PKCE, whatever is set here.', verbose_name='require PKCE')),
                ('native', models.BooleanField(default=False, verbose_name='native application')),
                ('access_seconds', models.PositiveIntegerField(default=600, verbose_name='access token lifetime')),
                ('refresh_seconds', models.PositiveIntegerField(default=2592000, verbose_name='refresh token lifetime')),
                ('refresh_idle_seconds', models.PositiveIntegerField(default=604800, verbose_name='refresh token idle timeout')),
                ('backchannel_logout_uri', models.URLField(blank=True, verbose_name='back-channel logout URI')),
                ('created_at', models.DateTimeField()),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='client', to='applications.application')),
            ],
            options={
                'ordering': ('client_id',),
            },
        ),
        migrations.CreateModel(
            name='ClientSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secrets', to='oidc.client')),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('redirect_uri', models.TextField()),
                ('scope', models.TextField(blank=True)),
                ('code_challenge', models.CharField(blank=True, max_length=128)),
                ('nonce', models.TextField(blank=True)),
                ('epoch', models.PositiveIntegerField()),
                ('sid', models.CharField(blank=True, db_index=True, max_length=32)),
                ('ip_address', models.GenericIPAddressField(blank=True, null=True)),
                ('issuer', models.CharField(blank=True, max_length=20)),
                ('proofs', models.JSONField(default=list)),
                ('auth_time', models.DateTimeField()),
                ('transaction_id', models.CharField(blank=True, max_length=32)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='oidc.client')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_checksum', models.CharField(max_length=64, unique=True)),
                ('scope', models.TextField(blank=True)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('created_at', models.DateTimeField()),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_tokens', to='oidc.grant')),
            ],
        ),
        migrations.CreateModel(
            name='RefreshToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_checksum', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refresh_tokens', to='oidc.grant')),
            ],
        ),
        migrations.CreateModel(
            name='ClientSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sid', models.CharField(db_index=True, max_length=32)),
                ('issuer', models.CharField(blank=True, max_length=20)),
                ('last_at', models.DateTimeField(db_index=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='oidc.client')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('client', 'sid'), name='one_client_session_per_sid')],
            },
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['expires_at'], name='grant_by_expiry'),
        ),
    ]
