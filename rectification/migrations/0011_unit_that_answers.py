import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

NAMES = ('Item', 'MonthlyReport', 'PressingPaper')


def answer_for_what_was_found(apps, schema_editor):
    """Until something is handed over, the inspected unit answers."""
    assignments = apps.get_model('rounds', 'Assignment').objects.filter(pk=OuterRef('assignment'))
    for name in NAMES:
        rows = apps.get_model('rectification', name).objects.filter(unit=None)
        rows.update(unit=Subquery(assignments.values('unit')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_recusal_table'),
        ('rectification', '0010_editions_and_unit_papers'),
        ('rounds', '0005_repeat_settled'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='unit',
            field=models.ForeignKey(null=True, help_text='负责整改的单位；划转以前就是被巡察单位', on_delete=django.db.models.deletion.PROTECT, related_name='items', to='organizations.unit', verbose_name='责任单位'),
        ),
        migrations.AddField(
            model_name='monthlyreport',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='责任单位'),
        ),
        migrations.AddField(
            model_name='pressingpaper',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='责任单位'),
        ),
        migrations.RunPython(answer_for_what_was_found, migrations.RunPython.noop),
    ]
