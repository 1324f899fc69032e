import accounts.identities
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProfileEnrollmentPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('is_default', models.BooleanField(default=False, editable=False)),
                ('dashboard', models.BooleanField(default=False, help_text="People who open the sign-up page without coming from an app get this policy's form.", verbose_name='used for the end-user dashboard')),
                ('sign_up_allowed', models.BooleanField(default=False, verbose_name='self-service registration')),
                ('email_verification', models.BooleanField(default=True, help_text='If not, people are in at once and get a welcome mail whose link confirms the address.', verbose_name='email verification required')),
                ('password_page', models.CharField(choices=[('first', 'on the first page'), ('later', 'on a later page'), ('none', 'not at all')], default='later', max_length=8)),
                ('form_title', models.CharField(default='Create your account', max_length=100)),
                ('submit_label', models.CharField(default='Continue', max_length=40, verbose_name='button')),
                ('allowed_domains', models.TextField(blank=True, help_text='One domain a line, for example example.com. Empty: every domain.')),
                ('denied_domains', models.TextField(blank=True, help_text='One domain a line; subdomains are denied too.')),
                ('progressive', models.BooleanField(default=False, help_text='At each sign-in people are asked for what the form wants of them and they never said.', verbose_name='ask at sign-in for what is missing')),
                ('most_questions', models.PositiveSmallIntegerField(default=3, help_text='The others wait for the next sign-in; required ones come first.', verbose_name='questions at a time')),
                ('skip_limit', models.PositiveSmallIntegerField(default=3, help_text='So many times; then they are not asked again. 0: without end.', verbose_name='optional questions may be skipped')),
                ('skip_cool_down_days', models.PositiveSmallIntegerField(default=7, help_text='For so many days after skipping nothing optional is asked. 0: at the next sign-in again.', verbose_name='days of rest')),
                ('skip_until', models.DateField(blank=True, help_text='After it only required ones are asked. Empty: without end.', null=True, verbose_name='last day of optional questions')),
                ('join_later', models.BooleanField(default=False, help_text='Users who have answered every required question at sign-in join the groups above. An app that only these groups may use asks them whether they want to join.', verbose_name='users with an account join, too')),
                ('groups', models.ManyToManyField(blank=True, to='accounts.group', verbose_name='groups that a new person joins')),
            ],
            options={
                'verbose_name': 'profile enrollment policy',
                'verbose_name_plural': 'profile enrollment policies',
                'ordering': ('-is_default', 'name'),
            },
        ),
        migrations.CreateModel(
            name='EnrollmentFormField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, help_text="Empty: the attribute's own title.", max_length=255)),
                ('required', models.BooleanField(default=False)),
                ('help', models.CharField(blank=True, max_length=255)),
                ('placeholder', models.CharField(blank=True, max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('at_sign_up', models.BooleanField(default=True, verbose_name='at sign-up')),
                ('at_sign_in', models.BooleanField(default=True, verbose_name='later')),
                ('attribute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.profileattribute')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_fields', to='enrollment.profileenrollmentpolicy')),
            ],
            options={
                'verbose_name': 'form field',
                'ordering': ('position', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='profileenrollmentpolicy',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='one_default_policy'),
        ),
        migrations.AddConstraint(
            model_name='profileenrollmentpolicy',
            constraint=models.UniqueConstraint(condition=models.Q(('dashboard', True)), fields=('dashboard',), name='one_dashboard_policy'),
        ),
        migrations.AddConstraint(
            model_name='enrollmentformfield',
            constraint=models.UniqueConstraint(fields=('policy', 'attribute'), name='one_field_per_attribute'),
        ),
    ]
