"""The desk's own content for tests: it is made once per process, then its rows are copied.

Only for a database that holds nothing yet.
"""

from io import StringIO

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction

MADE_BY_MIGRATIONS = {ContentType, Permission}
made = {}


def run_once(*commands):
    """Leave the database as these commands, by name or as a function, leave it."""
    if commands in made:
        copy(made[commands])
        return
    for command in commands:
        command() if callable(command) else call_command(command, stdout=StringIO())
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    rows = [(m, list(m._base_manager.all())) for m in models if m not in MADE_BY_MIGRATIONS]
    names = {key: name for name, key in permission_keys().items()}
    for row in (row for _model, found in rows for row in found):
        row.permission_name = names.get(getattr(row, "permission_id", None))
    made[commands] = [(model, found) for model, found in rows if found]


@transaction.atomic
def copy(made_before):
    """Make these rows again; only together do they refer to what is there."""
    keys = permission_keys()
    for model, rows in made_before:
        for row in rows:
            refer_to_permission(row, keys)
        model._base_manager.bulk_create(rows)


def permission_keys():
    """Return {what names a permission: its key}; the key is another one after each real commit."""
    found = Permission.objects.select_related("content_type")
    return {permission.natural_key(): permission.pk for permission in found}


def refer_to_permission(row, keys):
    """Let a row that refers to a permission refer to that of this database."""
    if row.permission_name:
        row.permission_id = keys[row.permission_name]
