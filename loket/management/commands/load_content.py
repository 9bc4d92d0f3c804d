"""Put the desk's own content in an empty or older portal."""

from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand
from django.db import transaction

from loket.models import LoadedRow

# In this order: a later file refers to rows of an earlier one.
FILES = ["regions", "framework", "toolbox", "faq", "reporting"]


class Command(BaseCommand):
    help = (
        "Zet de regio's, het normenkader, de toolbox, de veelgestelde vragen en de mijlpalen "
        "klaar. Wat er al is, of er ooit is geweest, blijft zoals de redactie het achterliet."
    )

    @transaction.atomic
    def handle(self, **options):
        known = set(LoadedRow.objects.values_list("model", "key"))
        for name in FILES:
            made = load(settings.FIXTURE_DIRS[0] / f"{name}.yaml", known)
            self.stdout.write(f"{name}: {made} nieuw")


def load(path, known):
    """Make the rows of one fixture that were never made before; return how many that were.

    A row that refers to what an editor renamed or deleted is passed over: nearly always it was
    made before, and otherwise its place is gone.
    """
    made = 0
    with path.open() as lines:
        for row in serializers.deserialize("yaml", lines, handle_forward_references=True):
            if row.deferred_fields:
                continue
            mark = (row.object._meta.label_lower, key_of(row.object))
            if mark not in known:
                LoadedRow.objects.create(model=mark[0], key=mark[1])
                save_unless_present(row)
                made += 1
    return made


def save_unless_present(row):
    """Save a row and its many-to-many sets, unless somebody made one like it by hand."""
    if row.object.pk is None:
        row.object.save()
        for field, keys in row.m2m_data.items():
            getattr(row.object, field).set(keys)


def key_of(row):
    """Return the natural key of a fixture's row; a row between others is named by those."""
    if hasattr(row, "natural_key"):
        return " | ".join(map(str, row.natural_key()))
    parts = (getattr(row, field.name) for field in row._meta.fields if field.many_to_one)
    return " | ".join(key_of(part) for part in parts)
