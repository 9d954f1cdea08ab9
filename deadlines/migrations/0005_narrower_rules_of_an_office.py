import django.db.models.deletion
from django.db import migrations, models


def give_to_offices(apps, schema_editor):
    """What was narrowed so far was narrowed to a unit: the rule is its office's."""
    offices = dict(apps.get_model("organizations", "Unit").objects.values_list("pk", "office"))
    rules = apps.get_model("deadlines", "DeadlineRule").objects
    for rule in rules.filter(scope="unit", scope_id__in=offices):
        rules.filter(pk=rule.pk).update(office=offices[rule.scope_id])


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0004_channels_and_papers'),
        ('organizations', '0003_recusal_table'),
    ]

    operations = [
        migrations.AddField(
            model_name='deadlinerule',
            name='office',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.office', verbose_name='单独规定的机构'),
        ),
        migrations.RunPython(give_to_offices, migrations.RunPython.noop),
    ]
