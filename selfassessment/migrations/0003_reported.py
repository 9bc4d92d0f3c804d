from importlib import import_module

from django.db import migrations, models

trigger = import_module("selfassessment.migrations.0002_versions_only_rise")


class Migration(migrations.Migration):

    dependencies = [
        ('selfassessment', '0002_versions_only_rise'),
    ]

    # SQLite rebuilds the table for these fields, and drops its trigger with the old one
    operations = [
        migrations.RunPython(trigger.drop, trigger.create),
        migrations.AddField(
            model_name='answer',
            name='reported_in',
            field=models.CharField(blank=True, editable=False, max_length=7, verbose_name='gerapporteerd over'),
        ),
        migrations.AddField(
            model_name='answer',
            name='reported_maturity',
            field=models.PositiveSmallIntegerField(choices=[(1, 'Toevallig'), (2, 'Herhaalbaar'), (3, 'Vastgelegd'), (4, 'Beheerst'), (5, 'Verbeterend')], editable=False, null=True),
        ),
        migrations.AddField(
            model_name='answer',
            name='reported_status',
            field=models.CharField(blank=True, choices=[('not_started', 'Niet gestart'), ('planned', 'Gepland'), ('in_progress', 'In uitvoering'), ('implemented', 'Ingevoerd'), ('not_applicable', 'Niet van toepassing')], editable=False, max_length=16),
        ),
        migrations.RunPython(trigger.create, trigger.drop),
    ]
