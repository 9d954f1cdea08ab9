"""What a file says of the day on which it was made; those that are kept already say nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_papers_held'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedfile',
            name='made_on',
            field=models.DateField(editable=False, null=True, verbose_name='文件自带日期'),
        ),
    ]
