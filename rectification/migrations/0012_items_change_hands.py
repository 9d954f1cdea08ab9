import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """After the rows were filled in a transaction of their own: PostgreSQL alters no table with rows in hand."""

    dependencies = [
        ('organizations', '0003_recusal_table'),
        ('rectification', '0011_unit_that_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='item',
            name='unit',
            field=models.ForeignKey(help_text='负责整改的单位；划转以前就是被巡察单位', on_delete=django.db.models.deletion.PROTECT, related_name='items', to='organizations.unit', verbose_name='责任单位'),
        ),
        migrations.AlterField(
            model_name='monthlyreport',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='责任单位'),
        ),
        migrations.AlterField(
            model_name='pressingpaper',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='责任单位'),
        ),
        migrations.RemoveConstraint(model_name='monthlyreport', name='monthly_report_once'),
        migrations.AddConstraint(
            model_name='monthlyreport',
            constraint=models.UniqueConstraint(fields=('assignment', 'unit', 'month'), name='monthly_report_once'),
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('kind', models.CharField(choices=[('merged', '单位并入'), ('split', '职责划出')], max_length=8, verbose_name='划转情形')),
                ('on', models.DateField(db_index=True, verbose_name='划转日期')),
                ('reason', models.TextField(verbose_name='划转理由')),
                ('document', models.CharField(max_length=120, verbose_name='依据文件')),
                ('at', models.DateTimeField(verbose_name='划转时间')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                ('from_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='划出单位')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='rectification.item', verbose_name='整改事项')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提请人')),
                ('to_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='承接单位')),
            ],
            options={
                'verbose_name': '整改事项划转',
                'verbose_name_plural': '整改事项划转',
                'ordering': ['at', 'id'],
            },
        ),
    ]
