import django.db.models.deletion
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
            name='Transaction',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('front_end', models.CharField(choices=[('hosted', 'Hosted pages'), ('idx', 'IDX API')], max_length=8)),
                ('secret_hash', models.CharField(db_index=True, max_length=64)),
                ('intent', models.CharField(choices=[('sign_in', 'Sign-in'), ('sign_up', 'Sign-up'), ('recover', 'Account recovery'), ('activate', 'Account activation'), ('unlock', 'Account unlock'), ('manage', 'Account change')], max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(db_index=True, verbose_name='started')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('ended', models.CharField(blank=True, max_length=80)),
                ('identifier', models.CharField(blank=True, max_length=254)),
                ('identifier_display', models.CharField(blank=True, max_length=254)),
                ('user_epoch', models.PositiveIntegerField(default=0)),
                ('new_user_id', models.CharField(max_length=32)),
                ('decoy', models.BooleanField(default=False)),
                ('submission', models.JSONField(blank=True, null=True)),
                ('draft', models.JSONField(blank=True, default=dict)),
                ('form_page', models.PositiveSmallIntegerField(default=1)),
                ('form_edition', models.CharField(blank=True, max_length=32)),
                ('proofs', models.JSONField(blank=True, default=list)),
                ('application', models.CharField(default='dashboard', max_length=64)),
                ('pending', models.JSONField(blank=True, default=list)),
                ('skips', models.JSONField(blank=True, default=list)),
                ('choice_scope', models.CharField(blank=True, max_length=300)),
                ('choice', models.CharField(blank=True, max_length=20)),
                ('operation', models.CharField(blank=True, max_length=20)),
                ('operation_authenticator', models.CharField(blank=True, max_length=20)),
                ('operation_enrollment', models.CharField(blank=True, max_length=32)),
                ('session', models.CharField(blank=True, max_length=64)),
                ('new_address', models.CharField(blank=True, max_length=254)),
                ('new_address_display', models.CharField(blank=True, max_length=254)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('password_hash', models.CharField(blank=True, max_length=255)),
                ('mails_sent', models.PositiveSmallIntegerField(default=0, verbose_name='emails sent')),
                ('return_to', models.CharField(blank=True, max_length=500)),
                ('second_factor_since', models.DateTimeField(blank=True, null=True)),
                ('request', models.JSONField(blank=True, null=True)),
                ('updates', models.JSONField(blank=True, default=dict)),
                ('upstream_request', models.JSONField(blank=True, null=True)),
                ('upstream_answer', models.JSONField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('earned_sid', models.CharField(blank=True, max_length=32)),
                ('code_hash', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('challenge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.challenge')),
                ('context', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.eventcontext')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('password_hash', ''), _negated=True), fields=['expires_at'], name='transaction_with_hash')],
            },
        ),
    ]
