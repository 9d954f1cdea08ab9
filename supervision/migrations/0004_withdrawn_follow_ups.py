from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0003_result_copies'),
    ]

    operations = [
        migrations.AddField(
            model_name='followup',
            name='state',
            field=models.CharField(choices=[('recorded', '已登记'), ('withdrawn', '已撤销')], default='recorded', max_length=10, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='followup',
            name='withdrawn_because',
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name='撤销理由'),
        ),
    ]
