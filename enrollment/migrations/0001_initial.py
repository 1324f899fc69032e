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
            name='FormEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy_public_id', models.CharField(max_length=32)),
                ('edition', models.CharField(max_length=32)),
                ('form', models.JSONField()),
                ('superseded_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'edition of a form',
                'constraints': [models.UniqueConstraint(fields=('edition', 'policy_public_id'), name='one_row_per_edition')],
            },
        ),
        migrations.CreateModel(
            name='ProfileEnrollmentPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('based_on', models.PositiveIntegerField(default=0, editable=False)),
                ('public_id', models.CharField(default=accounts.identities.new_public_id, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('is_default', models.BooleanField(default=False, editable=False, verbose_name='default')),
                ('dashboard', models.BooleanField(default=False, help_text='The /signup page shows this policy’s form to people who don’t come from an application.', verbose_name='use for the sign-up page')),
                ('sign_up_allowed', models.BooleanField(default=False, verbose_name='allow sign-up')),
                ('email_verification', models.BooleanField(default=True, help_text='If off, people get access at once, and a welcome email asks them to verify their address.', verbose_name='require email verification')),
                ('password_page', models.CharField(choices=[('first', 'On the sign-up form'), ('later', 'On a separate page'), ('none', 'No password')], default='later', max_length=8, verbose_name='password prompt')),
                ('form_title', models.CharField(default='Create your account', max_length=100)),
                ('submit_label', models.CharField(default='Continue', max_length=40, verbose_name='button text')),
                ('allowed_domains', models.TextField(blank=True, help_text='One domain per line, such as example.com. Leave empty to allow every domain.')),
                ('denied_domains', models.TextField(blank=True, help_text='One domain per line. Subdomains are denied, too.')),
                ('progressive', models.BooleanField(default=False, help_text='Sign-in asks for form fields marked “later” that are still empty.', verbose_name='ask for missing details at sign-in')),
                ('most_questions', models.PositiveSmallIntegerField(default=3, help_text='Required fields come first. The rest wait for the next sign-in.', verbose_name='fields per sign-in')),
                ('skip_limit', models.PositiveSmallIntegerField(default=3, help_text='After that, sign-in stops asking. 0 means no limit.', verbose_name='skips allowed for optional fields')),
                ('skip_cool_down_days', models.PositiveSmallIntegerField(default=7, help_text='Days to wait after a skip before asking again. 0 means at the next sign-in.', verbose_name='days before asking again')),
                ('skip_until', models.DateField(blank=True, help_text='After this date, sign-in asks for required fields only. Leave empty for no end date.', null=True, verbose_name='end date for optional fields')),
                ('join_later', models.BooleanField(default=False, help_text='Existing users join the groups above once their required fields are complete. Applications assigned only to these groups ask first.', verbose_name='existing users can join')),
                ('draft_of', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='enrollment.profileenrollmentpolicy')),
                ('groups', models.ManyToManyField(blank=True, to='accounts.group', verbose_name='groups for new users')),
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
                ('label', models.CharField(blank=True, help_text='Leave empty to use the attribute’s title.', max_length=255)),
                ('required', models.BooleanField(default=False)),
                ('help', models.CharField(blank=True, max_length=255, verbose_name='help text')),
                ('placeholder', models.CharField(blank=True, max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('at_sign_up', models.BooleanField(default=True, verbose_name='at sign-up')),
                ('at_sign_in', models.BooleanField(default=True, verbose_name='later')),
                ('required_message', models.CharField(blank=True, help_text='Shown instead of the general message when a required field is left empty.', max_length=255, verbose_name='message when it’s empty')),
                ('invalid_message', models.CharField(blank=True, help_text='Shown instead of the general message when the answer isn’t valid.', max_length=255, verbose_name='message when it’s wrong')),
                ('options', models.JSONField(blank=True, default=list, help_text='The options to offer, in this order, with your own words. Leave empty to offer all.')),
                ('shown_if', models.CharField(blank=True, help_text='A field above this one. Leave empty to show the field to everyone.', max_length=64, verbose_name='show only if')),
                ('shown_if_comparison', models.CharField(choices=[('one_of', 'is one of'), ('checked', 'is checked'), ('filled', 'is filled in')], default='one_of', max_length=8, verbose_name='condition')),
                ('shown_if_values', models.JSONField(blank=True, default=list, help_text='One per line, for “is one of”.', verbose_name='values')),
                ('new_page', models.BooleanField(default=False, help_text='This field and those below it are on a page of their own.', verbose_name='starts a page')),
                ('page_title', models.CharField(blank=True, help_text='For a field that starts a page. Leave empty to use the form’s title.', max_length=100, verbose_name='title of the page')),
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
            constraint=models.UniqueConstraint(condition=models.Q(('draft_of', None)), fields=('name',), name='one_form_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='profileenrollmentpolicy',
            constraint=models.UniqueConstraint(condition=models.Q(('draft_of', None), ('is_default', True)), fields=('is_default',), name='one_default_policy'),
        ),
        migrations.AddConstraint(
            model_name='profileenrollmentpolicy',
            constraint=models.UniqueConstraint(condition=models.Q(('dashboard', True), ('draft_of', None)), fields=('dashboard',), name='one_dashboard_policy'),
        ),
        migrations.AddConstraint(
            model_name='enrollmentformfield',
            constraint=models.UniqueConstraint(fields=('policy', 'attribute'), name='one_field_per_attribute'),
        ),
    ]
