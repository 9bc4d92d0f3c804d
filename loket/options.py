"""Which values a filter offers: those that occur in rows its reader may see, and no others."""

from django.db.models import Subquery, Value


def used(model, rows, kind, columns=("name", "name"), order=None):
    """Return (kind, order, value, label) for each row of `model` that one of `rows` refers to.

    `rows` is correlated with OuterRef. It stops at the first hit per value: with EXISTS,
    PostgreSQL would join all rows first.
    """
    first = Subquery(rows.order_by().values("pk")[:1])
    found = model.objects.annotate(first=first).filter(first__isnull=False).order_by()
    return found.values_list(Value(kind), order or Value(0), *columns)


def gathered(query, *queries):
    """Ask for the options of all filters in one query, as {kind: [(value, label)]}."""
    options = {}
    for kind, _order, value, label in sorted(query.union(*queries)):
        text = label if label == value else f"{value} {label}"
        options.setdefault(kind, []).append((value, text))
    return options
