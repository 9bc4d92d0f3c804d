"""Full-text search that works on both databases. Who may see a row is not decided here.

PostgreSQL keeps a stored `tsvector` in Dutch, so that "beveiligen" finds "beveiliging"; SQLite
keeps the same words as lower-case text. Dutch compounds are not split by PostgreSQL, so a word
inside another word is found as well, and comes after the whole words.
"""

import re

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection, models
from django.db.models import Case, F, Func, Q, Value, When

# More words than this narrow nothing down, and each one costs.
MOST_WORDS = 8


class SearchText(Func):
    """The words of several text columns as one searchable value; the first column weighs most."""

    output_field = SearchVectorField()

    def as_sql(self, compiler, connection):
        columns = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        words = " || ' ' || ".join(columns)
        return f"lower({words})", []

    def as_postgresql(self, compiler, connection):
        columns = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        weights = ["A"] + ["B"] * (len(columns) - 1)
        vectors = [
            f"setweight(to_tsvector('dutch'::regconfig, {column}), '{weight}')"
            for column, weight in zip(columns, weights, strict=True)
        ]
        return " || ".join(vectors), []


def search_field(*columns):
    """Return the stored column `search` for a model with these text columns, title first."""
    return models.GeneratedField(
        expression=SearchText(*columns), output_field=SearchVectorField(), db_persist=True
    )


def add_search_index(table):
    """Return a migration function that indexes the column `search` of `table` on PostgreSQL."""

    def add(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"CREATE INDEX {table}_search ON {table} USING gin (search)")

    return add


def matching(rows, text, *, columns):
    """Return the `rows` that hold every word of `text`, best first, with their `rank`.

    `columns` are the model's text columns, title first. The rank only orders: its size differs
    per database.
    """
    words = text.replace('"', " ").split()[:MOST_WORDS]
    if not words:
        return rows.none()
    if connection.vendor == "postgresql":
        query = dutch(" ".join(words))
        each = Q(*[Q(search=dutch(word)) | holds(word, columns) for word in words])
        rows = rows.filter(Q(search=query) | each).annotate(rank=SearchRank(F("search"), query))
    else:
        in_title = Q(*[holds(word, columns[:1]) for word in words])
        rows = rows.filter(*[holds(word, columns) for word in words])
        rows = rows.annotate(rank=Case(When(in_title, then=2.0), default=Value(1.0)))
    return rows.order_by("-rank", columns[0])


def dutch(text):
    """Return a query for all words of `text`, whatever signs it holds."""
    return SearchQuery(text, config="dutch", search_type="plain")


def holds(word, columns):
    """Return the condition that one of the columns holds this word or a longer one."""
    # SQLite's LIKE knows no capitals beyond those of a to z.
    is_plain = word.isascii() or connection.vendor == "postgresql"
    lookup, value = ("icontains", word) if is_plain else ("iregex", re.escape(word))
    return Q(*[(f"{column}__{lookup}", value) for column in columns], _connector=Q.OR)
