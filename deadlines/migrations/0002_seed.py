"""Sixteen rules and the calendars known so far; an office edits them afterwards."""

from django.db import migrations

from deadlines import seeds


def plant(apps, schema_editor):
    model = lambda name: apps.get_model("deadlines", name)
    seeds.plant_rules(model("DeadlineRule"), model("ReminderStep"))
    seeds.plant_calendar(model("CalendarYear"), model("CalendarDay"))


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
