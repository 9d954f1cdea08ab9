"""What is looked at before a feedback goes out, with the six points delivered; who came to the meeting, and the copies."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from rounds import review_points


def plant(apps, schema_editor):
    review_points.plant(apps.get_model("rounds", "ReviewPoint"))


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_recusal_table'),
        ('rounds', '0005_repeat_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewPoint',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('since', models.DateField(verbose_name='起')),
                ('until', models.DateField(blank=True, null=True, verbose_name='止')),
                ('kind', models.CharField(choices=[('compare', '对照'), ('examine', '审核'), ('look', '查看')], max_length=8, verbose_name='环节')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='序')),
                ('text', models.CharField(max_length=200, verbose_name='审核要点')),
                ('required', models.BooleanField(default=True, verbose_name='必审')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review_points', to='organizations.office', verbose_name='巡察机构')),
            ],
            options={
                'verbose_name': '审核要点',
                'verbose_name_plural': '审核要点',
                'ordering': ['order', 'since', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReviewMark',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('passed', models.BooleanField(default=False, verbose_name='已审核')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='审核说明')),
                ('marked_on', models.DateField(verbose_name='审核日期')),
                ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_marks', to='rounds.feedback', verbose_name='反馈意见')),
                ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人')),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='rounds.reviewpoint', verbose_name='审核要点')),
            ],
            options={
                'verbose_name': '审核记录',
                'verbose_name_plural': '审核记录',
                'constraints': [models.UniqueConstraint(fields=('feedback', 'point'), name='review_mark_once')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('group', models.CharField(choices=[('head', '主要负责人'), ('leaders', '领导班子其他成员'), ('former', '原主要负责人'), ('supervisor', '分管县领导'), ('team', '巡察组'), ('office', '巡察办'), ('departments', '有关部门'), ('staff', '干部职工代表')], max_length=12, verbose_name='参会人员类别')),
                ('number', models.PositiveSmallIntegerField(default=0, verbose_name='参会人数')),
                ('names', models.CharField(blank=True, max_length=500, verbose_name='参会人员姓名')),
                ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='rounds.feedback', verbose_name='反馈意见')),
            ],
            options={
                'verbose_name': '参会情况',
                'verbose_name_plural': '参会情况',
                'constraints': [models.UniqueConstraint(fields=('feedback', 'group'), name='attendance_once')],
            },
        ),
        migrations.CreateModel(
            name='FeedbackCopy',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('kind', models.CharField(choices=[('head', '主要负责人'), ('leaders', '领导班子'), ('former', '原主要负责人'), ('supervisor', '分管县领导'), ('department', '有关部门')], max_length=12, verbose_name='抄送对象')),
                ('recipient', models.CharField(max_length=80, verbose_name='收件人')),
                ('sent_on', models.DateField(verbose_name='送达日期')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='签收日期')),
                ('received_by', models.CharField(blank=True, max_length=140, verbose_name='签收人')),
                ('state', models.CharField(choices=[('sent', '待签收'), ('received', '已签收')], default='sent', max_length=10, verbose_name='状态')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='抄送部门')),
                ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='rounds.feedback', verbose_name='反馈意见')),
            ],
            options={
                'verbose_name': '抄送的反馈意见',
                'verbose_name_plural': '抄送的反馈意见',
                'ordering': ['sent_on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('feedback', 'kind', 'recipient'), name='feedback_copy_once')],
            },
        ),
        migrations.RunPython(plant, migrations.RunPython.noop),
    ]
