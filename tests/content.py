"""The desk's own content for tests: it is made once per process, then its rows are copied.

Only for a database that holds nothing yet.
"""

from io import StringIO

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

MADE_BY_MIGRATIONS = {ContentType, Permission}
made = {}


def run_once(*commands):
    """Leave the database as these commands, by name or as a function, leave it."""
    if commands in made:
        for model, rows in made[commands]:
            model._base_manager.bulk_create(rows)
        return
    for command in commands:
        command() if callable(command) else call_command(command, stdout=StringIO())
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    rows = [(m, list(m._base_manager.all())) for m in models if m not in MADE_BY_MIGRATIONS]
    made[commands] = [(model, found) for model, found in rows if found]
