from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=40)),
                ('policy', models.CharField(max_length=32)),
                ('number', models.PositiveIntegerField()),
                ('entry', models.JSONField()),
                ('actor_type', models.CharField(blank=True, max_length=10)),
                ('actor_id', models.CharField(blank=True, max_length=100)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['policy', '-number'],
                'constraints': [models.UniqueConstraint(fields=('policy', 'number'), name='one_version_of_a_number')],
            },
        ),
    ]
