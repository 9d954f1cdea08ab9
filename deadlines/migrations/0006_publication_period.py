"""How long a published copy stays up is a rule, too; offices that have their rules already get it now."""

from django.db import migrations

from deadlines import seeds

CODE = "publication_period"


def plant(apps, schema_editor):
    model = lambda name: apps.get_model("deadlines", name)
    seed = next(seed for seed in seeds.RULES if seed.code == CODE)
    seeds.plant_rule(seed, model("DeadlineRule"), model("ReminderStep"))


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_narrower_rules_of_an_office")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
