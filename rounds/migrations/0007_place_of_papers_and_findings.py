"""At which 延伸对象 a paper's matter, and the problem that comes of it, was found; what is there was the unit itself."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_recusal_table'),
        ('rounds', '0006_reviewed_and_copied'),
    ]

    operations = [
        migrations.AddField(
            model_name='finding',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='延伸对象'),
        ),
        migrations.AddField(
            model_name='workingpaper',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='延伸对象'),
        ),
    ]
