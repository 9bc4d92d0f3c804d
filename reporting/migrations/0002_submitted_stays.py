"""What was submitted never changes, and a closed quarter is closed: the database sees to it.

Triggers, because a constraint cannot look at another table or at what a row was before. They
refuse any statement, also one typed by hand by the application's own database user. SQLite
drops the triggers of a table when a migration rebuilds it: such a migration must run `drop`
before and `create` after.
"""

from django.db import migrations

CLOSED = """EXISTS (SELECT 1 FROM reporting_progressreport r
  JOIN reporting_period p ON p.id = r.period_id
  WHERE r.id = {row}.report_id AND p.closed_at IS NOT NULL)"""
FROZEN = """EXISTS (SELECT 1 FROM reporting_reportversion v
  JOIN reporting_progressreport r ON r.id = v.report_id
  JOIN reporting_period p ON p.id = r.period_id
  WHERE v.id = {row}.version_id AND (v.submitted_at IS NOT NULL OR p.closed_at IS NOT NULL))"""
# table: (what must not be so of the row as it was, what must not be so of the row as it will be)
RULES = {
    "reporting_period": ("{row}.closed_at IS NOT NULL", None),
    "reporting_progressreport": (
        "EXISTS (SELECT 1 FROM reporting_period p"
        " WHERE p.id = {row}.period_id AND p.closed_at IS NOT NULL)",
    )
    * 2,
    "reporting_reportversion": (f"{{row}}.submitted_at IS NOT NULL OR {CLOSED}", CLOSED),
    "reporting_tally": (FROZEN, FROZEN),
    "reporting_bottleneck": (FROZEN, FROZEN),
    "reporting_confirmation": (FROZEN, FROZEN),
    "reporting_reportline": (
        "EXISTS (SELECT 1 FROM reporting_tally t WHERE t.id = {row}.tally_id AND "
        + FROZEN.format(row="t")
        + ")",
    )
    * 2,
}
# of a row as it was and as it will be together
MOVES = {
    "reporting_progressreport": """NEW.region_id <> OLD.region_id OR NEW.period_id <> OLD.period_id
  OR (OLD.current_id IS NOT NULL AND (NEW.current_id IS NULL OR NEW.state = 'concept'))
  OR (NEW.current_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reporting_reportversion v
    WHERE v.id = NEW.current_id AND v.report_id = NEW.id AND v.submitted_at IS NOT NULL))""",
    "reporting_reportversion": "NEW.report_id <> OLD.report_id",
}
SAYS = "what was submitted or closed never changes"


def statements(vendor):
    """Return the statements that make all triggers, in this database's own language."""
    for table, (before, after) in RULES.items():
        old, new = before.format(row="OLD"), after and after.format(row="NEW")
        make = for_postgresql if vendor == "postgresql" else for_sqlite
        yield from make(table, old, new, MOVES.get(table))


def for_sqlite(table, old, new, moved):
    update = " OR ".join(f"({condition})" for condition in (old, new, moved) if condition)
    conditions = {"UPDATE": update, "DELETE": old, "INSERT": new}
    for event, condition in conditions.items():
        if condition:
            yield (
                f"CREATE TRIGGER {table}_{event.lower()}_stays BEFORE {event} ON {table} "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )


def for_postgresql(table, old, new, moved):
    checks = f"""
  IF TG_OP <> 'INSERT' THEN
    IF {old} THEN RAISE integrity_constraint_violation USING MESSAGE = '{SAYS}'; END IF;
  END IF;"""
    if new:
        checks += f"""
  IF TG_OP <> 'DELETE' THEN
    IF {new} THEN RAISE integrity_constraint_violation USING MESSAGE = '{SAYS}'; END IF;
  END IF;"""
    if moved:
        checks += f"""
  IF TG_OP = 'UPDATE' THEN
    IF {moved} THEN RAISE integrity_constraint_violation USING MESSAGE = '{SAYS}'; END IF;
  END IF;"""
    yield f"""CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{checks}
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$"""
    yield (
        f"CREATE TRIGGER {table}_stays BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
    )
    yield f"""CREATE FUNCTION {table}_stays_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{SAYS}'; END $$"""
    yield (
        f"CREATE TRIGGER {table}_stays_whole BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays_whole()"
    )


def removal(vendor):
    """Return the statements that take all triggers away."""
    for table, (_before, after) in RULES.items():
        if vendor == "postgresql":
            yield f"DROP FUNCTION {table}_stays CASCADE"
            yield f"DROP FUNCTION {table}_stays_whole CASCADE"
        else:
            for event in ("update", "delete", "insert") if after else ("update", "delete"):
                yield f"DROP TRIGGER {table}_{event}_stays"


def create(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in removal(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
