from django.db import migrations

FORWARDS = 'CREATE INDEX item_open_first ON rectification_item (closed_on ASC NULLS FIRST, due_on, id)'
BACKWARDS = 'CREATE INDEX item_open_first ON rectification_item (closed_on, due_on, id)'


def nulls_first(apps, schema_editor):
    _instead(schema_editor, FORWARDS)


def nulls_last(apps, schema_editor):
    _instead(schema_editor, BACKWARDS)


def _instead(schema_editor, index):
    """PostgreSQL puts nulls last unless told; on SQLite they come first, and an index may not say so."""
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('DROP INDEX item_open_first')
        schema_editor.execute(index)


class Migration(migrations.Migration):

    dependencies = [('rectification', '0003_signed_on_paper')]

    operations = [migrations.RunPython(nulls_first, nulls_last)]
