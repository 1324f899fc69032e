"""The rows that are always there (base attributes, brand, configuration version), and an index of trigrams.

The index is PostgreSQL's only, and needs no extension: a role that may create tables may create it.
"""

from django.db import migrations
from django.utils import timezone

from accounts.domain.base_attributes import BASE_ATTRIBUTES

COPIED = (
    "key",
    "title",
    "help",
    "required",
    "min_length",
    "max_length",
    "minimum",
    "maximum",
    "min_items",
    "max_items",
    "earliest",
    "latest",
    "pattern",
    "pattern_message",
    "unique",
    "sensitive",
    "autocomplete",
)


def add_rows(apps, schema_editor):
    attributes = apps.get_model("accounts", "ProfileAttribute")
    attributes.objects.bulk_create(
        attributes(
            **{name: getattr(attribute, name) for name in COPIED},
            type=attribute.type.value,
            permission=attribute.permission.value,
            options=[{"value": option.value, "title": option.title} for option in attribute.options],
            base=True,
            position=position,
        )
        for position, attribute in enumerate(BASE_ATTRIBUTES)
    )
    apps.get_model("accounts", "Brand").objects.create()
    apps.get_model("accounts", "ConfigurationVersion").objects.create(
        id=1, token="first", changed_at=timezone.now()
    )


# Three letters at every place of a text, and the first letter of each word behind its space. Not for parallel
# plans: to start their processes takes longer than a search.
TRIGRAMS = """
    CREATE FUNCTION accounts_trigrams(value text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT COST 1000 AS $$
        SELECT coalesce(array_agg(DISTINCT gram), '{}')
        FROM generate_series(1, length(value) - 1) AS place,
            LATERAL (VALUES (substr(value, place, 3)), (substr(value, place, 2))) AS part (gram)
        WHERE length(gram) = 3 OR left(gram, 1) = ' '
    $$"""
INDEX = """
    CREATE INDEX user_by_trigrams ON accounts_user USING gin (accounts_trigrams(
        ' ' || first_name_folded || ' ' || last_name_folded || ' ' || email_folded
    ))"""


def add_index(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRIGRAMS)
        schema_editor.execute(INDEX)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunPython(add_rows, migrations.RunPython.noop),
        migrations.RunPython(add_index, migrations.RunPython.noop),
    ]
